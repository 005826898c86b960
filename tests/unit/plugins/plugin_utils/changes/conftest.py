# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of what is written on the scripted host, and who writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost


@pytest.fixture
def journal(host: FakeHost, tmp_path: Path) -> Journal:
    return Journal(tmp_path, host.host, "run-1")


@pytest.fixture
def writer(windows: Host, journal: Journal) -> CertificateWriter:
    return CertificateWriter(windows, journal)
