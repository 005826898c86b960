# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of a path finds its own problem, and nothing in a path that is in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust
from cryptography import x509

from tests.pki import odd
from tests.pki.certificates import dns_names, key_usage
from tests.pki.der import INTEGER, UTF8_STRING, sequence, set_of, tlv
from tests.pki.odd_roots import attribute
from tests.unit.plugins.plugin_utils.x509.authority import NOW, Identity, edited, issue, leaf, with_extensions

GATEWAY = "gw01.corp.example"
ROOT = issue("Corp Root")
ISSUING = issue("Corp Issuing", ROOT)
SERVER = [SERVER_AUTHENTICATION]
PRINTABLE_STRING = 0x13


def purposes(*dotted: str) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(list(map(x509.ObjectIdentifier, dotted)))


def permitted(*domains: str) -> x509.NameConstraints:
    return x509.NameConstraints([x509.DNSName(each) for each in domains], None)


def excluded(*domains: str) -> x509.NameConstraints:
    return x509.NameConstraints(None, [x509.DNSName(each) for each in domains])


UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")


def chain_of(certificate: Certificate, root: Certificate, between: Sequence[Certificate] = (), **trust: Any) -> Chain:
    known = Trust((root,), tuple(between), frozenset(), **trust)
    return build_chain(certificate, known, purposes=SERVER, now=NOW)


def below_root(critical: Sequence[Any] = (), extensions: Sequence[Any] = (), names: Sequence[Any] = ()) -> Chain:
    """A leaf with these names below a root with these extensions."""
    root = issue("Odd Root", critical=critical, extensions=extensions)
    return chain_of(leaf(GATEWAY, root, extensions=names), root.certificate)


def below_issuing(critical: Sequence[Any] = (), extensions: Sequence[Any] = (), names: Sequence[Any] = ()) -> Chain:
    """A leaf with these names below a CA with these extensions, below a root in order."""
    issuing = issue("Odd Issuing", ROOT, critical=critical, extensions=extensions)
    return chain_of(leaf(GATEWAY, issuing, extensions=names), ROOT.certificate, [issuing.certificate])


BELOW = pytest.mark.parametrize("below", [below_root, below_issuing])


@BELOW
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"critical": [key_usage("crl_sign")]}, Problem.KEY_USAGE),
        ({"critical": [UNKNOWN]}, Problem.CRITICAL_EXTENSION),
        ({"extensions": [purposes("1.3.6.1.5.5.7.3.3")]}, Problem.PURPOSE),
        ({"extensions": [purposes(CLIENT_AUTHENTICATION)]}, Problem.PURPOSE),
        ({"critical": [excluded("corp.example")]}, Problem.NAME_CONSTRAINTS),
        ({"extensions": [permitted("other.example")]}, Problem.NAME_CONSTRAINTS),
    ],
    ids=["key usage", "critical", "code signing", "clients only", "excluded", "not permitted"],
)
def test_a_ca_with_a_fault_has_one_problem(below: Any, options: dict[str, Any], problem: Problem) -> None:
    found = below(**options)
    assert [each.problem for each in found.problems] == [problem]
    assert not found.trusted


@BELOW
def test_an_alternative_name_counts_as_well(below: Any) -> None:
    found = below(critical=[permitted("corp.example")], names=[dns_names("gw01.other.example")])
    assert [each.problem for each in found.problems] == [Problem.NAME_CONSTRAINTS]
    assert "gw01.other.example" in found.problems[0].sentence


@BELOW
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"critical": [key_usage("key_cert_sign")]},
        {"extensions": [purposes(CLIENT_AUTHENTICATION, SERVER_AUTHENTICATION)]},
        {"critical": [permitted("corp.example")]},
        {"critical": [excluded("other.example")]},
        {"extensions": [UNKNOWN]},
    ],
)
def test_a_ca_in_order_has_none(below: Any, options: dict[str, Any]) -> None:
    found = below(**options)
    assert (found.problems, found.doubts) == ((), ())


@BELOW
def test_any_purpose_is_a_doubt(below: Any) -> None:
    found = below(extensions=[purposes("2.5.29.37.0")])
    assert (found.problems, len(found.doubts)) == ((), 1)


@BELOW
def test_any_purpose_beside_the_one_in_question_is_none(below: Any) -> None:
    found = below(extensions=[purposes("2.5.29.37.0", SERVER_AUTHENTICATION)])
    assert (found.problems, found.doubts) == ((), ())


