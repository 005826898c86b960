# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Identify, and what the request log keeps."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import requests

from tests.integration.lab import clients
from tests.integration.lab.fake_host import NAME, PASSWORD, USER, FakeHost
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.lab.wsman.request_log import Entry, RequestLog

IDENTIFY = f'<s:Envelope xmlns:s="{names.SOAP}" xmlns:i="{names.IDENTITY}"><s:Body><i:Identify/></s:Body></s:Envelope>'


def test_identify_without_a_login_hides_the_version(endpoint: Endpoint) -> None:
    answer = requests.post(endpoint.url(NAME), IDENTIFY, headers={"WSMANIDENTIFY": "unauthenticated"}, timeout=60)
    assert "OS: 0.0.0 SP: 0.0 Stack: 3.0" in answer.text


def test_identify_with_a_login_tells_the_version(open_endpoint: Endpoint) -> None:
    answer = requests.post(open_endpoint.url(NAME), IDENTIFY, auth=(USER, PASSWORD), timeout=60)
    assert "OS: 10.0.20348 SP: 0.0 Stack: 3.0" in answer.text


def test_an_entry_tells_of_a_method_what_and_how_much_but_no_values(endpoint: Endpoint) -> None:
    key = "SOFTWARE\\Microsoft"
    clients.invoke(clients.pywinrm(endpoint), clients.REGISTRY, "SetBinaryValue", sSubKeyName=key, uValue=[1, 22, 255])
    entry = list(endpoint.log)[-1]
    assert (entry.machine, entry.cim_method, entry.resource_uri) == (NAME, "SetBinaryValue", clients.REGISTRY)
    assert (entry.registry_key, entry.parameters) == (key, {"sSubKeyName": len(key), "uValue": 6})
    assert (entry.status, entry.scheme, entry.sealed) == (200, "Negotiate", True)
    assert entry.answer_bytes > len(entry.answer or "") > 0


def test_an_entry_tells_the_command_line(endpoint: Endpoint) -> None:
    client = clients.pywinrm(endpoint)
    client.run_command(client.open_shell(), "reg", ["query", "HKLM"])
    assert list(endpoint.log)[-1].command_line == "reg query HKLM"


def test_entries_are_numbered_in_order_logins_included(endpoint: Endpoint) -> None:
    clients.pywinrm(endpoint).open_shell()
    assert [(entry.number, entry.status) for entry in endpoint.log] == [(1, 401), (2, 401), (3, 200), (4, 200)]


def test_an_entry_tells_when_it_began_and_by_how_much_rules_made_it_late(endpoint: Endpoint) -> None:
    client = clients.pywinrm(endpoint)
    client.open_shell()
    endpoint.delay(0.02)
    endpoint.misbehave(Misbehaviour(Kind.DELAY, seconds=0.01, action="EnumKey"))
    clients.invoke(client, clients.REGISTRY, "EnumKey")
    clients.pywinrm(endpoint).open_shell()
    entries = list(endpoint.log)
    assert [entry.delay for entry in entries] == [0, 0, 0, 0, 0.03, *[0.02] * 4]
    assert [entry.number for entry in entries if entry.began > entry.time] == []
    assert [entry.number for entry in entries[4:] if elapsed(entry) < 0.02] == []


def elapsed(entry: Entry) -> float:
    return (datetime.fromisoformat(entry.time) - datetime.fromisoformat(entry.began)).total_seconds()


def test_answers_are_kept_on_demand_only(host: FakeHost) -> None:
    with Endpoint({host.name: host}) as endpoint:
        clients.pywinrm(endpoint).open_shell()
        assert {entry.answer for entry in endpoint.log} == {None}


def test_two_endpoints_share_a_log_and_a_file_follows_it(
    host: FakeHost, certificate: tuple[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "requests.jsonl"
    machines = {host.name: host}
    with (
        RequestLog(file, keep_answers=True) as log,
        Endpoint(machines, log=log) as plain,
        Endpoint(machines, log=log, tls=certificate) as secured,
    ):
        clients.pywinrm(plain).open_shell()
        clients.pywinrm(secured, "ssl").open_shell()
        lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(log) + 1))
    assert [line["scheme"] for line in lines if line["action"] == "Create"] == ["Negotiate", "Basic"]
    assert "ResourceCreated" in lines[-1]["answer"]
