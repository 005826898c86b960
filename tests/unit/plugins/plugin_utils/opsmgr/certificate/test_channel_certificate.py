# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The channel certificate is the one of My that the registry names, and everything that keeps it from serving is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    AGENT_STORES,
    ChannelCertificate,
    find_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import CERTIFICATE_KINDS, Check
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import trust_of
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import ARCHIVED, KEY_PROV_INFO, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import KeyProvider
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.windows.private_key import PrivateKey
from tests.pki.certificates import rsa_key
from tests.pki.der import INTEGER, tlv
from tests.pki.odd import signed_anew
from tests.unit.plugins.plugin_utils.opsmgr.hosts import AGENT_ROOT, ROOT, agent, stores
from tests.unit.plugins.plugin_utils.windows.stores import irregular
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

BOTH = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
KEY = PrivateKey("web01-channel").serialized()


def certificate(serial: bytes = b"\x6d\x0a", not_after: datetime = NOW + YEAR) -> Certificate:
    number = int.from_bytes(serial, "big")
    return leaf("web01", AGENT_ROOT, serial_number=number, not_after=not_after, key=rsa_key(), extensions=(BOTH,))


def entry(held: Certificate, key: bytes | None = KEY, archived: bool = False) -> StoreEntry:
    properties = {} if key is None else {KEY_PROV_INFO: key}
    return StoreEntry(held, {".Default": Blob(held.der, {**properties, **({ARCHIVED: b""} if archived else {})})})


def check(found: ChannelCertificate, kind: str) -> Check:
    [answer] = [each for each in found.checks if each.kind.id == kind]
    return answer


def kinds(found: ChannelCertificate) -> list[str]:
    return [finding.id for finding in found.findings]


@pytest.mark.parametrize("size", range(1, 21))
def test_a_serial_number_of_any_length_is_found(size: int) -> None:
    wanted = certificate(bytes(range(0x21, 0x21 + size)))
    others = [entry(certificate(bytes(range(0x22, 0x22 + size))))]
    found = find_channel_certificate(agent(serial=wanted.serial_bytes), stores(my=[*others, entry(wanted)]), NOW)
    assert found.certificate == wanted


@pytest.mark.parametrize("serial", [b"\x9d\x0a", b"\x00\x9d\x0a"], ids=["without the sign byte", "with the sign byte"])
def test_a_leading_zero_byte_does_not_matter(serial: bytes) -> None:
    wanted = certificate(b"\x9d\x0a")
    assert find_channel_certificate(agent(serial=serial), stores(my=[entry(wanted)]), NOW).certificate == wanted


@pytest.mark.parametrize("serial", [b"\x9d\x0a", b"\xff\xff\x9d\x0a"], ids=["as registered", "as written"])
def test_the_leading_bytes_of_a_negative_serial_number_do_not_matter(serial: bytes) -> None:
    odd = signed_anew(certificate().der, lambda _signed: b"", serial_number=tlv(INTEGER, b"\xff\xff\x9d\x0a"))
    wanted = Certificate.from_der(odd)
    assert find_channel_certificate(agent(serial=serial), stores(my=[entry(wanted)]), NOW).certificate == wanted


def test_a_good_certificate_has_no_fault_and_its_chain() -> None:
    wanted = certificate()
    found = find_channel_certificate(agent(), stores([AGENT_ROOT.certificate], my=[entry(wanted)]), NOW)
    assert (found.faults, found.hash_matches) == ((), None)
    assert found.chain is not None and found.chain.certificates == (wanted, AGENT_ROOT.certificate)
    assert found.chain.trusted


@pytest.mark.parametrize("position", [0, 1])
def test_of_two_certificates_with_one_serial_the_hash_decides(position: int) -> None:
    twins = [certificate(), certificate(not_after=NOW + 2 * YEAR)]
    registered = agent(certificate_hash=twins[position].thumbprint.lower())
    found = find_channel_certificate(registered, stores(my=[entry(twin) for twin in twins]), NOW)
    assert (found.certificate, found.hash_matches) == (twins[position], True)
    assert check(found, "channel_certificate_ambiguous").evidence == (
        f"of the certificates in the store My, 2 have the registered serial number: {twins[0].thumbprint}, "
        f"{twins[1].thumbprint}; {twins[position].thumbprint} is the one that was checked"
    )
    assert "channel_certificate_ambiguous" in kinds(found)


def test_one_certificate_with_the_serial_is_not_ambiguous() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate()), entry(certificate(b"\x6d\x0b"))]), NOW)
    assert check(found, "channel_certificate_ambiguous").passed is True


def test_a_hash_that_names_another_certificate_is_told_and_is_no_fault() -> None:
    other = ROOT.certificate.thumbprint
    found = find_channel_certificate(agent(certificate_hash=other), stores(my=[entry(certificate())]), NOW)
    assert (found.hash_matches, found.faults) == (False, ())
    assert check(found, "channel_certificate_hash_differs").evidence.startswith(f"ChannelCertificateHash is {other}, ")
    assert "channel_certificate_hash_differs" in kinds(found)