@BELOW
@pytest.mark.parametrize(
    ("dotted", "problems"), [("1.3.6.1.5.5.7.3.3", [Problem.PURPOSE]), (SERVER_AUTHENTICATION, [])]
)
def test_application_policies_count_like_an_extended_key_usage(
    below: Any, dotted: str, problems: list[Problem]
) -> None:
    policies = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(dotted), None)]).public_bytes()
    found = below(extensions=[x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.311.21.10"), policies)])
    assert [each.problem for each in found.problems] == problems


@pytest.mark.parametrize(
    ("extensions", "problems"),
    [
        ([purposes(CLIENT_AUTHENTICATION)], [Problem.PURPOSE]),
        ([key_usage("key_cert_sign")], [Problem.KEY_USAGE]),
        ([key_usage("digital_signature"), purposes(SERVER_AUTHENTICATION)], []),
        ([key_usage("key_encipherment")], []),
        ([], []),
    ],
)
def test_a_leaf_has_to_be_for_the_purpose_too(extensions: Sequence[Any], problems: list[Problem]) -> None:
    found = chain_of(leaf(GATEWAY, ROOT, extensions=extensions), ROOT.certificate)
    assert [each.problem for each in found.problems] == problems


def test_a_root_that_is_judged_by_itself_has_to_be_able_to_issue_for_the_purpose() -> None:
    for critical, problems in (([key_usage("crl_sign")], [Problem.KEY_USAGE]), ([key_usage("key_cert_sign")], [])):
        root = issue("Odd Root", critical=critical).certificate
        assert [each.problem for each in chain_of(root, root).problems] == problems


def test_a_leaf_with_an_unknown_critical_extension_is_refused() -> None:
    found = chain_of(leaf(GATEWAY, ROOT, critical=[UNKNOWN]), ROOT.certificate)
    assert [each.problem for each in found.problems] == [Problem.CRITICAL_EXTENSION]


def test_a_limited_root_is_refused_for_what_its_limits_concern() -> None:
    for limits, problems in ((RootLimits(allowed=()), [Problem.LIMITED_ROOT]), (RootLimits(allowed=tuple(SERVER)), [])):
        found = chain_of(leaf(GATEWAY, ROOT), ROOT.certificate, limits_of=lambda _thumbprint, limits=limits: (limits,))
        assert [each.problem for each in found.problems] == problems


def naming_serial(identity: Identity, serial: int, key: Identity) -> Certificate:
    """The certificate, which names that of its issuer by its own issuer and serial number."""
    issuer = x509.load_der_x509_certificate(key.certificate.der).issuer
    authority = x509.AuthorityKeyIdentifier(None, [x509.DirectoryName(issuer)], serial)
    encoded = odd.extension("2.5.29.35", authority.public_bytes())
    return Certificate.from_der(
        odd.with_extensions(identity.certificate.der, key.key, lambda extensions: [*extensions, encoded])
    )


def test_a_renewed_root_does_not_serve_what_names_the_serial_number_of_the_old_one() -> None:
    old = issue("Corp Root", serial_number=7, key_identifiers=False)
    renewed = issue("Corp Root", key=old.key, serial_number=8, key_identifiers=False)
    plain = issue(GATEWAY, old, ca=False, key_identifiers=False)
    named = naming_serial(plain, 7, old)
    assert chain_of(named, old.certificate).trusted
    assert [each.problem for each in chain_of(named, renewed.certificate).problems] == [Problem.PARTIAL]
    assert chain_of(plain.certificate, renewed.certificate).trusted


SPELLINGS = {
    "case": attribute("2.5.4.3", b"CORP root", UTF8_STRING),
    "blanks": attribute("2.5.4.3", b" Corp   Root ", UTF8_STRING),
    "string type": attribute("2.5.4.3", b"Corp Root", PRINTABLE_STRING),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("identified", [True, False])
def test_names_are_compared_without_regard_to_how_they_are_written(spelling: str, identified: bool) -> None:
    organization = attribute("2.5.4.10", b"DMZ, Example")
    root = issue("Corp Root", key_identifiers=identified)
    name = sequence(set_of(organization), set_of(SPELLINGS[spelling]))
    gateway = leaf(GATEWAY, root, key_identifiers=identified)
    spelt = Certificate.from_der(odd.edited(gateway.der, root.key, issuer=name))
    found = chain_of(spelt, root.certificate)
    assert spelt.issuer_der != root.certificate.subject_der
    assert found.trusted
    assert bool(found.doubts) != identified


def test_names_that_cannot_be_read_are_equal_to_themselves_only() -> None:
    one, other = (sequence(set_of(tlv(INTEGER, value))) for value in (b"\1", b"\2"))
    root = edited(ROOT, subject=one, issuer=one)
    for name, problems in ((one, []), (other, [Problem.PARTIAL])):
        gateway = Certificate.from_der(odd.edited(leaf(GATEWAY, ROOT).der, ROOT.key, issuer=name))
        assert [each.problem for each in chain_of(gateway, root).problems] == problems


def test_constraints_whose_names_cannot_be_told_apart_refuse() -> None:
    root = issue("Odd Root", critical=[permitted("corp.example")])
    identity = Identity(root.key, leaf(GATEWAY, root))
    gateway = with_extensions(identity, lambda extensions: [*extensions, odd.extension("2.5.29.17", b"\x05\0")])
    assert Problem.NAME_CONSTRAINTS in [each.problem for each in chain_of(gateway, root.certificate).problems]
