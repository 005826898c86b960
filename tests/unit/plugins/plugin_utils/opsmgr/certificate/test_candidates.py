# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of the certificates of My those fit the channel that have nothing against them, and of the others it is told what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate import examination
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.candidates import (
    Candidates,
    find_candidates,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import ARCHIVED, KEY_PROV_INFO, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.lab.windows.private_key import PrivateKey, cng_key
from tests.pki.certificates import dns_names, key_usage, rsa_key
from tests.pki.odd import extension
from tests.unit.plugins.plugin_utils.opsmgr.channel_certificates import (
    BOTH,
    CLIENT,
    GOOD,
    NAME,
    ROOT,
    SERVER,
    USAGE,
    certificate,
    with_subject,
)
from tests.unit.plugins.plugin_utils.opsmgr.hosts import agent, stores
from tests.unit.plugins.plugin_utils.windows.stores import irregular
from tests.unit.plugins.plugin_utils.x509.authority import NOW, Identity, issue, leaf, with_extensions

GATEWAY_NAME = "gw01.corp.example"
UNKNOWN_ROOT = issue("Unknown Root CA", key=rsa_key())
KEY = PrivateKey("web01-channel")
USAGES = ("digital_signature", "key_encipherment")


def entry(held: Certificate, key: PrivateKey | None = KEY, archived: bool = False) -> StoreEntry:
    properties = {KEY_PROV_INFO: key.serialized()} if key else {}
    return StoreEntry(held, {".Default": Blob(held.der, {**properties, **({ARCHIVED: b""} if archived else {})})})


def candidates(*entries: StoreEntry, name: str | None = NAME, **held: Any) -> Candidates:
    return find_candidates(
        agent(computer_name=name), stores(**{"root": [ROOT.certificate], "my": entries, **held}), NOW
    )


def ending_after(days: int, name: str = NAME, issuer: Identity = ROOT) -> Certificate:
    return leaf(
        name,
        issuer,
        key=rsa_key(),
        extensions=(dns_names(name), BOTH, USAGE),
        not_after=NOW + timedelta(days=days),
        serial_number=days + 1000,
    )


def kinds(found: Candidates) -> list[str]:
    [candidate] = found.certificates
    return [check.kind.id for check in candidate.against]


FITTING = {
    "a good one": entry(GOOD),
    "one without DNS names": entry(certificate(extensions=(BOTH, USAGE))),
    "one without key usage, which allows all": entry(certificate(extensions=(BOTH,))),
    "one with more key usages": entry(certificate(extensions=(BOTH, key_usage(*USAGES, "content_commitment")))),
    "one with more purposes": entry(
        certificate(extensions=(x509.ExtendedKeyUsage([CLIENT, ExtendedKeyUsageOID.CODE_SIGNING, SERVER]), USAGE))
    ),
    "one that ends today": entry(ending_after(0)),
    "one with a short key": entry(certificate(key=rsa_key(1024))),
    "one for the name in other case": entry(ending_after(1, NAME.upper())),
}


@pytest.mark.parametrize("held", [pytest.param(held, id=name) for name, held in FITTING.items()])
def test_what_a_health_service_can_use_fits(held: StoreEntry) -> None:
    found = candidates(held)
    assert kinds(found) == []
    assert found.chosen is not None and found.chosen.certificate == held.certificate


LACKING = {
    "for another name": (
        entry(ending_after(1, "www.dmz.example")),
        ["common_name_differs", "alternative_name_differs"],
    ),
    "without a common name": (
        entry(with_subject()),
        [
            "common_name_missing",
            "common_name_differs",
            "purposes_missing",
            "key_unusable_algorithm",
            "own_chain_untrusted",
        ],
    ),
    "with another first DNS name": (
        entry(certificate(extensions=(dns_names("www.dmz.example", NAME), BOTH, USAGE))),
        ["alternative_name_differs"],
    ),
    "without its private key": (entry(GOOD, key=None), ["private_key_missing"]),
    "with a key that cannot be told": (
        StoreEntry(GOOD, {".Default": Blob(GOOD.der, {KEY_PROV_INFO: b"key"})}),
        ["private_key_missing"],
    ),
    "with a user's key": (entry(GOOD, PrivateKey("key", flags=0)), ["private_key_of_user"]),
    "with a CNG key": (entry(GOOD, cng_key("key")), ["key_provider_cng"]),
    "with a key for signatures": (entry(GOOD, PrivateKey("key", key_spec=2)), ["key_spec_wrong"]),
    "with a key that is no RSA key": (
        entry(certificate(key=ec.generate_private_key(ec.SECP256R1()))),
        ["key_unusable_algorithm"],
    ),
    "expired": (entry(ending_after(-1)), ["certificate_expired"]),
    "not yet valid": (entry(certificate(not_before=NOW + timedelta(days=1))), ["certificate_not_yet_valid"]),
    "for servers only": (
        entry(certificate(extensions=(x509.ExtendedKeyUsage([SERVER]), USAGE))),
        ["purposes_missing"],
    ),
    "without purposes": (entry(certificate(extensions=(USAGE,))), ["purposes_missing"]),
    "without key encipherment": (
        entry(certificate(extensions=(BOTH, key_usage(*USAGES[:1])))),
        ["key_usage_incomplete"],
    ),
    "with a malformed key usage": (
        entry(with_extensions(issue(NAME, ROOT), lambda found: [*found, extension("2.5.29.15", b"\x30\0")])),
        ["purposes_missing", "key_usage_missing", "key_unusable_algorithm", "own_chain_untrusted"],
    ),
    "by a root that the host does not know": (entry(ending_after(1, issuer=UNKNOWN_ROOT)), ["own_chain_untrusted"]),
    "from a web shop, expired": (
        entry(ending_after(-1, "www.dmz.example", UNKNOWN_ROOT), key=None),
        [
            "common_name_differs",
            "alternative_name_differs",
            "private_key_missing",
            "certificate_expired",
            "own_chain_untrusted",
        ],
    ),
}


@pytest.mark.parametrize(
    ("held", "missing"), [pytest.param(held, missing, id=name) for name, (held, missing) in LACKING.items()]
)
def test_what_a_certificate_lacks_is_told(held: StoreEntry, missing: list[str]) -> None:
    found = candidates(held)
    assert kinds(found) == missing
    assert (found.fitting, found.chosen) == ((), None)
    assert held.certificate.thumbprint in found.refusal
    assert all(lack in found.refusal for lack in found.certificates[0].lacks)


def test_a_disallowed_certificate_does_not_fit() -> None:
    assert kinds(candidates(entry(GOOD), disallowed=[GOOD])) == ["own_chain_untrusted"]


def test_nothing_fits_while_the_own_name_is_not_known() -> None:
    assert kinds(candidates(entry(GOOD), name=None)) == ["common_name_differs", "alternative_name_differs"]


def test_nothing_fits_while_the_roots_are_not_known() -> None:
    alone = {"My": Store("My", (entry(GOOD),))}
    assert kinds(find_candidates(agent(computer_name=NAME), alone, NOW)) == ["own_chain_untrusted"]


def test_a_chain_that_cannot_be_verified_here_speaks_against_its_certificate_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(judged: Certificate, *_args: Any, **options: Any) -> Chain:
        if judged != GOOD:
            raise CertificateError("the signature cannot be verified on this controller")
        return build_chain(judged, *_args, **options)

    monkeypatch.setattr(examination, "build_chain", refuse)
    found = candidates(entry(ENDING[0]), entry(GOOD))
    assert [(each.certificate, each.lacks) for each in found.certificates] == [
        (GOOD, ()),
        (ENDING[0], ("the signature cannot be verified on this controller",)),
    ]


def test_a_gateway_has_candidates_for_its_own_name() -> None:
    for_gateway = entry(ending_after(1, GATEWAY_NAME))
    gateway = replace(agent(computer_name=GATEWAY_NAME), role=Role.GATEWAY)
    found = find_candidates(gateway, stores([ROOT.certificate], my=[entry(GOOD), for_gateway]), NOW)
    assert [each.certificate for each in found.fitting] == [for_gateway.certificate]


def test_an_archived_certificate_is_none() -> None:
    assert candidates(entry(GOOD, archived=True)).certificates == ()


ENDING = [ending_after(days) for days in (10, 30, 20)]


def test_those_that_fit_come_first_and_of_these_the_one_that_ends_last() -> None:
    wrong = ending_after(99, "www.dmz.example")
    found = candidates(*map(entry, [wrong, *ENDING]))
    assert [each.certificate for each in found.certificates] == [ENDING[1], ENDING[2], ENDING[0], wrong]


def test_of_several_with_one_subject_and_issuer_the_one_that_ends_last_is_chosen() -> None:
    chosen = candidates(*map(entry, ENDING)).chosen
    assert chosen is not None and chosen.certificate == ENDING[1]


def test_between_different_issuers_nothing_is_chosen_and_all_that_fit_are_listed() -> None:
    other = ending_after(40, issuer=UNKNOWN_ROOT)
    found = candidates(entry(ENDING[0]), entry(other), root=[ROOT.certificate, UNKNOWN_ROOT.certificate])
    assert found.chosen is None
    assert all(each.thumbprint in found.refusal for each in (ENDING[0], other))


def test_one_of_its_name_is_registered_by_name_and_of_several_one_is_chosen() -> None:
    alone, beside = candidates(entry(GOOD)), candidates(*map(entry, ENDING))
    assert alone.how_to_register(GOOD).endswith(
        f"run MOMCertImport.exe /SubjectName {NAME}. It restarts HealthService."
    )
    advice = beside.how_to_register(ENDING[1])
    assert ENDING[1].thumbprint in advice and "/SubjectName" not in advice


def test_an_empty_store_says_so_and_counts_what_cannot_be_read() -> None:
    assert candidates().refusal == "the store My holds no certificate"
    damaged = {**stores(), "My": Store("My", (), (irregular("AB" * 20),))}
    found = find_candidates(agent(computer_name=NAME), damaged, NOW)
    assert (found.certificates, found.unread) == ((), 1)
    assert found.refusal.startswith("the store My holds no certificate; 1 of its entries")


def test_a_full_store_is_told_in_part() -> None:
    many = [entry(ending_after(days, "www.dmz.example")) for days in range(1, 8)]
    refusal = candidates(*many).refusal
    assert refusal.count("thumbprint") == 5
    assert refusal.endswith("; 2 more")


def test_a_candidate_is_named_by_what_an_administrator_sees_of_it() -> None:
    [candidate] = candidates(entry(GOOD)).certificates
    assert candidate.title == f"{GOOD.subject} (thumbprint {GOOD.thumbprint}, valid until 2027-06-01T12:00:00Z)"
    assert ROOT.certificate.subject in candidate.merits
