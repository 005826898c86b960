# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules return from hosts of the lab is what they document: every leaf, of its type, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from cryptography.hazmat.primitives.serialization import Encoding
from winrm.protocol import Protocol

from tests.lab.dmz import ADMINISTRATOR, Dmz
from tests.lab.scenario import GATEWAY, REFUSING, demo
from tests.lab.wsman.endpoint import Endpoint

NAMESPACE = "ansible_collections.scom.dmz.plugins"
TYPES = {"str": str, "int": int, "bool": bool}
COMMON = {"changed", "diff"}
"""Ansible documents these for every module."""

WEB, TRUSTING, BARE = "web01.dmz.example", "db01.dmz.example", "bare01.dmz.example"
DAMAGED = "00" * 20

Leaves = dict[str, Any]
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def dmz() -> Dmz:
    return demo()


@pytest.fixture
def run(dmz: Dmz) -> Iterator[Run]:
    with Endpoint(dmz.machines) as endpoint:

        def run_module(module: str, host: str, **arguments: Any) -> dict[str, Any]:
            protocol = Protocol(
                endpoint.url(host),
                transport="ntlm",
                username=ADMINISTRATOR,
                password=dmz.accounts[ADMINISTRATOR].password,
            )
            plugin = import_module(f"{NAMESPACE}.action.{module}").ActionModule
            action = plugin(SimpleNamespace(args=arguments, check_mode=False), None, None, None, None)
            _validated, known = action.validate_argument_spec(plugin.ARGUMENTS)
            shell_id = protocol.open_shell(codepage=65001)
            try:
                result: dict[str, Any] = action.serve(Session(protocol, shell_id, host), known)
            finally:
                protocol.close_shell(shell_id)
            return result

        yield run_module


def documented(module: str) -> Leaves:
    described = yaml.safe_load(import_module(f"{NAMESPACE}.modules.{module}").RETURN)
    return dict(_documented(described, ""))


def _documented(described: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, each in described.items():
        if "contains" in each:
            yield from _documented(each["contains"], f"{path}{name}.")
        else:
            yield f"{path}{name}", each


def leaves(*results: dict[str, Any]) -> Leaves:
    """The values at every path; what is null or an empty list on one host is told by another."""
    found: dict[str, list[Any]] = {}
    for result in results:
        for path, value in _leaves({name: each for name, each in result.items() if name not in COMMON}, ""):
            found.setdefault(path, []).append(value)
    containers = {path[:dot] for path in found for dot, letter in enumerate(path) if letter == "."}
    return {path: values for path, values in found.items() if path not in containers}


def _leaves(value: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, each in value.items():
        members = [item for item in (each if isinstance(each, list) else [each]) if isinstance(item, dict)]
        if members:
            for member in members:
                yield from _leaves(member, f"{path}{name}.")
        else:
            yield f"{path}{name}", each


def assert_documented(module: str, *results: dict[str, Any]) -> None:
    expected, found = documented(module), leaves(*results)
    assert set(found) == set(expected)
    assert {path: value for path, values in found.items() for value in values if not _fits(value, expected[path])} == {}


def _fits(value: Any, described: dict[str, Any]) -> bool:
    if described["type"] == "list":
        return isinstance(value, list) and all(type(item) is TYPES[described["elements"]] for item in value)
    return value is None or type(value) is TYPES[described["type"]]


def test_certificate_info(dmz: Dmz, run: Run) -> None:
    dmz.machines[WEB].stores.add_entry("Root", DAMAGED, b"damaged")
    result = run("certificate_info", WEB, stores=["Root", "CA", "My", "Disallowed"])
    assert_documented("certificate_info", result)
    assert len(result["certificates"]) > 1


def test_channel_certificate_info(run: Run) -> None:
    results = [run("channel_certificate_info", host) for host in (GATEWAY, WEB, BARE)]
    assert_documented("channel_certificate_info", *results)


def test_gateway_trust_info(dmz: Dmz, run: Run) -> None:
    chain = run("channel_certificate_info", GATEWAY)["channel_certificate"]["chain_pem"]
    hosts = [name for name in dmz.machines if name not in REFUSING]
    results = [run("gateway_trust_info", host, gateway=GATEWAY, gateway_chain=chain) for host in hosts]
    assert_documented("gateway_trust_info", *results)


@pytest.mark.parametrize("state", ["started", "restarted", "stopped"])
def test_health_service(run: Run, state: str) -> None:
    assert_documented("health_service", run("health_service", WEB, state=state))


def test_root_certificate(dmz: Dmz, run: Run) -> None:
    root = dmz.agent_authority.certificate.public_bytes(Encoding.PEM).decode()
    present = run("root_certificate", BARE, content=root)
    gone = run("root_certificate", BARE, content=root, state="absent")
    never_there = run("root_certificate", WEB, thumbprint=DAMAGED, state="absent")
    assert_documented("root_certificate", present, gone, never_there)
