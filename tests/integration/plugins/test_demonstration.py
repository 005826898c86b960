# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Modules on the hosts of the demonstration, each of which is another case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tests.authorities import presented_roots
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.demonstration import GATEWAY, ROOT_MISSING, demo
from tests.lab.hygiene import serve_watched
from tests.lab.serving import Site
from tests.lab.windows.certificate_store import thumbprint

WEB = ROOT_MISSING[0]
FOUR_STEPS = (True, False, True, False)
"""In check mode or not."""

Result = dict[str, Any]


class Demonstration:
    """The served site, on whose hosts modules are run."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.dmz = site.dmz
        self.log = site.endpoint.log
        self.root = presented_roots(site.dmz)[GATEWAY]
        self._endpoint = site.endpoint
        self._folder = folder

    def module(self, host: str, name: str, **arguments: Any) -> Result:
        return act(connect(self._endpoint, host=host), name, self._folder, **arguments)

    def four_steps(self, host: str, name: str, **arguments: Any) -> list[Result]:
        return [self.module(host, name, check_mode=check_mode, **arguments) for check_mode in FOUR_STEPS]

    @property
    def pem(self) -> str:
        return self.root.public_bytes(Encoding.PEM).decode()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Demonstration]:
    with serve_watched(demo()) as site:
        yield Demonstration(site, tmp_path)


def test_root_certificate_imports_once_and_tells_in_check_mode(lab: Demonstration) -> None:
    states = lab.four_steps(WEB, "root_certificate", content=lab.pem)
    assert [state["changed"] for state in states] == [True, True, False, False]
    assert [state["certificates"][0]["action"] for state in states] == ["imported", "imported", "present", "present"]
    assert [entry.cim_method for entry in lab.log].count("SetBinaryValue") == 1


def test_root_certificate_removes_once_and_tells_in_check_mode(lab: Demonstration) -> None:
    host = "db01.dmz.example"
    states = lab.four_steps(host, "root_certificate", thumbprint=thumbprint(lab.root), state="absent")
    assert [state["changed"] for state in states] == [True, True, False, False]
    assert lab.root not in lab.dmz.machines[host].stores.certificates("Root")


def test_root_certificate_leaves_a_root_of_group_policy_alone(lab: Demonstration) -> None:
    arguments = {"thumbprint": thumbprint(lab.root), "state": "absent"}
    result = lab.module("gpo01.dmz.example", "root_certificate", **arguments)
    assert result["changed"] is False
    assert result["certificates"][0]["physical_stores"] == [".GroupPolicy"]


def test_health_service_stops_and_starts_once_and_tells_in_check_mode(lab: Demonstration) -> None:
    for state, service_state in (("stopped", "Stopped"), ("started", "Running")):
        states = lab.four_steps(WEB, "health_service", state=state)
        assert [each["changed"] for each in states] == [True, True, False, False]
        assert states[-1]["service"]["state"] == service_state


def test_health_service_returns_the_record_that_the_restart_followed(lab: Demonstration) -> None:
    log = lab.dmz.agents[WEB].log
    newest = max(record.record_id for record in log)
    result = lab.module(WEB, "health_service", state="restarted")
    assert result["event_record_id"] == newest
    assert max(record.record_id for record in log) > newest


def test_health_service_on_a_host_without_an_agent_says_so(lab: Demonstration) -> None:
    with pytest.raises(ScomDmzError, match="HealthService is not installed on bare01.dmz.example: there is no SCOM"):
        lab.module("bare01.dmz.example", "health_service", state="started")


def test_certificate_info_returns_each_root_with_its_origin(lab: Demonstration) -> None:
    host = "gpo01.dmz.example"
    found = lab.module(host, "certificate_info", thumbprints=[thumbprint(lab.root)])["certificates"]
    assert [(each["store"], each["physical_stores"], each["disallowed"]) for each in found] == [
        ("Root", [".GroupPolicy"], False)
    ]
    assert found[0]["sha256"] == lab.root.fingerprint(SHA256()).hex().upper()


def test_certificate_info_returns_every_certificate_of_a_store(lab: Demonstration) -> None:
    result = lab.module(WEB, "certificate_info", stores=["Root", "My"])
    stores = lab.dmz.machines[WEB].stores
    expected = [thumbprint(each) for store in ("Root", "My") for each in stores.certificates(store)]
    assert sorted(each["thumbprint"] for each in result["certificates"]) == sorted(expected)


def test_certificate_info_says_that_a_trusted_root_is_disallowed(lab: Demonstration) -> None:
    host = "old01.dmz.example"
    found = lab.module(host, "certificate_info", thumbprints=[thumbprint(lab.root)])
    assert [each["disallowed"] for each in found["certificates"]] == [True]


def test_channel_certificate_info_on_a_gateway_ends_in_its_root(lab: Demonstration) -> None:
    result = lab.module(GATEWAY, "channel_certificate_info")["channel_certificate"]
    assert result["agent"]["role"] == "gateway"
    assert result["root"]["thumbprint"] == thumbprint(lab.root)
    assert result["faults"] == []


def test_gateway_trust_info_finds_a_gateway_that_is_only_a_failover_parent(lab: Demonstration) -> None:
    host = "multi01.dmz.example"
    given = [{"name": GATEWAY, "chain": lab.pem}]
    result = lab.module(host, "gateway_trust_info", gateways=given)["gateway_trust"]
    assert result["verdict"] == "trusted"
    assert (result["parent"]["management_group"], result["parent"]["index"]) == ("CORP", 1)
