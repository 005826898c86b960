# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return from hosts of the lab is what they document: every leaf, of its type, and no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible_collections.scom.dmz.plugins.action import (
    gateway_targets,
    link_wait,
    root_approval,
    root_journal_info,
    trust_report,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN, Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.occasion import Occasion
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from winrm.protocol import Protocol

from tests.integration.plugins.acting import act
from tests.lab.demonstration import GATEWAY, OTHER_GATEWAY, REFUSING, demo
from tests.lab.dmz import ADMINISTRATOR, Dmz
from tests.lab.opsmgr.installation import Parent, add_management_group, channel_key, unregister_certificate
from tests.lab.pki import IN_DATE
from tests.lab.windows.certificate_store import CERTIFICATE, element, store_entry, thumbprint
from tests.lab.windows.machine import Machine
from tests.lab.wsman.endpoint import Endpoint
from tests.pki.pem import pem
from tests.unit.plugins.hostvars import HostVars
from tests.unit.plugins.plugin_utils.x509.authority import issue

NAMESPACE = "ansible_collections.scom.dmz.plugins"
TYPES = {"str": str, "int": int, "float": float, "bool": bool, "dict": dict}
COMMON = {"changed", "diff"}
"""Ansible documents these for every module."""

_USAGE = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH])

WEB, RENEWED, BARE = "web01.dmz.example", "db01.dmz.example", "bare01.dmz.example"
DAMAGED = "00" * 20

Leaves = dict[str, Any]
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def dmz() -> Dmz:
    """Its gateway has a root in AuthRoot that is limited in every way and could not load its certificate, and Schannel logged all that
    it can tell; the other one has none registered. An agent has a renewed certificate.
    """
    site = demo()
    renewed = site.pki.host(RENEWED, site.agent_authority, validity=(IN_DATE[0], 2 * IN_DATE[1]))
    site.machines[RENEWED].stores.add("My", renewed, key=channel_key(site.machines[RENEWED]))
    root = site.pki.root("Limited Root").certificate
    servers = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.SERVER_AUTH]).public_bytes()
    limits = {9: servers, 104: bytes(8), 122: servers, 126: bytes(8), 127: servers, 128: bytes(8)}
    entry = store_entry(root, *(element(number, data) for number, data in limits.items()))
    site.machines[GATEWAY].stores.add_entry("Root", thumbprint(root), entry, ".AuthRoot")
    site.gateways[GATEWAY].write(20068, "0x8009030D", "no key")
    shown = renewed.public_bytes(Encoding.DER)
    told = {"AlertDesc": "48", "ErrorCode": "0x8009030D", "ErrorStatus": "10001", "binaryData": shown.hex()}
    for service in (site.gateways[GATEWAY], site.agents[WEB]):
        service.log_schannel(36887, told)
    unregister_certificate(site.machines[OTHER_GATEWAY])
    add_management_group(site.machines[OTHER_GATEWAY], "AGENT", [Parent(GATEWAY)])
    return site


@pytest.fixture
def run(dmz: Dmz, tmp_path: Path) -> Iterator[Run]:
    with Endpoint(dmz.machines) as endpoint:

        def run_module(module: str, host: str, **arguments: Any) -> dict[str, Any]:
            protocol = Protocol(
                endpoint.url(host),
                transport="ntlm",
                username=ADMINISTRATOR,
                password=dmz.accounts[ADMINISTRATOR].password,
            )
            shell_id = protocol.open_shell(codepage=65001)
            try:
                return act(Session(protocol, shell_id, host), module, tmp_path, **arguments)
            finally:
                protocol.close_shell(shell_id)

        yield run_module


def documented(module: str) -> Leaves:
    return dict(_documented(returned(module), ""))


def returned(module: str) -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load(import_module(f"{NAMESPACE}.modules.{module}").RETURN)
    return described


