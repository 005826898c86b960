# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bad input and bad hosts: one clear sentence, nothing changed, nobody else held up."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.playbooks.ansible import Controller
from tests.lab.demonstration import GATEWAY, ROOT_MISSING

WEB = ROOT_MISSING[0]
OTHERS = set(ROOT_MISSING[1:])
DISALLOWED = r"HKLM\SOFTWARE\Microsoft\SystemCertificates\Disallowed\Certificates"


def test_a_wrong_password_is_named_and_the_others_are_served(lab: Controller) -> None:
    lab.vary(WEB, ansible_password="wrong")
    run = lab.play("scom.dmz.onboard")
    assert (
        f"cannot connect to {WEB} at 127.0.0.1:{lab.site.endpoint.port}: the user name or password was rejected"
        in run.output
    )
    assert run.rows[WEB].verdict == "unreachable"
    assert run.changed == OTHERS


def test_a_closed_port_is_named_and_the_run_ends_with_an_error(lab: Controller) -> None:
    run = lab.play("scom.dmz.check", "--limit", "down01.dmz.example")
    assert "down01.dmz.example is unreachable: cannot connect to down01.dmz.example at 127.0.0.1:" in run.output
    assert "the connection was refused (is WinRM listening there?)" in run.output
    assert run.code != 0


def test_a_gateway_that_is_down_ends_the_run_and_blames_no_host(lab: Controller) -> None:
    lab.vary(GATEWAY, ansible_port=1)
    run = lab.play("scom.dmz.onboard")
    assert f"The gateway {GATEWAY} cannot be read: cannot connect to {GATEWAY} at 127.0.0.1:1" in run.output
    assert run.rows == {}
    assert list(lab.log) == []
    assert run.failed == {GATEWAY}
    assert run.code != 0


def test_a_gateway_that_is_not_in_the_inventory_is_named(lab: Controller) -> None:
    run = lab.play("scom.dmz.onboard", gateway_trust_gateway="gw99.corp.example")
    assert "The gateway gw99.corp.example is not in the inventory: add it, or give its root as a file." in run.output
    assert list(lab.log) == []


def test_a_host_without_an_agent_is_a_verdict_and_no_error(whole: Controller) -> None:
    run = whole.play("scom.dmz.onboard", "--limit", "bare01.dmz.example")
    assert run.rows["bare01.dmz.example"].verdict == "no_agent"
    assert run.code == 0
    assert whole.changes() == []


def test_a_file_that_is_no_certificate_is_named_before_any_host_is_touched(lab: Controller, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a certificate", encoding="utf-8")
    run = lab.play("scom.dmz.onboard", gateway_trust_root_file=str(path))
    assert f"{path} holds no certificate" in run.output
    assert list(lab.log) == []


def test_a_leaf_instead_of_a_root_is_refused_before_any_host_is_touched(lab: Controller, tmp_path: Path) -> None:
    path = tmp_path / "leaf.pem"
    leaf = next(iter(lab.dmz.gateways[GATEWAY].machine.stores.certificates("My")))
    path.write_bytes(leaf.public_bytes(Encoding.PEM))
    run = lab.play("scom.dmz.onboard", gateway_trust_root_file=str(path))
    assert f"hold 0 self-signed roots instead of one ({leaf.subject.rfc4514_string()})" in run.output
    assert list(lab.log) == []


def test_a_pin_that_differs_ends_the_run_before_any_host_is_checked(lab: Controller) -> None:
    run = lab.play("scom.dmz.onboard", gateway_trust_root_sha256="AB" * 32)
    assert f"not the pinned {'AB' * 32}. No host was checked." in run.output
    assert {entry.machine for entry in lab.log} == {GATEWAY}


def test_an_unreadable_disallowed_store_forbids_the_import_and_the_others_are_served(lab: Controller) -> None:
    lab.dmz.machines[WEB].registry.deny(DISALLOWED, "read")
    before = lab.registries()[WEB]
    run = lab.play("scom.dmz.onboard")
    assert (
        f"{WEB} is undetermined: cannot read the store Disallowed (.Default) of {WEB}: access is denied" in run.output
    )
    assert run.changed == OTHERS
    assert lab.registries()[WEB] == before
    assert run.code != 0


@pytest.mark.parametrize("connection", ["ssh", "psrp"])
def test_a_connection_that_is_not_winrm_is_told_how_to_be_one(lab: Controller, connection: str) -> None:
    lab.vary(WEB, ansible_connection=connection)
    run = lab.play("scom.dmz.check", "--limit", WEB)
    assert (
        f"{WEB} is reached by the connection plugin {connection}, but scom.dmz.gateway_trust_info needs winrm"
        in run.output
    )
    assert "set ansible_connection: winrm in the vars of this task, role or play" in run.output
    assert WEB not in {entry.machine for entry in lab.log}


def test_becoming_another_is_refused_and_nothing_is_touched(lab: Controller) -> None:
    run = lab.play("scom.dmz.onboard", "--become", "--become-method", "runas", "--become-user", "SYSTEM")
    assert "as the account that logs in and cannot become another: set become: false" in run.output
    assert list(lab.log) == []


def test_running_in_the_background_is_refused_and_nothing_is_touched(lab: Controller) -> None:
    [result] = lab.tasks(WEB, {"scom.dmz.health_service": {}, "async": 60, "poll": 5})
    assert result["msg"] == (
        "scom.dmz.health_service cannot run in the background: remove async and poll from this task"
    )
    assert list(lab.log) == []


def test_a_missing_gateway_variable_is_named(lab: Controller) -> None:
    run = lab.play("scom.dmz.check", gateway_trust_gateway=None)
    assert "gateway_trust_gateway" in run.output
    assert list(lab.log) == []
    assert run.code != 0


def test_an_empty_pin_in_the_inventory_takes_nothing_from_the_pin_of_the_play(lab: Controller) -> None:
    lab.vary(GATEWAY, gateway_trust_root_sha256="")
    role = {"name": "scom.dmz.gateway_trust"}
    task = {"ansible.builtin.include_role": role, "vars": {"gateway_trust_root_sha256": "AA" * 32}}
    run = lab.play_text(yaml.safe_dump([{"hosts": "dmz", "gather_facts": False, "tasks": [task]}]))
    assert f"not the pinned {'AA' * 32}" in run.output
    assert run.rows == {}
    assert lab.changes() == []
