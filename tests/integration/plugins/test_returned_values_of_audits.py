# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules of the audit return is what they document."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible_collections.scom.dmz.plugins.action import root_audit_report
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError

from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import NAME, connect
from tests.integration.plugins.test_returned_values import assert_documented
from tests.lab.windows.machine import Machine
from tests.lab.wsman.endpoint import Endpoint
from tests.unit.plugins.hostvars import HostVars

NO_BASELINE = {"baseline_from": None, "baseline_file": None}
NOTHING = {"play_hosts": False, "groups": [], "fail_on": "never", "folder": None, **NO_BASELINE}
ENDED = {"rule": "leaf", "reason": "It was in use.", "approver": "J. Doe", "until": "2020-12-31"}
IGNORED = ["expired", ENDED]


def test_root_audit_info(endpoint: Endpoint, machine: Machine, tmp_path: Path) -> None:
    [root, *_others] = machine.stores.certificates("Root")
    machine.stores.add("Disallowed", root)
    result = act(connect(endpoint), "root_audit_info", tmp_path, ignore=IGNORED)
    assert_documented("root_audit_info", result)
    assert result["findings"][0]["id"] == "disallowed"
    told = {each["suppression"]: (each["ended"], each["findings"]) for each in result["suppressions"]}
    assert told == {"expired": (False, len(result["ignored"])), "leaf": (True, 0)}


def test_root_audit_report(endpoint: Endpoint, machine: Machine, tmp_path: Path) -> None:
    machine.stores.add("Disallowed", machine.stores.certificates("Root")[0])
    audited = act(connect(endpoint), "root_audit_info", tmp_path, ignore=IGNORED)
    (tmp_path / "file").touch()
    checks = {NAME: audited, "down01": {"unreachable": True, "msg": "cannot connect to down01"}}
    action = root_audit_report.ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    given = {**NOTHING, "hosts": list(checks)}
    variables = {"hostvars": HostVars({name: {root_audit_report.FACT: check} for name, check in checks.items()})}
    folders = [tmp_path / "folder", tmp_path / "folder", tmp_path / "file"]
    results = [action.work({**given, "folder": str(folder)}, variables) for folder in folders]
    assert_documented("root_audit_report", *results)
    assert [(each["changed"], each["problem"] is None) for each in results] == [
        (True, True),
        (False, True),
        (False, False),
    ]


def test_a_host_that_the_inventory_does_not_have_is_not_left_out() -> None:
    action = root_audit_report.ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    with pytest.raises(OptionError, match="cannot report on 49: the inventory has no such host"):
        action.work({**NOTHING, "hosts": ["49"]}, {"hostvars": {}})
