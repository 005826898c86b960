# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the hosts of a served site stand in a rotation, as the module reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CertificateError,
    RegistryError,
    ScomDmzError,
    Unreadable,
)
from cryptography.hazmat.primitives.hashes import SHA256

from tests.integration.playbooks.rotation_site import (
    BARE,
    BOTH_GROUPS,
    BY_POLICY,
    GATEWAYS,
    LISTENER,
    OWN,
    PARTNER,
    Roots,
    whole_site,
)
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.integration.plugins.test_returned_values import assert_documented
from tests.lab.dmz import Dmz
from tests.lab.hygiene import serve_watched
from tests.lab.opsmgr.installation import AGENT_GROUPS, CONNECTOR_MANAGER
from tests.lab.windows.certificate_store import store_path, thumbprint
from tests.lab.windows.registry import RegistryType
from tests.lab.windows.winrm_listener import LISTENERS
from tests.lab.wsman.endpoint import Endpoint
from tests.pki.pem import pem

Info = Callable[..., dict[str, Any]]


@pytest.fixture
def built() -> tuple[Dmz, Roots]:
    return whole_site()


@pytest.fixture
def endpoint(built: tuple[Dmz, Roots]) -> Iterator[Endpoint]:
    with serve_watched(built[0]) as served:
        yield served.endpoint


@pytest.fixture
def info(built: tuple[Dmz, Roots], endpoint: Endpoint, tmp_path: Path) -> Info:
    """The module on a host, with the chains that the gateways present, as the role asks it."""
    read = {name: act(connect(endpoint, host=name), "gateway_info", tmp_path)["gateway"] for name in GATEWAYS}
    gateways = [{"name": name, "chain": gateway["certificate"]["chain_pem"]} for name, gateway in read.items()]
    usual = {
        "gateways": gateways,
        "content": pem(built[1].new.certificate),
        "old_sha256": built[1].old.certificate.fingerprint(SHA256()).hex(":"),
    }

    def ask(host: str, **arguments: Any) -> dict[str, Any]:
        return act(connect(endpoint, host=host), "root_rotation_info", tmp_path, **{**usual, **arguments})

    return ask


def test_what_it_returns_is_documented(info: Info, built: tuple[Dmz, Roots]) -> None:
    dmz, roots = built
    dmz.machines[BARE].stores.add("Root", roots.new.certificate)
    assert_documented("root_rotation_info", *(info(host) for host in (OWN, BY_POLICY, BARE, PARTNER)))


def test_it_tells_what_needs_the_old_root(info: Info) -> None:
    found = {host: info(host)["root_rotation"]["old_root"]["needs"] for host in (OWN, LISTENER, BOTH_GROUPS)}
    assert {host: [(need["kind"], need["name"]) for need in needs] for host, needs in found.items()} == {
        OWN: [("parent", GATEWAYS[0]), ("own_certificate", f"CN={OWN}")],
        LISTENER: [("parent", GATEWAYS[1]), ("winrm_listener", "*+HTTPS")],
        BOTH_GROUPS: [("parent", GATEWAYS[1]), ("unknown_parent", PARTNER)],
    }


def test_it_tells_the_parents_and_the_run_that_imported_the_old_root(info: Info) -> None:
    found = info("app01.dmz.example")["root_rotation"]
    assert [(each["gateway"], each["index"]) for each in found["pointed_at"]] == [(GATEWAYS[0], 0), (GATEWAYS[1], 1)]
    assert found["old_root"]["imported_by"] == "20250101T101337Z-5f3a9c"
    assert (found["covered"], found["old_root"]["same_key"]) == (False, False)


def test_it_tells_the_process_and_the_record_that_the_import_notes(info: Info, built: tuple[Dmz, Roots]) -> None:
    agent = built[0].agents[OWN]
    found = info(OWN)["root_rotation"]
    assert found["process_id"] == agent.service.process_id
    assert found["last_event_record_id"] > 0


def test_a_host_with_the_new_root_is_covered(info: Info, built: tuple[Dmz, Roots]) -> None:
    dmz, roots = built
    dmz.machines[OWN].stores.add("Root", roots.new.certificate, physical=".GroupPolicy")
    found = info(OWN)["root_rotation"]
    assert (found["covered"], found["gaps"]) == (True, [])
    assert found["new_root"]["thumbprint"] == thumbprint(roots.new.certificate)
    assert found["new_root"]["physical_stores"] == [".GroupPolicy"]


def test_listeners_that_cannot_be_read_fail_the_task(info: Info, built: tuple[Dmz, Roots]) -> None:
    built[0].machines[OWN].registry.deny(LISTENERS, "read")
    with pytest.raises(RegistryError, match=f"cannot read the WinRM listeners of {OWN}: access is denied"):
        info(OWN)


def test_stores_that_cannot_be_read_fail_the_task(info: Info, built: tuple[Dmz, Roots]) -> None:
    built[0].machines[OWN].registry.deny(store_path("Root"), "read")
    with pytest.raises(RegistryError, match=rf"cannot read the store Root \(\.Default\) of {OWN}: access is denied"):
        info(OWN)


def test_a_configuration_that_cannot_be_read_fails_the_task(info: Info, built: tuple[Dmz, Roots]) -> None:
    built[0].machines[OWN].registry.deny(AGENT_GROUPS, "read")
    with pytest.raises(ScomDmzError, match=f"cannot read the agent's configuration of {OWN}"):
        info(OWN)


def test_active_directory_integration_that_cannot_be_read_fails_the_task(info: Info, built: tuple[Dmz, Roots]) -> None:
    registry = built[0].machines[OWN].registry
    registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, 1)
    registry.deny(CONNECTOR_MANAGER, "read")
    with pytest.raises(Unreadable, match=f"cannot read whether Active Directory names parents of the agent on {OWN}"):
        info(OWN)


def test_a_gateway_that_has_not_loaded_its_certificate_keeps_the_old_root(info: Info, built: tuple[Dmz, Roots]) -> None:
    dmz, roots = built
    chain = pem(dmz.pki.host(GATEWAYS[0], roots.new), roots.new.certificate)
    gateways = [{"name": GATEWAYS[0], "chain": chain, "certificate_loaded": loaded} for loaded in (True, False)]
    found = [info(BY_POLICY, gateways=[each])["root_rotation"]["old_root"]["needs"] for each in gateways]
    assert [[need["kind"] for need in needs] for needs in found] == [[], ["parent"]]


def test_without_the_old_root_the_listeners_are_not_read(info: Info, built: tuple[Dmz, Roots]) -> None:
    built[0].machines[OWN].registry.deny(LISTENERS, "read")
    found = info(OWN, old_sha256=None)["root_rotation"]
    assert found["old_root"] is None


def test_two_new_roots_are_refused(info: Info, built: tuple[Dmz, Roots]) -> None:
    dmz, roots = built
    both = pem(roots.new.certificate, dmz.pki.root("Another").certificate)
    with pytest.raises(CertificateError, match="hold 2 self-signed roots instead of one new root"):
        info(OWN, content=both)