def _documented(described: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, each in described.items():
        if contains := each.get("contains") or _elsewhere(name, each):
            yield from _documented(contains, f"{path}{name}.")
        else:
            yield f"{path}{name}", each


def _elsewhere(name: str, described: dict[str, Any]) -> dict[str, Any] | None:
    """What another module documents, which returns the same under the same name."""
    module = re.search(r"as M\(scom\.dmz\.(\w+)\) returns it", str(described["description"]))
    contains: dict[str, Any] | None = returned(module[1])[name]["contains"] if module else None
    return contains


def leaves(*results: dict[str, Any], whole: Container[str] = ()) -> Leaves:
    """The values at every path; what is null or an empty list on one host is told by another. By names of hosts is a leaf as a whole."""
    found: dict[str, list[Any]] = {}
    for result in results:
        for path, value in _leaves({name: each for name, each in result.items() if name not in COMMON}, "", whole):
            found.setdefault(path, []).append(value)
    containers = {path[:dot] for path in found for dot, letter in enumerate(path) if letter == "."}
    return {path: values for path, values in found.items() if path not in containers}


def _leaves(value: dict[str, Any], path: str, whole: Container[str]) -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        members = [item for item in (each if isinstance(each, list) else [each]) if isinstance(item, dict)]
        if members and f"{path}{name}" not in whole:
            for member in members:
                yield from _leaves(member, f"{path}{name}.", whole)
        else:
            yield f"{path}{name}", each


def assert_documented(module: str, *results: dict[str, Any]) -> None:
    """The results as they leave the frame of all actions."""
    expected = documented(module)
    whole = {path for path, each in expected.items() if each["type"] == "dict"}
    found = leaves(*map(printable, results), whole=whole)
    assert set(found) == set(expected)
    assert {path: value for path, values in found.items() for value in values if not _fits(value, expected[path])} == {}


def _fits(value: Any, described: dict[str, Any]) -> bool:
    if value is None:
        return True
    if described["type"] == "list":
        return isinstance(value, list) and all(type(item) is TYPES[described["elements"]] for item in value)
    return type(value) is TYPES[described["type"]]


def test_certificate_info(dmz: Dmz, run: Run) -> None:
    dmz.machines[WEB].stores.add_entry("Root", DAMAGED, b"damaged")
    _add_a_certificate_with_everything(dmz.machines[WEB])
    result = run("certificate_info", WEB, stores=["Root", "CA", "My", "Disallowed"])
    assert_documented("certificate_info", result)
    assert len(result["certificates"]) > 1


def _add_a_certificate_with_everything(machine: Machine) -> None:
    """And with every limit that Microsoft's root program knows."""
    certificate = _certificate_with_everything()
    purposes, date = _USAGE.public_bytes(), (2**57).to_bytes(8, "little")
    properties = {9: purposes, 104: date, 122: purposes, 126: date, 127: purposes}
    entry = b"".join(element(number, data) for number, data in properties.items())
    machine.stores.add_entry("Root", certificate.thumbprint, entry + element(CERTIFICATE, certificate.der))


@cache
def _certificate_with_everything() -> Certificate:
    """With an other name and purposes."""
    name = x509.OtherName(x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x01x")
    return issue("Everything", extensions=(x509.SubjectAlternativeName([name]), _USAGE)).certificate


def test_channel_certificate_info(run: Run) -> None:
    results = [run("channel_certificate_info", host, expiry_lead_days=9999) for host in (GATEWAY, RENEWED, BARE)]
    assert_documented("channel_certificate_info", *results)


def test_gateway_info(run: Run) -> None:
    results = [run("gateway_info", host, expiry_lead_days=9999) for host in (GATEWAY, OTHER_GATEWAY)]
    assert_documented("gateway_info", *results)


def test_gateway_trust_info(dmz: Dmz, run: Run) -> None:
    gateway = run("gateway_info", GATEWAY)["gateway"]
    known = {"name": GATEWAY, "chain": gateway["certificate"]["chain_pem"], "evidence": gateway["evidence"]}
    known["former_roots"] = _certificate_with_everything().pem()
    given = {"gateways": [known], "expiry_lead_days": 9999}
    hosts = [name for name in dmz.machines if name not in REFUSING]
    assert_documented("gateway_trust_info", *[run("gateway_trust_info", host, **given) for host in hosts])


def test_gateway_trust(dmz: Dmz, run: Run) -> None:
    gateway = run("gateway_info", GATEWAY)["gateway"]
    known = {"name": GATEWAY, "chain": gateway["certificate"]["chain_pem"], "evidence": gateway["evidence"]}
    known["former_roots"] = _certificate_with_everything().pem()
    given = {"gateways": [known], "expiry_lead_days": 9999}
    hosts = [name for name in dmz.machines if name not in REFUSING]
    dmz.machines[WEB].registry.deny(r"HKLM\SOFTWARE\Microsoft\SystemCertificates\ROOT", "write")
    results = [run("gateway_trust", host, **given) for host in hosts]
    assert_documented("gateway_trust", *map(_without_the_frame, results))
    assert_every_action_is_documented("gateway_trust", *results)


@pytest.mark.parametrize("state", ["started", "restarted", "stopped"])
def test_health_service(dmz: Dmz, run: Run, state: str) -> None:
    result = run("health_service", WEB, state=state)
    [certificate] = dmz.machines[WEB].stores.certificates("My")
    dmz.machines[WEB].stores.remove("My", certificate)
    run("health_service", WEB, state="started")
    refused = run("health_service", WEB, state="restarted")
    assert_documented("health_service", result, _without_the_frame(refused))


def test_root_certificate(dmz: Dmz, run: Run) -> None:
    root = pem(dmz.agent_authority.certificate)
    leaf = pem(dmz.pki.host(BARE, dmz.agent_authority))
    imported = run("root_certificate", BARE, content=root, certutil=True)
    updated = run("root_certificate", BARE, content=root, friendly_name="Root", purposes=["serverAuth"])
    refused = run("root_certificate", BARE, content=root + leaf, friendly_name="Another")
    gone = run("root_certificate", BARE, content=root, state="absent")
    never_there = run("root_certificate", WEB, thumbprint=DAMAGED, state="absent")
    results = (imported, updated, refused, gone, never_there)
    assert_documented("root_certificate", *(_without_the_frame(result) for result in results))
    assert_every_action_is_documented("root_certificate", *results)


def test_root_rollback(dmz: Dmz, run: Run, tmp_path: Path) -> None:
    root = dmz.agent_authority.certificate
    run("root_certificate", BARE, content=pem(root))
    Journal(tmp_path / "journal", BARE, "a later run").rely("Root", thumbprint(root), RUN, [GATEWAY])
    results = [run("root_rollback", BARE, run=RUN), run("root_rollback", BARE, run=RUN)]
    assert_documented("root_rollback", *map(_without_the_frame, results))
    assert_every_action_is_documented("root_rollback", *results)


def test_root_journal_info(dmz: Dmz, run: Run, tmp_path: Path) -> None:
    root = thumbprint(dmz.agent_authority.certificate)
    run("root_certificate", BARE, content=pem(dmz.agent_authority.certificate))
    occasion = Occasion("root_rollback", "a stage", "a reason", "a file", "CHG1", "admin", RUN)
    rollback = Journal(tmp_path / "journal", BARE, "a later run", occasion)
    rollback.conclude(rollback.intend("Root", root, None, None, [GATEWAY]), ChangeOutcome.DONE)
    rollback.rely("Root", root, RUN, [GATEWAY])
    (tmp_path / "journal" / f"{WEB}.jsonl").mkdir()
    with rollback.path.open("a") as file:
        file.write("broken\n")
    arguments = {"hosts": [BARE, WEB], "run": None, "outcome": None, "flat": True, "journal": str(tmp_path / "journal")}
    result = root_journal_info.ActionModule(SimpleNamespace(delegate_to=None), None, None, None, None, None).work(
        arguments, {}
    )
    assert_documented("root_journal_info", _without_the_frame(result))
    assert [change["outcome"] for change in result["changes"]] == ["done", "done"]


def test_trust_report(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hosts").mkdir()
    (tmp_path / "hosts" / "foreign.json").touch()
    found = {"gateway_trust_result": run("gateway_trust_info", WEB, gateways=[{"name": GATEWAY, "chain": _chain(run)}])}
    task = SimpleNamespace(check_mode=False)
    arguments = {
        "folder": str(tmp_path),
        "more_folders": [],
        "hosts": [],
        "play_hosts": True,
        "gateways": [GATEWAY],
        "asked": [GATEWAY],
        "targets": None,
        "fail_when_unused": True,
        "failing_verdicts": ["root_missing"],
        "formats": trust_report.FORMATS,
        "title": "Title",
    }
    action = trust_report.ActionModule(task, None, None, None, None, None)
    result = action.work(arguments, {"hostvars": HostVars({WEB: found}), **_play(WEB)})
    assert_documented("trust_report", result)
    assert (result["recorded"], len(result["files"]), len(result["problems"])) == (1, 3, 1)


def _play(host: str) -> dict[str, list[str]]:
    """Of this host alone."""
    return {name: [host] for name in ("ansible_play_hosts_all", "ansible_play_hosts", "ansible_play_batch")}


def test_gateway_targets(run: Run) -> None:
    found = HostVars({GATEWAY: {"gateway_root_read": run("gateway_info", GATEWAY)}, OTHER_GATEWAY: {}})
    content = _certificate_with_everything().pem()
    given: dict[str, Any] = {"gateways": GATEWAY, "only": None, "aliases": "scom", "addresses": "192.0.2.80"}
    root = {"root_file": None, "root_text": None, "root_sha256": None, "accept_presented_root": False}
    rest = {"journal": None, "own_variables": False, "allow_unread": True, "allow_unregistered": True}
    pinned = {"root_text": content, "root_sha256": _certificate_with_everything().sha256}
    both = {"gateways": [GATEWAY, OTHER_GATEWAY], "aliases": [], "addresses": []}
    action = gateway_targets.ActionModule(SimpleNamespace(), None, None, None, None, None)
    results = [action.work({**given, **root, **rest, **each}, {"hostvars": found}) for each in ({}, pinned, both)]
    assert_documented("gateway_targets", *results)
    assert [result["unread"] for result in results] == [[], [], [OTHER_GATEWAY]]


def test_root_approval() -> None:
    known = {"name": GATEWAY, "root_sha256": "AB" * 32, "root_vouched": True, "root_accepted": False}
    task_vars = {"hostvars": HostVars({}), **_play(WEB), "known": {"gateways": [known], "journal_problems": []}}
    arguments = {"targets": "known", "looks": None, "journal": None}
    task = SimpleNamespace(check_mode=False)
    result = root_approval.ActionModule(task, None, None, None, None, None).work(arguments, task_vars)
    assert_documented("root_approval", result)


def test_link_wait(run: Run) -> None:
    checked = run("gateway_trust_info", WEB, gateways=[{"name": GATEWAY, "chain": _chain(run)}])
    waiting = {**checked, "onboarding": {**checked["onboarding"], "waiting": True}}
    known = {"known": {"gateways": [{"name": GATEWAY, "evidence": {"events": []}}]}}
    task_vars = {"hostvars": HostVars({WEB: {"gateway_trust_result": waiting}}), **_play(WEB), **known}
    arguments = {"targets": "known", "timeout": 60, "interval": 10, "since": None, "looks": 0}
    result = link_wait.ActionModule(SimpleNamespace(), None, None, None, None, None).work(arguments, task_vars)
    assert_documented("link_wait", result)
    assert (result["hosts"], result["gateways"], result["seconds"]) == ([WEB], [GATEWAY], 10)


def _chain(run: Run) -> str:
    chain: str = run("gateway_info", GATEWAY)["gateway"]["certificate"]["chain_pem"]
    return chain


def _without_the_frame(result: dict[str, Any]) -> dict[str, Any]:
    """What Ansible itself documents of every task's result."""
    return {name: each for name, each in result.items() if name not in ("failed", "msg", "warnings")}


def assert_every_action_is_documented(module: str, *results: dict[str, Any]) -> None:
    words = str(documented(module)["certificates.action"]["description"])
    found = {certificate["action"] for result in results for certificate in result["certificates"]}
    assert found
    assert {action for action in found if f"V({action})" not in words} == set()
