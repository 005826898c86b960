# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roots are imported and removed over the wire, and an independent client sees exactly that."""

from __future__ import annotations

from datetime import datetime

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError, ScomDmzError, WriteFailed
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.trusted_roots import (
    IMPORTED,
    PRESENT,
    REMOVED,
    TrustedRoots,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography.hazmat.primitives.serialization import Encoding

from tests.integration.plugins.connecting import read_registry
from tests.lab.dmz import Dmz
from tests.lab.windows.certificate_store import CERTIFICATE, element, elements, store_path
from tests.lab.windows.machine import Machine
from tests.lab.wsman import faults
from tests.lab.wsman.codes import Code
from tests.lab.wsman.endpoint import Endpoint
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour

ROOT = r"SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates"
DISALLOWED = store_path("Disallowed")


@pytest.fixture
def root(site: Dmz) -> Certificate:
    certificate = site.pki.root("Example Root CA").certificate
    return Certificate.from_der(certificate.public_bytes(Encoding.DER))


@pytest.fixture
def now(site: Dmz) -> datetime:
    return site.clock.now()


def _writes(endpoint: Endpoint) -> list[str]:
    methods = [entry.cim_method for entry in endpoint.log]
    return [method for method in methods if method.startswith(("Create", "Set", "Delete"))]


def test_an_import_is_one_key_with_one_value_that_another_client_reads(
    endpoint: Endpoint, session: Session, root: Certificate, now: datetime
) -> None:
    before = set(read_registry(endpoint, "EnumKey", ROOT))
    (outcome,) = TrustedRoots(session, check_mode=False).present([root], root.sha256, now)
    assert outcome.action == IMPORTED
    assert _writes(endpoint) == ["CreateKey", "SetBinaryValue"]
    assert set(read_registry(endpoint, "EnumKey", ROOT)) - before == {root.thumbprint}
    key = rf"{ROOT}\{root.thumbprint}"
    assert read_registry(endpoint, "EnumKey", key) == []
    assert read_registry(endpoint, "EnumValues", key) == ["Blob"]
    blob = bytes(map(int, read_registry(endpoint, "GetBinaryValue", key, sValueName="Blob")))
    assert elements(blob)[CERTIFICATE] == root.der


def test_only_that_key_of_the_whole_registry_changes(
    session: Session, machine: Machine, root: Certificate, now: datetime
) -> None:
    before = machine.registry.dump("HKLM").splitlines()
    TrustedRoots(session, check_mode=False).present([root], None, now)
    TrustedRoots(session, check_mode=False).absent([root.thumbprint])
    assert machine.registry.dump("HKLM").splitlines() == before


def test_a_second_import_and_a_second_removal_write_nothing(
    endpoint: Endpoint, session: Session, root: Certificate, now: datetime
) -> None:
    roots = TrustedRoots(session, check_mode=False)
    roots.present([root], None, now)
    assert [outcome.action for outcome in roots.present([root], None, now)] == [PRESENT]
    assert [outcome.action for outcome in roots.absent([root.thumbprint])] == [REMOVED]
    assert not roots.absent([root.thumbprint])[0].changed
    assert _writes(endpoint) == ["CreateKey", "SetBinaryValue", "DeleteKey"]


def test_check_mode_writes_nothing(
    endpoint: Endpoint, session: Session, site: Dmz, machine: Machine, root: Certificate, now: datetime
) -> None:
    old = site.pki.root("Old Root CA").certificate
    machine.stores.add("Root", old)
    thumbprint = Certificate.from_der(old.public_bytes(Encoding.DER)).thumbprint
    roots = TrustedRoots(session, check_mode=True)
    assert [outcome.action for outcome in roots.present([root], None, now)] == [IMPORTED]
    assert [outcome.action for outcome in roots.absent([thumbprint])] == [REMOVED]
    assert _writes(endpoint) == []


def test_an_unreadable_disallowed_store_forbids_the_import(
    endpoint: Endpoint, session: Session, machine: Machine, root: Certificate, now: datetime
) -> None:
    machine.registry.deny(rf"{DISALLOWED}\Certificates", "read")
    with pytest.raises(ScomDmzError, match=r"^cannot read the store Disallowed \(\.Default\)"):
        TrustedRoots(session, check_mode=False).present([root], None, now)
    assert _writes(endpoint) == []


def test_a_root_in_disallowed_is_not_imported(
    endpoint: Endpoint, session: Session, machine: Machine, root: Certificate, now: datetime
) -> None:
    machine.stores.add_entry("Disallowed", root.thumbprint, element(CERTIFICATE, root.der))
    with pytest.raises(CertificateError, match="is in the store Disallowed"):
        TrustedRoots(session, check_mode=False).present([root], None, now)
    assert _writes(endpoint) == []


def test_a_store_that_may_not_be_written_stays_as_it_is(
    session: Session, machine: Machine, root: Certificate, now: datetime
) -> None:
    machine.registry.deny(store_path("Root"), "write")
    before = machine.registry.dump("HKLM")
    with pytest.raises(WriteFailed, match="access is denied .*; nothing was changed$"):
        TrustedRoots(session, check_mode=False).present([root], None, now)
    assert machine.registry.dump("HKLM") == before


def test_a_write_that_fails_half_way_leaves_nothing_behind(
    endpoint: Endpoint, session: Session, machine: Machine, root: Certificate, now: datetime
) -> None:
    before = machine.registry.dump("HKLM")
    endpoint.misbehave(Misbehaviour(Kind.FAULT, action="SetBinaryValue", fault=faults.of(Code.QUOTA_USER)))
    with pytest.raises(WriteFailed, match="; nothing was changed$"):
        TrustedRoots(session, check_mode=False).present([root], None, now)
    assert machine.registry.dump("HKLM") == before


def test_a_connection_that_drops_during_the_write_does_not_matter(
    endpoint: Endpoint, session: Session, machine: Machine, root: Certificate, now: datetime
) -> None:
    endpoint.misbehave(Misbehaviour(Kind.DROP_HALF_WAY, action="SetBinaryValue", nth=1))
    (outcome,) = TrustedRoots(session, check_mode=False).present([root], None, now)
    assert outcome.changed
    assert machine.registry.values(rf"HKLM\{ROOT}\{root.thumbprint}")[0].name == "Blob"
