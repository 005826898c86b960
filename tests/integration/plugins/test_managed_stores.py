# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates are imported and removed over the wire, and an independent client sees exactly that."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import ManagedStores, Wanted, read_stores
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Action, Outcome
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError, WriteFailed
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.integration.plugins.connecting import NAME, connect, read_registry
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import CERTIFICATE, element, elements, store_path
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType
from tests.lab.wsman import faults
from tests.lab.wsman.codes import Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour
from tests.unit.plugins.plugin_utils.x509.authority import as_read

ROOT = r"SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates"
DISALLOWED = store_path("Disallowed")

Change = Callable[..., list[Outcome]]


@pytest.fixture
def root(site: Dmz) -> Certificate:
    return as_read(site.pki.root("Example Root CA").certificate)


@pytest.fixture
def now(site: Dmz) -> datetime:
    return site.clock.now()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, NAME, "run-1")


def _writer(session: Session, journal: Journal) -> CertificateWriter:
    return CertificateWriter(Host(session), journal)


def _stores(session: Session, journal: Journal) -> ManagedStores:
    return ManagedStores(session.host, read_stores(Host(session)), _writer(session, journal), ImportMark("run-1"))


@pytest.fixture
def present(session: Session, journal: Journal, now: datetime) -> Change:
    """Brings a certificate into its store, over a new reading of the host."""

    def bring(certificate: Certificate, ask_certutil: bool = False) -> list[Outcome]:
        stores = _stores(session, journal)
        return list(stores.carry_out(stores.plan_present([certificate], Wanted(), now), ask_certutil))

    return bring


@pytest.fixture
def absent(session: Session, journal: Journal) -> Change:
    def remove(certificate: Certificate) -> list[Outcome]:
        stores = _stores(session, journal)
        return list(stores.carry_out(stores.plan_absent([certificate.thumbprint], None), False))

    return remove


def _actions(outcomes: list[Outcome]) -> list[str]:
    return [outcome.action for outcome in outcomes]


def _writes(endpoint: Endpoint) -> list[str]:
    methods = [entry.cim_method for entry in endpoint.log]
    return [method for method in methods if method.startswith(("Create", "Set", "Delete"))]


def test_an_import_is_one_key_with_one_value_that_another_client_reads(
    endpoint: Endpoint, present: Change, root: Certificate
) -> None:
    before = set(read_registry(endpoint, "EnumKey", ROOT))
    assert _actions(present(root)) == [Action.IMPORTED]
    assert _writes(endpoint) == ["CreateKey", "SetBinaryValue"]
    assert set(read_registry(endpoint, "EnumKey", ROOT)) - before == {root.thumbprint}
    key = rf"{ROOT}\{root.thumbprint}"
    assert read_registry(endpoint, "EnumKey", key) == []
    assert read_registry(endpoint, "EnumValues", key) == ["Blob"]
    blob = bytes(map(int, read_registry(endpoint, "GetBinaryValue", key, sValueName="Blob")))
    assert elements(blob)[CERTIFICATE] == root.der


def test_only_that_key_of_the_whole_registry_changes(
    machine: Machine, present: Change, absent: Change, root: Certificate
) -> None:
    before = machine.registry.dump("HKLM").splitlines()
    present(root)
    absent(root)
    assert machine.registry.dump("HKLM").splitlines() == before


def test_a_second_import_and_a_second_removal_write_nothing(
    endpoint: Endpoint, present: Change, absent: Change, root: Certificate
) -> None:
    present(root)
    assert _actions(present(root)) == [Action.PRESENT]
    assert _actions(absent(root)) == [Action.REMOVED]
    assert not absent(root)[0].changed
    assert _writes(endpoint) == ["CreateKey", "SetBinaryValue", "DeleteKey"]


def test_an_unreadable_disallowed_store_forbids_the_import(
    endpoint: Endpoint, machine: Machine, present: Change, root: Certificate
) -> None:
    machine.registry.deny(rf"{DISALLOWED}\Certificates", "read")
    with pytest.raises(ScomDmzError, match=r"^cannot read the store Disallowed \(\.Default\)"):
        present(root)
    assert _writes(endpoint) == []


