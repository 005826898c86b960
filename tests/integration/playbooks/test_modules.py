# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each module by the command `ansible`: check mode, real, and both again."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.playbooks.ansible import Controller
from tests.integration.playbooks.registry import root_of
from tests.lab.demonstration import GATEWAY, ROOT_MISSING
from tests.lab.windows.certificate_store import thumbprint

WEB = ROOT_MISSING[0]


def test_root_certificate_imports_once_and_tells_in_check_mode(lab: Controller) -> None:
    arguments = {"content": root_of(lab.dmz).public_bytes(Encoding.PEM).decode()}
    states = [
        lab.module(WEB, "root_certificate", *options, **arguments).results[WEB]
        for options in (["--check"], [], ["--check"], [])
    ]
    assert [state["changed"] for state in states] == [True, True, False, False]
    assert [state["certificates"][0]["action"] for state in states] == ["imported", "imported", "present", "present"]
    assert len([entry for entry in lab.changes() if entry.cim_method == "SetBinaryValue"]) == 1


def test_root_certificate_removes_once_and_tells_in_check_mode(lab: Controller) -> None:
    arguments = {"thumbprint": thumbprint(root_of(lab.dmz)), "state": "absent"}
    host = "db01.dmz.example"
    states = [
        lab.module(host, "root_certificate", *options, **arguments).results[host]
        for options in (["--check"], [], ["--check"], [])
    ]
    assert [state["changed"] for state in states] == [True, True, False, False]
    assert root_of(lab.dmz) not in lab.dmz.machines[host].stores.certificates("Root")


def test_root_certificate_leaves_a_root_of_group_policy_alone(lab: Controller) -> None:
    arguments = {"thumbprint": thumbprint(root_of(lab.dmz)), "state": "absent"}
    result = lab.module("gpo01.dmz.example", "root_certificate", **arguments).results["gpo01.dmz.example"]
    assert result["changed"] is False
    assert result["certificates"][0]["physical_stores"] == [".GroupPolicy"]


def test_health_service_stops_and_starts_once_and_tells_in_check_mode(lab: Controller) -> None:
    for state, service_state in (("stopped", "Stopped"), ("started", "Running")):
        states = [
            lab.module(WEB, "health_service", *options, state=state).results[WEB]
            for options in (["--check"], [], ["--check"], [])
        ]
        assert [each["changed"] for each in states] == [True, True, False, False]
        assert states[-1]["service"]["state"] == service_state


def test_health_service_returns_the_record_that_the_restart_followed(lab: Controller) -> None:
    log = lab.dmz.agents[WEB].log
    newest = max(record.record_id for record in log)
    result = lab.module(WEB, "health_service", state="restarted").results[WEB]
    assert result["event_record_id"] == newest
    assert max(record.record_id for record in log) > newest


def test_health_service_on_a_host_without_an_agent_says_so(lab: Controller) -> None:
    run = lab.module("bare01.dmz.example", "health_service", state="started")
    assert "the service HealthService is not installed on bare01.dmz.example: there is no SCOM agent" in run.output


def test_certificate_info_returns_each_root_with_its_origin(lab: Controller) -> None:
    host = "gpo01.dmz.example"
    root = root_of(lab.dmz)
    found = lab.module(host, "certificate_info", thumbprints=[thumbprint(root)]).results[host]["certificates"]
    assert [(each["store"], each["physical_stores"], each["disallowed"]) for each in found] == [
        ("Root", [".GroupPolicy"], False)
    ]
    assert found[0]["sha256"] == root.fingerprint(SHA256()).hex().upper()


def test_certificate_info_returns_every_certificate_of_a_store(lab: Controller) -> None:
    result = lab.module(WEB, "certificate_info", stores=["Root", "My"]).results[WEB]
    stores = lab.dmz.machines[WEB].stores
    expected = [thumbprint(each) for store in ("Root", "My") for each in stores.certificates(store)]
    assert sorted(each["thumbprint"] for each in result["certificates"]) == sorted(expected)


def test_certificate_info_says_that_a_trusted_root_is_disallowed(lab: Controller) -> None:
    host = "old01.dmz.example"
    found = lab.module(host, "certificate_info", thumbprints=[thumbprint(root_of(lab.dmz))]).results[host]
    assert [each["disallowed"] for each in found["certificates"]] == [True]


def test_channel_certificate_info_on_a_gateway_ends_in_its_root(lab: Controller) -> None:
    result = lab.module(GATEWAY, "channel_certificate_info").results[GATEWAY]["channel_certificate"]
    assert result["agent"]["role"] == "gateway"
    assert result["root"]["thumbprint"] == thumbprint(root_of(lab.dmz))
    assert result["faults"] == []


def test_gateway_trust_info_finds_a_gateway_that_is_only_a_failover_parent(lab: Controller) -> None:
    host = "multi01.dmz.example"
    pem = root_of(lab.dmz).public_bytes(Encoding.PEM).decode()
    given = [{"name": GATEWAY, "chain": pem}]
    result = lab.module(host, "gateway_trust_info", gateways=given).results[host]["gateway_trust"]
    assert result["verdict"] == "trusted"
    assert (result["parent"]["management_group"], result["parent"]["index"]) == ("CORP", 1)
