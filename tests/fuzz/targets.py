# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is fuzzed: each parser takes any bytes and gives its value or the error that it promises, and nothing else.

A target function lets everything else out: it is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, ResponseRefused, Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.agent import AgentReader
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate, describe_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob, schannel_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import read_properties
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import parse_events
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import read_key_provider
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.addresses import AddressReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.clock import read_clock
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.computer import read_computer
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.schannel import SchannelReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman import response as answer
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.fault import read_fault
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import read_alternative_names
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import read_bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import read_name
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import pem_bundle, read_pem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import name_purposes
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import read_signature_algorithm
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signed_data import read_signed_data, verified_signer
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import read_structure
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust_list import is_trust_list, read_roots, read_trust_list

from tests.unit.plugins.plugin_utils.opsmgr.hosts import OPERATIONS_MANAGER
from tests.unit.plugins.plugin_utils.x509.authority import NOW

MESSAGE_ID = "uuid:1"
PIECES: tuple[Callable[[bytes], Any], ...] = (
    read_structure,
    read_name,
    read_alternative_names,
    read_signature_algorithm,
    der.integer,
    der.object_identifier,
)


class _Registry:
    """Stands in for StdRegProv on a host that has every key that is asked for."""

    def subkeys(self, key: str) -> list[str]:
        return ["Setup", "Protocols", "CORP"]


_HOST: Any = SimpleNamespace(name="web01.dmz.example", registry=_Registry())


def envelope(data: bytes) -> None:
    with suppress(ResponseRefused):
        body = answer.read_body(data, MESSAGE_ID)
        for read in (answer.read_object, answer.read_page, answer.read_command_id, answer.read_received):
            with suppress(ResponseRefused):
                read(body)
        read_values(answer.read_object(body))
        read_facts(answer.read_page(body).items)


def read_facts(rows: Sequence[answer.CimObject]) -> None:
    """The clock and the domain of a host that answers a query with one of these rows."""
    for row in rows:
        session = SimpleNamespace(query=lambda _namespace, _query, row=row: [row])
        host: Any = SimpleNamespace(name="web01.dmz.example", session=session)
        clock, computer = read_clock(host), read_computer(host)
        assert clock is None or clock.exceeds(timedelta(minutes=5)) in (True, False)
        assert clock is None or clock.shown_at(NOW).tzinfo
        assert computer is None or computer.domain.isprintable()


def read_values(values: answer.CimObject) -> None:
    for name in ("ReturnValue", "sNames", "uValue"):
        values.text(name), values.texts(name)
        for read in (values.integer, values.octets):
            with suppress(ResponseRefused):
                read(name)


def fault(data: bytes) -> None:
    found = read_fault(data)
    if found is not None:
        assert str(found)
        assert found.access_denied in (True, False)


def reg_query(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    tree = RegistryTree(text)
    for name in tree.subkeys(OPERATIONS_MANAGER):
        key = f"{OPERATIONS_MANAGER}\\{name}"
        assert tree.shows(key)
        assert "\n" not in name
        assert "\\" not in name
        for value in tree.values(key).values():
            assert value.string is None or value.integer is None
            assert len(value.strings) <= len(text)
            assert len(value.binary or b"") <= len(text)
    for reader in (AgentReader(), AddressReader(), SchannelReader()):
        with suppress(Unreadable):
            reader.read([Section(True, text)] * len(reader.commands), _HOST)


def event_xml(data: bytes) -> None:
    with suppress(ResponseRefused):
        for event in parse_events(data.decode("utf-8", "replace")):
            found, of_schannel = events.decode(event), schannel_events.decode(event)
            assert found is None or events.describe(found).isprintable()
            assert of_schannel is None or schannel_events.describe(of_schannel).isprintable()


def blob(data: bytes) -> None:
    try:
        found = certificate_blob.decode(data)
    except CertificateError:
        return
    assert certificate_blob.decode(certificate_blob.encode(found)) == found
    json.dumps(read_properties([found]), default=str)
    for content in found.properties.values():
        json.dumps(name_purposes(content)).encode()
        with suppress(CertificateError):
            json.dumps(vars(read_key_provider(content))).encode()


def bundle(data: bytes) -> None:
    """A file of certificates in any form: everything in it is read, named, or refused."""
    try:
        found = read_bundle(data, "the file")
    except CertificateError as error:
        assert str(error).startswith("the file ")
        return
    assert found.certificates or found.unread
    assert all("the file" in text for text in (*map(str, found.unread), *found.notes))
    if found.certificates:
        assert set(read_pem(pem_bundle(found.certificates), "the bundle")) == set(found.certificates)


def certificate(data: bytes) -> None:
    """A certificate and all that is computed from it, and the parts of one on their own."""
    for read in PIECES:
        with suppress(ValueError):
            read(data)
    try:
        found = Certificate.from_der(data)
    except CertificateError:
        return
    json.dumps(describe_certificate(found, NOW)).encode()
    assert str(judge(found, NOW))
    for trust in (Trust((), (), frozenset()), Trust((found,), (found,), frozenset({found.thumbprint}))):
        with suppress(CertificateError):
            json.dumps(describe_chain(build_chain(found, trust, purposes=[], now=NOW))).encode()


def trust_list(data: bytes) -> None:
    """A signed list of roots; and its parts on their own, which no change leaves a signature that holds."""
    assert is_trust_list(data) in (True, False)
    with suppress(CertificateError):
        assert read_trust_list(data, "the file")
    with suppress(ValueError):
        read_roots(data)
    with suppress(ValueError, CertificateError):
        signed = read_signed_data(data)
        for read in (lambda: read_roots(signed.content), lambda: verified_signer(signed)):
            with suppress(ValueError):
                read()


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (envelope, fault, reg_query, event_xml, blob, bundle, certificate, trust_list)
}