def test_a_root_in_disallowed_is_not_imported(
    endpoint: Endpoint, machine: Machine, present: Change, root: Certificate
) -> None:
    machine.stores.add_entry("Disallowed", root.thumbprint, element(CERTIFICATE, root.der))
    assert _actions(present(root)) == [Action.REFUSED]
    assert _writes(endpoint) == []


def test_a_store_that_may_not_be_written_stays_as_it_is(machine: Machine, present: Change, root: Certificate) -> None:
    machine.registry.deny(store_path("Root"), "write")
    before = machine.registry.dump("HKLM")
    with pytest.raises(WriteFailed, match="access is denied .*; this entry is as it was$"):
        present(root)
    assert machine.registry.dump("HKLM") == before


def test_a_write_that_fails_half_way_leaves_nothing_behind(
    endpoint: Endpoint, machine: Machine, present: Change, journal: Journal, root: Certificate
) -> None:
    before = machine.registry.dump("HKLM")
    endpoint.misbehave(Misbehaviour(Kind.FAULT, action="SetBinaryValue", fault=faults.of(Code.QUOTA_USER)))
    with pytest.raises(WriteFailed, match="; this entry is as it was$"):
        present(root)
    assert machine.registry.dump("HKLM") == before
    assert journal.open_changes() == []


def test_a_connection_that_drops_during_the_write_does_not_matter(
    endpoint: Endpoint, machine: Machine, present: Change, root: Certificate
) -> None:
    endpoint.misbehave(Misbehaviour(Kind.DROP_HALF_WAY, action="SetBinaryValue", nth=1))
    assert present(root)[0].changed
    assert machine.registry.values(rf"HKLM\{ROOT}\{root.thumbprint}")[0].name == "Blob"


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE_ANSWER, Kind.DROP_HALF_WAY], ids=["half a key", "whole"])
def test_a_write_that_could_not_be_undone_is_put_back_once_the_host_is_back(
    endpoint: Endpoint,
    machine: Machine,
    present: Change,
    journal: Journal,
    root: Certificate,
    kind: Kind,
) -> None:
    before = machine.registry.dump("HKLM")
    endpoint.misbehave(Misbehaviour(kind, action="SetBinaryValue"))
    endpoint.misbehave(Misbehaviour(Kind.DROP_BEFORE_ANSWER, action="DeleteKey"))
    with pytest.raises(WriteFailed, match="could not be put back, the next run will try: "):
        present(root)
    assert machine.registry.exists(rf"HKLM\{ROOT}\{root.thumbprint}")
    endpoint.misbehaviours.clear()
    _writer(connect(endpoint), journal).settle_open_changes()
    assert journal.open_changes() == []
    assert machine.registry.dump("HKLM") == before
    assert journal.done_changes("run-1") == []


def test_a_value_of_another_type_over_an_interrupted_change_is_left_alone(
    endpoint: Endpoint, machine: Machine, journal: Journal, root: Certificate
) -> None:
    journal.conclude(journal.intend("Root", root.thumbprint, None, b"ours"), ChangeOutcome.UNDOING)
    key = rf"HKLM\{ROOT}\{root.thumbprint}"
    machine.registry.create(key)
    machine.registry.set(key, "Blob", RegistryType.REG_SZ, "an administrator's")
    before = machine.registry.dump("HKLM")
    ((_change, outcome),) = _writer(connect(endpoint), journal).settle_open_changes()
    assert (outcome, journal.open_changes()) == (ChangeOutcome.FAILED, [])
    assert machine.registry.dump("HKLM") == before


def test_certutil_agrees_with_an_import(machine: Machine, present: Change, root: Certificate) -> None:
    assert present(root, ask_certutil=True)[0].certutil == "agrees"
    assert f"certutil -verifystore Root {root.thumbprint}" in machine.commands
