# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import CATALOGUE, KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind


def test_the_catalogue_holds_every_kind_once() -> None:
    assert list(CATALOGUE.values()) == list(KINDS)
    assert {kind for kind in vars(kinds).values() if isinstance(kind, Kind)} == set(KINDS)
