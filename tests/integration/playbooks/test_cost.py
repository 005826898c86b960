# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check of one host costs on the wire, as the README says."""

from __future__ import annotations

from tests.integration.playbooks.ansible import Controller
from tests.lab.scenario import ROOT_MISSING

WEB = ROOT_MISSING[0]


def test_a_check_takes_nine_exchanges_besides_receives(lab: Controller) -> None:
    lab.play("scom.dmz.check", "--limit", WEB)
    entries = [entry for entry in lab.log if entry.machine == WEB]
    assert [entry.action or entry.status for entry in entries if entry.action != "Receive"] == [
        401,
        401,
        200,
        "Create",
        "Command",
        "Signal",
        "Get",
        "Enumerate",
        "Delete",
    ]


def test_receives_are_as_few_as_the_output_fills(lab: Controller) -> None:
    lab.play("scom.dmz.check", "--limit", WEB)
    receives = [entry for entry in lab.log if entry.machine == WEB and entry.action == "Receive"]
    assert all(entry.answer_bytes > 70_000 for entry in receives[:-1])


def test_a_check_sends_less_than_twenty_kilobytes(lab: Controller) -> None:
    lab.play("scom.dmz.check", "--limit", WEB)
    assert sum(entry.request_bytes for entry in lab.log if entry.machine == WEB) < 20_000
