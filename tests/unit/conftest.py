# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Property tests assert no time: machines differ, and have other things to do. No test meets a certificate as another has read it."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from hypothesis import settings

settings.register_profile("without_deadline")
settings.load_profile("without_deadline")


@pytest.fixture(autouse=True)
def certificates_are_read_anew() -> None:
    """Tests play other libraries and policies, and what a certificate was found to be with them is kept with it."""
    Certificate.from_der.cache_clear()
