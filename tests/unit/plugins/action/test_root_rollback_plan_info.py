# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts and gateways of a rollback are found in the journal and in the inventory, and no host is asked."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.action.root_rollback_plan_info import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome

from tests.unit.plugins.hostvars import HostVars

WEB, APP, GW1, GW2 = "web01.dmz.example", "app01.dmz.example", "gw01.corp.example", "gw02.corp.example"
READ = {"gateway_root_presented": {"certificate": {}}}


def _plan(folder: Path, gateways: tuple[str, ...] = (), **arguments: Any) -> dict[str, Any]:
    journal = Journal(folder, WEB, "run-1")
    journal.conclude(journal.intend("Root", "AB" * 20, None, b"after", gateways), ChangeOutcome.DONE)
    hosts = [WEB, APP]
    variables = {
        "hostvars": HostVars({WEB: {}, APP: {}, GW1: READ, GW2: {}}),
        "ansible_play_hosts_all": hosts,
        "ansible_play_hosts": hosts,
        "ansible_play_batch": hosts,
    }
    given = {"run": "run-1", "gateway": [], "journal": str(folder), **arguments}
    return ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None).work(given, variables)


def test_the_hosts_that_the_run_has_changed_are_asked(tmp_path: Path) -> None:
    plan = _plan(tmp_path)
    assert (plan["hosts"], plan["known"], plan["unknown"], plan["changed"]) == ([WEB], True, "", False)
    plan = _plan(tmp_path, run="run-7")
    assert not plan["known"]
    assert plan["unknown"].startswith("The journal of these hosts knows no change of a run run-7")


@pytest.mark.parametrize(
    ("journalled", "given", "gateways", "unread"),
    [
        ((), [], [], []),
        ((GW1,), [], [GW1], []),
        ((GW1,), [GW2], [GW2, GW1], [GW2]),
        ((GW2,), [f"{GW1}, {GW2}"], [GW1, GW2], [GW2]),
        (("gone.example", GW2), [], [GW2], [GW2]),
    ],
)
def test_gateways_of_the_inventory_are_read_that_were_not_yet(
    tmp_path: Path, journalled: tuple[str, ...], given: list[str], gateways: list[str], unread: list[str]
) -> None:
    plan = _plan(tmp_path, journalled, gateway=given)
    assert (plan["gateways"], plan["unread"]) == (gateways, unread)


def test_a_gateway_that_the_inventory_does_not_know_is_named(tmp_path: Path) -> None:
    warning = "gone.example is no host of the inventory: the chain of this gateway is not known"
    assert _plan(tmp_path, ("gone.example",))["warnings"] == [warning]