def test_an_archived_certificate_is_the_registered_one_all_the_same_and_the_renewed_one_is_named() -> None:
    old, renewed = certificate(), certificate(b"\x6d\x0b", NOW + 2 * YEAR)
    held = stores(root=[AGENT_ROOT.certificate], my=[entry(old, archived=True), entry(renewed)])
    found = find_channel_certificate(agent(), held, NOW)
    assert (found.certificate, found.faults) == (old, ())
    assert found.chain is not None and found.chain.trusted
    assert found.passed_over is not None and found.passed_over in found.findings
    assert [each.certificate for each in found.candidates.certificates] == [renewed]


def test_a_certificate_that_is_not_archived_is_not_passed_over() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate())]), NOW)
    assert (found.passed_over, check(found, "channel_certificate_archived").passed) == (None, True)


def test_without_a_registered_hash_nothing_is_compared() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate())]), NOW)
    assert (found.hash_matches, check(found, "channel_certificate_hash_differs").passed) == (None, None)


def test_the_key_is_the_one_of_the_store_entry() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate())]), NOW)
    provider = "Microsoft RSA SChannel Cryptographic Provider"
    assert found.key == KeyProvider("web01-channel", provider, 12, True, 1)


def test_a_malformed_key_property_is_no_fault() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate(), b"key")]), NOW)
    assert (found.key, found.faults) == (None, ())
    assert check(found, "private_key_missing").passed is None


def test_a_certificate_without_its_private_key_is_told() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate(), key=None)]), NOW)
    assert found.faults == ("the channel certificate's store entry names no private key",)


def test_an_expired_certificate_is_told_with_its_date() -> None:
    late = certificate(not_after=NOW - timedelta(days=1))
    found = find_channel_certificate(agent(), stores(my=[entry(late)]), NOW)
    assert found.faults == ("the channel certificate expired at 2026-05-31T12:00:00Z",)


def test_every_fault_is_told_in_the_order_of_the_checks() -> None:
    late = entry(certificate(not_after=NOW - timedelta(days=1)), key=None)
    found = find_channel_certificate(agent(), stores([AGENT_ROOT.certificate], my=[late]), NOW)
    assert kinds(found) == ["private_key_missing", "certificate_expired", "key_usage_missing"]
    assert [finding.id for finding in found.latent] == ["private_key_missing", "certificate_expired"]
    assert found.faults == tuple(finding.evidence for finding in found.latent)


def test_every_kind_is_checked_of_a_certificate_that_is_found() -> None:
    found = find_channel_certificate(agent(), stores(my=[entry(certificate())]), NOW)
    assert tuple(each.kind for each in found.checks) == CERTIFICATE_KINDS


def test_the_lead_time_is_counted_in_days() -> None:
    soon = stores(my=[entry(certificate(not_after=NOW + timedelta(days=40)))])
    assert "certificate_expiring" not in kinds(find_channel_certificate(agent(), soon, NOW))
    assert "certificate_expiring" in kinds(find_channel_certificate(agent(), soon, NOW, lead_days=41))


def test_a_serial_number_that_my_does_not_hold_is_told_and_nothing_more_is_checked() -> None:
    elsewhere = stores(root=[certificate()], my=[entry(certificate(b"\x6d\x0b"))])
    found = find_channel_certificate(agent(), elsewhere, NOW)
    assert (found.certificate, found.chain, found.key, found.hash_matches) == (None, None, None, None)
    assert [(each.kind.id, each.passed) for each in found.checks] == [
        ("channel_certificate_not_registered", True),
        ("channel_certificate_not_found", False),
    ]
    assert found.faults == ("the store My holds no certificate with the serial 6D0A",)


@pytest.mark.parametrize("serial", [b"\x0a\x6d", b"\xa0\xd6", b"\x6d\x0a\x00", b"\x0a"])
def test_a_serial_number_that_is_only_similar_is_another(serial: bytes) -> None:
    found = find_channel_certificate(agent(serial=serial), stores(my=[entry(certificate())]), NOW)
    assert kinds(found) == ["channel_certificate_not_found"]


def test_a_serial_number_that_no_certificate_can_have_is_shown_in_part() -> None:
    found = find_channel_certificate(agent(serial=b"\x6d" * 100_000), stores(), NOW)
    assert found.faults == (f"the store My holds no certificate with the serial {'6D' * 21}... (100000 bytes)",)


def test_a_hash_that_is_none_is_shown_in_part() -> None:
    found = find_channel_certificate(agent(certificate_hash="x" * 100_000), stores(my=[entry(certificate())]), NOW)
    evidence = check(found, "channel_certificate_hash_differs").evidence
    assert evidence.startswith(f"ChannelCertificateHash is {'x' * 64}, the certificate's thumbprint ")


@pytest.mark.parametrize("name", AGENT_STORES)
def test_a_certificate_in_a_store_of_the_agent_is_told(name: str) -> None:
    mistaken = {**stores(), name: Store(name, (entry(certificate()),))}
    found = find_channel_certificate(agent(), mistaken, NOW)
    assert found.faults == (f"the store My holds no certificate with the serial 6D0A, but the store {name} does",)


