# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What it costs on the wire to describe a host's whole store, with every root of Microsoft's programme in it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.integration.playbooks.ansible import controller
from tests.lab.demonstration import ROOT_MISSING, demo
from tests.lab.dmz import Dmz
from tests.lab.pki import Pki
from tests.lab.windows.stock_certificates import Stock, microsoft_program

WEB = ROOT_MISSING[0]
OWN_ROOTS = 60
LOGIN = [401, 401, 200]


def filled_site() -> Dmz:
    """The whole programme in AuthRoot, and as many roots of the company itself in ROOT."""
    dmz = demo(stock=Stock(root=0, auth_root=None))
    pki = Pki(datetime.now(UTC))
    first = pki.root("Company Root")
    for number in range(OWN_ROOTS):
        dmz.machines[WEB].stores.add("Root", pki.root(f"Company Root {number}", renews=first).certificate)
    return dmz


def test_a_store_of_600_certificates_takes_seven_exchanges_and_as_few_receives_as_it_fills(tmp_path: Path) -> None:
    with controller(filled_site(), tmp_path) as lab:
        held = lab.dmz.machines[WEB].stores.certificates("Root")
        described = lab.module(WEB, "certificate_info", stores=["Root"]).results[WEB]["certificates"]
        entries = lab.log.of(WEB)
    assert len(described) == len(held) >= len(microsoft_program()) + OWN_ROOTS
    actions = [entry.action or entry.status for entry in entries]
    assert [action for action in actions if action != "Receive"] == [*LOGIN, "Create", "Command", "Signal", "Delete"]
    *filled, _last = (entry.answer_bytes for entry in entries if entry.action == "Receive")
    assert min(filled) == max(filled) > 75_000
    assert sum(entry.answer_bytes for entry in entries) < 3_200_000