def test_irregular_entries_of_my_are_counted() -> None:
    damaged = {**stores(), "My": Store("My", (), (irregular("AB" * 20),))}
    [fault] = find_channel_certificate(agent(), damaged, NOW).faults
    assert fault.startswith("the store My holds no certificate with the serial 6D0A; 1 of its entries cannot be read")


@pytest.mark.parametrize("named", ["its certificate", "the name of its key"])
def test_an_irregular_entry_of_disallowed_disallows_and_one_of_root_is_no_anchor(named: str) -> None:
    root, other = issue("Root").certificate, issue("Other").certificate
    refused = irregular("AB" * 20, root) if named == "its certificate" else irregular(root.thumbprint, other)
    held = {**stores(), "Root": Store("Root", (), (irregular("CD" * 20, root),))}
    held["Disallowed"] = Store("Disallowed", (), (refused,))
    trust = trust_of(held)
    assert root not in trust.roots
    assert root.thumbprint in trust.disallowed


def test_a_host_without_a_registered_certificate_is_told_and_has_nothing_latent() -> None:
    found = find_channel_certificate(agent(serial=None), stores(my=[entry(certificate())]), NOW)
    assert (found.certificate, found.latent, len(found.checks)) == (None, (), 1)
    assert found.faults == ("the registry holds no ChannelCertificateSerialNumber",)


def test_my_alone_is_enough_for_all_checks_but_the_chain() -> None:
    found = find_channel_certificate(agent(), {"My": Store("My", (entry(certificate()),))}, NOW)
    assert (found.chain, check(found, "own_chain_untrusted").passed) == (None, None)
    assert tuple(each.kind for each in found.checks) == CERTIFICATE_KINDS


def test_the_hosts_own_name_is_compared() -> None:
    found = find_channel_certificate(agent(computer_name="web02"), stores(my=[entry(certificate())]), NOW)
    assert found.faults == ("the channel certificate is for web01, and the host calls itself web02",)


def test_certificates_of_my_are_not_trusted() -> None:
    assert trust_of(stores(my=[entry(ROOT.certificate)])).roots == ()


def test_what_is_disallowed_is_known_by_thumbprint() -> None:
    assert trust_of(stores(disallowed=[ROOT.certificate])).disallowed == {ROOT.certificate.thumbprint}


RENEWED = certificate(b"\x11", not_after=NOW + 2 * YEAR)
LATE = certificate(not_after=NOW - timedelta(days=1))


def in_my(
    *held: Certificate, serial: bytes | None = b"\x6d\x0a", certificate_hash: str | None = None
) -> ChannelCertificate:
    """The agent's certificate where My holds these, all by a root that the host knows."""
    known = stores([AGENT_ROOT.certificate], my=[entry(each) for each in held])
    return find_channel_certificate(agent(serial=serial, certificate_hash=certificate_hash), known, NOW)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(in_my(LATE, RENEWED), id="an expired one is registered"),
        pytest.param(in_my(RENEWED, serial=None), id="none is registered"),
        pytest.param(in_my(RENEWED), id="one is registered that is gone"),
        pytest.param(
            in_my(certificate(not_after=NOW + timedelta(days=5)), RENEWED), id="one is registered that ends soon"
        ),
    ],
)
def test_another_that_fits_is_to_be_registered(found: ChannelCertificate) -> None:
    assert found.replacement is not None and found.replacement.certificate == RENEWED
    concerned = [
        each for each in found.findings if each.severity == Severity.ERROR or each.id == "certificate_expiring"
    ]
    assert concerned and all(RENEWED.thumbprint in each.fix for each in concerned)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(in_my(certificate(), RENEWED), id="the registered one is good"),
        pytest.param(in_my(LATE), id="there is no other"),
        pytest.param(in_my(certificate(not_after=NOW + timedelta(days=5)), LATE), id="the other has expired"),
    ],
)
def test_nothing_is_to_be_registered_otherwise(found: ChannelCertificate) -> None:
    assert found.replacement is None
    assert all(each.fix == each.kind.fix for each in found.findings)


def test_without_the_roots_nothing_is_said_to_fit() -> None:
    my = {"My": Store("My", (entry(LATE), entry(RENEWED)))}
    assert find_channel_certificate(agent(), my, NOW).candidates.certificates == ()


def test_a_hash_that_names_another_is_mended_by_registering_the_one_of_the_serial_number_again() -> None:
    good = certificate()
    [finding] = [
        each for each in in_my(good, RENEWED, certificate_hash=RENEWED.thumbprint).findings if "hash" in each.id
    ]
    assert good.thumbprint in finding.fix and RENEWED.thumbprint not in finding.fix
    assert f"the hash names {RENEWED.subject} (thumbprint {RENEWED.thumbprint}" in finding.evidence


@pytest.mark.parametrize("serial", [None, b"\x77"], ids=["no serial number", "one that My lacks"])
def test_what_the_hash_names_is_told_where_the_serial_number_leads_nowhere(serial: bytes | None) -> None:
    [fault] = in_my(LATE, serial=serial, certificate_hash=LATE.thumbprint.lower()).faults
    assert LATE.thumbprint in fault
