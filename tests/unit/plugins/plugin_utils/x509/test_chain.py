# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains end at the roots that a host trusts, by the best of all paths, and every problem of the best path is named."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from unittest.mock import Mock

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import certificate as certificate_module
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import chain as chain_module
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust, real_issuer, roots_among
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.pki import odd
from tests.pki.certificates import rsa_key
from tests.pki.der import NULL, oid, sequence, set_of, tlv
from tests.pki.odd_roots import attribute
from tests.unit.plugins.plugin_utils.x509.authority import (
    NOW,
    YEAR,
    Identity,
    edited,
    issue,
    leaf,
    version_1,
    with_extensions,
    with_old_hash,
    with_specified_hash,
)

ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"
LONG_AGO = NOW - 3 * YEAR
YESTERDAY = NOW - timedelta(days=1)
TOMORROW = NOW + timedelta(days=1)

ROOT = issue("Root")
ISSUING = issue("Issuing CA", ROOT)
GATEWAY = leaf("gw01.dmz.example", ISSUING)
STRANGER = issue("Stranger")


def trust(
    roots: Iterable[Certificate] = (), intermediates: Iterable[Certificate] = (), disallowed: Iterable[Certificate] = ()
) -> Trust:
    return Trust(tuple(roots), tuple(intermediates), frozenset(certificate.thumbprint for certificate in disallowed))


def problems(chain: Chain) -> list[tuple[Problem, Certificate]]:
    return [(problem.problem, problem.certificate) for problem in chain.problems]


def test_a_chain_to_a_trusted_root_has_no_problem() -> None:
    chain = build_chain(GATEWAY, trust([ROOT.certificate], [ISSUING.certificate]), purposes=(), now=NOW)
    assert chain == Chain((GATEWAY, ISSUING.certificate, ROOT.certificate), ())
    assert chain.trusted and chain.root == ROOT.certificate


def test_what_the_peer_sends_helps_to_find_the_path() -> None:
    assert build_chain(GATEWAY, trust([ROOT.certificate]), [ISSUING.certificate], purposes=(), now=NOW).trusted


def test_an_intermediate_in_the_root_store_helps_to_find_the_path() -> None:
    assert build_chain(GATEWAY, trust([ISSUING.certificate, ROOT.certificate]), purposes=(), now=NOW).trusted


def test_a_chain_without_its_intermediate_is_partial() -> None:
    chain = build_chain(GATEWAY, trust([ROOT.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.PARTIAL, GATEWAY)]
    assert chain.root is None and not chain.trusted
    assert chain.problems[0].sentence == (
        "the certificate of CN=Issuing CA,O=DMZ\\, Example, which issued CN=gw01.dmz.example,O=DMZ\\, Example,"
        " was not found"
    )


def test_a_chain_without_its_root_is_partial() -> None:
    chain = build_chain(GATEWAY, trust([STRANGER.certificate], [ISSUING.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.PARTIAL, ISSUING.certificate)]


def test_an_intermediate_in_the_root_store_is_no_anchor() -> None:
    chain = build_chain(GATEWAY, trust([ISSUING.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.PARTIAL, ISSUING.certificate)]


@pytest.mark.parametrize(
    "where", [trust([], [ISSUING.certificate, ROOT.certificate]), trust([], [ISSUING.certificate])], ids=["CA", "sent"]
)
def test_a_root_that_is_only_known_is_not_trusted(where: Trust) -> None:
    chain = build_chain(GATEWAY, where, [ROOT.certificate], purposes=(), now=NOW)
    assert problems(chain) == [(Problem.UNTRUSTED_ROOT, ROOT.certificate)]
    assert chain.root == ROOT.certificate
    assert chain.problems[0].sentence == "the root CN=Root,O=DMZ\\, Example is not among the trusted roots"


def test_a_self_signed_leaf_among_the_roots_is_trusted() -> None:
    alone = issue("gw01", ca=False).certificate
    assert build_chain(alone, trust([alone]), purposes=(), now=NOW) == Chain((alone,), ())


def test_a_self_signed_leaf_elsewhere_is_an_untrusted_root() -> None:
    alone = issue("gw01", ca=False).certificate
    assert problems(build_chain(alone, trust([ROOT.certificate]), purposes=(), now=NOW)) == [
        (Problem.UNTRUSTED_ROOT, alone)
    ]


@pytest.mark.parametrize(
    "disallowed", [GATEWAY, ISSUING.certificate, ROOT.certificate], ids=["leaf", "issuing", "root"]
)
def test_disallowing_wins_over_trusting(disallowed: Certificate) -> None:
    chain = build_chain(GATEWAY, trust([ROOT.certificate], [ISSUING.certificate], [disallowed]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.DISALLOWED, disallowed)]
    assert chain.problems[0].sentence == f"{disallowed.subject} is among the disallowed certificates"


def test_an_expired_leaf_is_named() -> None:
    old = leaf("gw01", ROOT, not_before=LONG_AGO, not_after=YESTERDAY)
    chain = build_chain(old, trust([ROOT.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.EXPIRED, old)]
    assert chain.problems[0].sentence == "CN=gw01,O=DMZ\\, Example expired at 2026-05-31T12:00:00Z"


def test_a_year_before_1000_has_four_digits() -> None:
    medieval = replace(leaf("gw01", ROOT), not_after=datetime(999, 1, 1, tzinfo=UTC))
    chain = build_chain(medieval, trust([ROOT.certificate]), purposes=(), now=NOW)
    assert chain.problems[0].sentence == "CN=gw01,O=DMZ\\, Example expired at 0999-01-01T00:00:00Z"


def test_a_leaf_that_is_not_valid_yet_is_named() -> None:
    early = leaf("gw01", ROOT, not_before=TOMORROW)
    chain = build_chain(early, trust([ROOT.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.NOT_YET_VALID, early)]
    assert chain.problems[0].sentence == "CN=gw01,O=DMZ\\, Example is not valid before 2026-06-02T12:00:00Z"


def test_an_expired_root_is_named() -> None:
    old = issue("Old Root", not_before=LONG_AGO, not_after=YESTERDAY)
    chain = build_chain(leaf("gw01", old), trust([old.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.EXPIRED, old.certificate)]


@pytest.mark.parametrize("constraints", [False, None])
def test_an_issuer_that_is_no_ca_is_named(constraints: bool | None) -> None:
    server = issue("Server", ROOT, ca=constraints)
    chain = build_chain(leaf("gw01", server), trust([ROOT.certificate], [server.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.NOT_A_CA, server.certificate)]
    assert chain.problems[0].sentence == "CN=Server,O=DMZ\\, Example is not a CA but issued CN=gw01,O=DMZ\\, Example"


def test_a_trusted_version_1_root_counts_as_a_ca() -> None:
    root = issue("Root of 1997", key_identifiers=False)
    gateway = leaf("gw01", root)
    assert build_chain(gateway, trust([version_1(root)]), purposes=(), now=NOW).trusted


SILENT = pytest.mark.parametrize(
    "fields", [{"version": b"", "extensions": b""}, {"extensions": b""}], ids=["version 1", "version 3"]
)


@SILENT
def test_a_root_without_extensions_is_a_ca_and_trust_in_it_in_doubt(fields: dict[str, bytes]) -> None:
    old = edited(ROOT, **fields)
    chain = build_chain(leaf("gw01", ROOT), trust([old]), purposes=(), now=NOW)
    assert chain.trusted
    assert [old.subject in doubt for doubt in chain.doubts] == [True]
    missing = build_chain(leaf("gw01", ROOT), trust([], [old]), purposes=(), now=NOW)
    assert problems(missing) == [(Problem.UNTRUSTED_ROOT, old)]


@SILENT
def test_an_intermediate_without_extensions_is_no_ca(fields: dict[str, bytes]) -> None:
    issuing = issue("Issuing CA", ROOT, key_identifiers=False)
    old = Certificate.from_der(odd.edited(issuing.certificate.der, ROOT.key, **fields))
    chain = build_chain(
        leaf("gw01", issuing, key_identifiers=False), trust([ROOT.certificate], [old]), purposes=(), now=NOW
    )
    assert (Problem.NOT_A_CA, old) in problems(chain)


def test_a_root_that_is_trusted_alone_is_in_no_doubt() -> None:
    old = version_1(ROOT)
    assert build_chain(old, trust([old]), purposes=(), now=NOW).doubts == ()


@pytest.mark.parametrize(
    ("names", "doubts"),
    [
        ([sequence(tlv(0x82, b"\xfcber.example"))], 0),
        ([b"\x05\x00"], 1),
        ([sequence(tlv(0x82, b"a.example")), sequence(tlv(0x82, b"a.example"))], 1),
    ],
    ids=["umlaut", "no names", "twice"],
)
def test_alternative_names_are_a_doubt_only_if_they_cannot_be_told_apart(names: list[bytes], doubts: int) -> None:
    added = [odd.extension("2.5.29.17", each) for each in names]
    root = with_extensions(ROOT, lambda extensions: [*extensions, *added])
    chain = build_chain(leaf("gw01", ROOT), trust([root]), purposes=(), now=NOW)
    assert (chain.problems, len(chain.doubts)) == ((), doubts)


def test_a_root_that_names_another_certificate_as_its_issuers_is_in_doubt() -> None:
    identifier = x509.AuthorityKeyIdentifier(b"another", None, None)
    root = issue("Odd Root", key_identifiers=False, extensions=[x509.SubjectKeyIdentifier(b"own"), identifier])
    chain = build_chain(leaf("gw01", root, key_identifiers=False), trust([root.certificate]), purposes=(), now=NOW)
    assert (chain.problems, len(chain.doubts)) == ((), 1)


def test_a_better_chain_by_names_that_are_compared_is_found_beside_one_by_their_bytes() -> None:
    old = issue("Corp Root", not_before=LONG_AGO, not_after=YESTERDAY)
    name = sequence(
        *(set_of(each) for each in (attribute("2.5.4.10", b"DMZ, Example"), attribute("2.5.4.3", b"CORP ROOT")))
    )
    renewed = Certificate.from_der(
        odd.edited(issue("Corp Root", key=old.key).certificate.der, old.key, subject=name, issuer=name)
    )
    chain = build_chain(leaf("gw01", old), trust([renewed], [old.certificate]), purposes=(), now=NOW)
    assert (chain.problems, chain.certificates[-1]) == ((), renewed)


@pytest.mark.parametrize("identifier", ["2.5.29.14", "2.5.29.35"])
def test_an_unreadable_extension_leaves_a_chain_trusted_and_in_doubt(identifier: str) -> None:
    root = with_extensions(ROOT, lambda extensions: [extensions[0], odd.extension(identifier, b"\x05\x00")])
    chain = build_chain(leaf("gw01", ROOT), trust([root]), purposes=(), now=NOW)
    assert chain.trusted
    assert [identifier in doubt for doubt in chain.doubts] == [True]


@pytest.mark.parametrize(
    ("identifier", "problem"),
    [
        ("2.5.29.15", Problem.KEY_USAGE),
        ("2.5.29.37", Problem.PURPOSE),
        ("2.5.29.30", Problem.NAME_CONSTRAINTS),
    ],
)
def test_what_a_ca_may_sign_must_be_readable(identifier: str, problem: Problem) -> None:
    root = with_extensions(ROOT, lambda extensions: [*extensions, odd.extension(identifier, b"\x05\x00")])
    chain = build_chain(leaf("gw01", ROOT), trust([root]), purposes=(), now=NOW)
    assert problems(chain) == [(problem, root)]


def test_a_validity_that_is_not_written_as_usual_leaves_a_chain_in_doubt() -> None:
    root = replace(ROOT.certificate, usual_validity=False)
    chain = build_chain(leaf("gw01", ROOT), trust([root]), purposes=(), now=NOW)
    assert chain.trusted
    assert [root.subject in doubt for doubt in chain.doubts] == [True]


def two_algorithms(certificate: Certificate) -> Certificate:
    """The same algorithm twice, once with parameters that it does not have."""
    return Certificate.from_der(odd.with_outer_algorithm(certificate.der, sequence(oid(ECDSA_WITH_SHA256), NULL)))


def test_a_root_that_names_two_algorithms_is_in_doubt() -> None:
    root = two_algorithms(ROOT.certificate)
    chain = build_chain(leaf("gw01", ROOT), trust([root]), purposes=(), now=NOW)
    assert chain.trusted
    assert [root.subject in doubt for doubt in chain.doubts] == [True]


def test_no_key_signed_what_names_two_algorithms() -> None:
    gateway = two_algorithms(leaf("gw01", ROOT))
    assert problems(build_chain(gateway, trust([ROOT.certificate]), purposes=(), now=NOW)) == [
        (Problem.PARTIAL, gateway)
    ]


@pytest.mark.parametrize("unread", ["not_before", "not_after"])
def test_what_has_no_readable_validity_is_trusted_by_no_chain(unread: str) -> None:
    root = replace(ROOT.certificate, **{unread: None})
    chain = build_chain(leaf("gw01", ROOT), trust([root]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.VALIDITY_UNREADABLE, root)]


@pytest.mark.parametrize(("allowed", "expected"), [(0, [Problem.PATHLEN]), (1, []), (2, [])])
def test_the_path_length_counts_the_cas_below(allowed: int, expected: list[Problem]) -> None:
    root = issue("Narrow Root", path_length=allowed)
    issuing = issue("Issuing CA", root, path_length=0)
    chain = build_chain(leaf("gw01", issuing), trust([root.certificate], [issuing.certificate]), purposes=(), now=NOW)
    assert [problem.problem for problem in chain.problems] == expected


def test_the_sentence_for_a_path_length_has_both_numbers() -> None:
    root = issue("Narrow Root", path_length=0)
    issuing = issue("Issuing CA", root)
    chain = build_chain(leaf("gw01", issuing), trust([root.certificate], [issuing.certificate]), purposes=(), now=NOW)
    assert chain.problems[0].sentence == "CN=Narrow Root,O=DMZ\\, Example allows 0 CAs below it and the chain has 1"


def test_self_issued_certificates_do_not_count_for_the_path_length() -> None:
    old = issue("Narrow Root", path_length=0)
    rolled_over = issue("Narrow Root", old)
    chain = build_chain(
        leaf("gw01", rolled_over), trust([old.certificate], [rolled_over.certificate]), purposes=(), now=NOW
    )
    assert chain.trusted and len(chain.certificates) == 3


RENEWED = issue("Root", key=ROOT.key, not_after=NOW + 9 * YEAR)
EXPIRED = issue("Root", key=ROOT.key, not_before=LONG_AGO, not_after=YESTERDAY)


@pytest.mark.parametrize("roots", list(permutations([ROOT, RENEWED, EXPIRED])))
def test_of_roots_renewed_with_the_same_key_the_longest_living_is_chosen(roots: tuple[Identity, ...]) -> None:
    chain = build_chain(leaf("gw01", ROOT), trust(root.certificate for root in roots), purposes=(), now=NOW)
    assert chain.trusted and chain.root == RENEWED.certificate


def test_a_renewed_root_that_the_host_lacks_is_preferred_to_the_expired_one_that_it_has() -> None:
    chain = build_chain(leaf("gw01", ROOT), trust([EXPIRED.certificate]), [RENEWED.certificate], purposes=(), now=NOW)
    assert problems(chain) == [(Problem.UNTRUSTED_ROOT, RENEWED.certificate)]


def test_of_roots_with_one_problem_each_the_one_that_is_easier_to_mend_is_chosen() -> None:
    distrusted, known = trust([RENEWED.certificate], [ROOT.certificate], [RENEWED.certificate]), leaf("gw01", ROOT)
    assert problems(build_chain(known, distrusted, purposes=(), now=NOW)) == [
        (Problem.UNTRUSTED_ROOT, ROOT.certificate)
    ]


@pytest.mark.parametrize("key_identifiers", [True, False])
def test_a_namesake_of_the_root_with_another_key_is_passed_over(key_identifiers: bool) -> None:
    rebuilt = issue("Root", key_identifiers=key_identifiers)
    gateway = leaf("gw01", ROOT, key_identifiers=key_identifiers)
    assert problems(build_chain(gateway, trust([rebuilt.certificate]), purposes=(), now=NOW)) == [
        (Problem.PARTIAL, gateway)
    ]
    assert build_chain(gateway, trust([rebuilt.certificate, ROOT.certificate]), purposes=(), now=NOW).trusted


def test_the_real_issuer_of_a_cross_certificate_is_another_key_and_not_its_own_name() -> None:
    other = issue("Root", key=rsa_key())
    cross = issue("Root", other, key=ROOT.key).certificate
    assert (real_issuer(cross), real_issuer(leaf("gw", other))) == (
        "another key of the same CA",
        other.certificate.subject,
    )


def test_a_cross_certificate_leads_to_the_trusted_root() -> None:
    other = issue("Other Root")
    cross = issue("Root", other, key=ROOT.key).certificate
    gateway = leaf("gw01", ROOT)
    chain = build_chain(gateway, trust([other.certificate], [cross]), [ROOT.certificate], purposes=(), now=NOW)
    assert chain.trusted and chain.certificates == (gateway, cross, other.certificate)


def test_of_two_trusted_paths_the_shorter_is_chosen() -> None:
    other = issue("Other Root")
    cross = issue("Root", other, key=ROOT.key, not_after=NOW + 5 * YEAR).certificate
    gateway = leaf("gw01", ROOT)
    chain = build_chain(gateway, trust([other.certificate, ROOT.certificate], [cross]), purposes=(), now=NOW)
    assert chain.certificates == (gateway, ROOT.certificate)


def test_an_expired_intermediate_next_to_a_good_one_is_passed_over() -> None:
    expired = issue("Issuing CA", ROOT, key=ISSUING.key, not_before=LONG_AGO, not_after=YESTERDAY).certificate
    for intermediates in permutations([expired, ISSUING.certificate]):
        chain = build_chain(GATEWAY, trust([ROOT.certificate], intermediates), purposes=(), now=NOW)
        assert chain.trusted and chain.certificates[1] == ISSUING.certificate


def test_an_expired_intermediate_alone_is_named() -> None:
    expired = issue("Issuing CA", ROOT, key=ISSUING.key, not_before=LONG_AGO, not_after=YESTERDAY).certificate
    chain = build_chain(GATEWAY, trust([ROOT.certificate], [expired]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.EXPIRED, expired)]


def test_the_path_with_the_fewest_problems_is_chosen() -> None:
    expired = issue("Issuing CA", STRANGER, key=ISSUING.key, not_before=LONG_AGO, not_after=YESTERDAY).certificate
    chain = build_chain(GATEWAY, trust([], [expired, STRANGER.certificate, ISSUING.certificate]), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.PARTIAL, ISSUING.certificate)]


def test_all_problems_of_the_path_are_named() -> None:
    old = leaf("gw01", ROOT, not_before=LONG_AGO, not_after=YESTERDAY)
    chain = build_chain(old, trust(disallowed=[ROOT.certificate]), [ROOT.certificate], purposes=(), now=NOW)
    assert problems(chain) == [
        (Problem.UNTRUSTED_ROOT, ROOT.certificate),
        (Problem.EXPIRED, old),
        (Problem.DISALLOWED, ROOT.certificate),
    ]


def test_cas_that_certify_each_other_do_not_end_in_a_loop() -> None:
    one, two = issue("One"), issue("Two")
    circle = [issue("One", two, key=one.key).certificate, issue("Two", one, key=two.key).certificate]
    gateway = leaf("gw01", one)
    chain = build_chain(gateway, trust([], circle), purposes=(), now=NOW)
    assert problems(chain) == [(Problem.PARTIAL, circle[1])]
    assert chain.certificates == (gateway, *circle)


def _ladder(length: int) -> tuple[Certificate, list[Certificate]]:
    """Return a leaf and the CAs above it, a path of LENGTH certificates in all."""
    authorities = [issue("Ladder 0")]
    for step in range(1, length - 1):
        authorities.append(issue(f"Ladder {step}", authorities[-1]))
    return leaf("gw01", authorities[-1]), [authority.certificate for authority in authorities]


@pytest.mark.parametrize(("excess", "trusted"), [(0, True), (1, False)])
def test_a_path_ends_at_the_depth_limit(excess: int, trusted: bool) -> None:
    gateway, (root, *intermediates) = _ladder(chain_module.MAXIMUM_DEPTH + excess)
    chain = build_chain(gateway, trust([root], intermediates), purposes=(), now=NOW)
    assert (chain.trusted, len(chain.certificates)) == (trusted, chain_module.MAXIMUM_DEPTH)


def test_cas_that_all_certify_each_other_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[tuple[Certificate, Certificate]] = []
    was_issued_by = Certificate.was_issued_by

    def counted(certificate: Certificate, issuer: Certificate) -> bool | None:
        checks.append((certificate, issuer))
        return was_issued_by(certificate, issuer)

    monkeypatch.setattr(Certificate, "was_issued_by", counted)
    clique = [issue(f"CA {number}") for number in range(9)]
    crossed = [issue(one.certificate.common_name or "", two, key=one.key) for one, two in permutations(clique, 2)]
    certificates = [identity.certificate for identity in crossed]
    chain = build_chain(leaf("gw01", clique[0]), trust(), certificates, purposes=(), now=NOW)
    assert not chain.trusted
    assert len(checks) == len(set(checks))


def test_namesakes_without_end_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Certificate] = []
    monkeypatch.setattr(chain_module, "MAXIMUM_CANDIDATES", 10)
    monkeypatch.setattr(Certificate, "was_issued_by", lambda certificate, issuer: bool(tried.append(issuer)))
    namesakes = [issue("Root", key_identifiers=False).certificate for _ in range(30)]
    chain = build_chain(leaf("gw01", ROOT, key_identifiers=False), trust(namesakes), purposes=(), now=NOW)
    assert [problem for problem, _certificate in problems(chain)] == [Problem.PARTIAL]
    assert tried == namesakes[:10]


def test_the_result_does_not_depend_on_the_order_of_the_stores() -> None:
    twins = [issue("Root", key=ROOT.key).certificate for _ in range(3)]
    gateway = leaf("gw01", ROOT)
    assert (
        len({build_chain(gateway, trust(roots), purposes=(), now=NOW).certificates for roots in permutations(twins)})
        == 1
    )


@pytest.mark.usefixtures("old_hashes_refused")
def test_a_chain_ends_in_a_sha1_root_where_the_controller_refuses_sha1() -> None:
    authority = issue("Old Root", key=rsa_key())
    root = with_old_hash(authority.certificate, authority.key, hashes.SHA1())
    assert build_chain(leaf("gw01", authority), trust([root]), purposes=(), now=NOW).root == root


def test_a_chain_with_specified_hashes_is_trusted() -> None:
    root, gateway = (
        with_specified_hash(certificate, ROOT.key, hashes.SHA384())
        for certificate in (ROOT.certificate, leaf("gw01", ROOT))
    )
    assert build_chain(gateway, trust([root]), purposes=(), now=NOW) == Chain((gateway, root), ())


REFUSED = (
    "the signature of CN=Old Root,O=DMZ\\, Example cannot be verified on this controller: its cryptography library,"
    " or the crypto policy of its OpenSSL, refuses rsassaPss (sha1) or the key that signed"
)


@pytest.mark.usefixtures("old_hashes_refused")
def test_a_root_whose_signature_cannot_be_verified_is_not_said_to_be_missing(pss_with_sha1: Identity) -> None:
    with pytest.raises(CertificateError) as raised:
        build_chain(leaf("gw01", pss_with_sha1), trust([pss_with_sha1.certificate]), purposes=(), now=NOW)
    assert str(raised.value) == REFUSED


@pytest.mark.usefixtures("old_hashes_refused")
def test_a_root_alone_whose_signature_cannot_be_verified_is_not_said_to_lack_its_issuer(
    pss_with_sha1: Identity,
) -> None:
    with pytest.raises(CertificateError) as raised:
        build_chain(pss_with_sha1.certificate, trust(), purposes=(), now=NOW)
    assert str(raised.value) == REFUSED


@pytest.mark.usefixtures("old_hashes_refused")
def test_an_issuer_whose_signature_cannot_be_verified_is_not_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = issue("Root", key=rsa_key())
    gateway = with_old_hash(leaf("gw01", root), root.key, hashes.SHA1())
    monkeypatch.setattr(hashlib, "new", Mock(side_effect=ValueError("unsupported hash type sha1")))
    with pytest.raises(
        CertificateError, match=r"^the signature of CN=gw01.* refuses sha1WithRSAEncryption \(sha1\) or"
    ):
        build_chain(gateway, trust([root.certificate]), purposes=(), now=NOW)
    assert problems(build_chain(gateway, trust([ROOT.certificate]), purposes=(), now=NOW)) == [
        (Problem.PARTIAL, gateway)
    ]


@pytest.mark.usefixtures("old_hashes_refused")
def test_a_root_whose_signature_cannot_be_verified_stands_in_no_other_chains_way(pss_with_sha1: Identity) -> None:
    twin = issue("Old Root", key=pss_with_sha1.key).certificate
    roots = trust([pss_with_sha1.certificate, twin])
    assert build_chain(leaf("gw01", pss_with_sha1), roots, purposes=(), now=NOW).root == twin


def test_what_another_ca_issued_is_misplaced_among_the_roots() -> None:
    assert trust([ROOT.certificate, ISSUING.certificate, GATEWAY]).misplaced_roots == (ISSUING.certificate, GATEWAY)


NEW_ROOT = issue("Root")
OLD_BY_NEW = issue("Root", NEW_ROOT, key=ROOT.key)
NEW_BY_OLD = issue("Root", ROOT, key=NEW_ROOT.key)


@pytest.mark.parametrize("cross", [OLD_BY_NEW, NEW_BY_OLD], ids=["(1-0)", "(0-1)"])
@pytest.mark.parametrize("root", [ROOT, NEW_ROOT], ids=["old root", "new root"])
def test_the_cross_certificate_of_a_renewed_root_is_misplaced_beside_either_root(
    cross: Identity, root: Identity
) -> None:
    assert trust([cross.certificate, root.certificate]).misplaced_roots == (cross.certificate,)
    assert trust([cross.certificate], [root.certificate]).misplaced_roots == (cross.certificate,)


def test_a_cross_certificate_that_joins_keys_of_different_kinds_is_misplaced() -> None:
    rsa_root = issue("Root", key=rsa_key())
    ec_by_rsa, rsa_by_ec = issue("Root", rsa_root, key=ROOT.key), issue("Root", ROOT, key=rsa_root.key)
    specified = with_specified_hash(rsa_by_ec.certificate, ROOT.key, hashes.SHA256())
    crosses = (ec_by_rsa.certificate, rsa_by_ec.certificate, specified)
    assert trust([*crosses, ROOT.certificate]).misplaced_roots == crosses


def test_both_cross_certificates_of_a_renewed_root_are_misplaced() -> None:
    crosses = (OLD_BY_NEW.certificate, NEW_BY_OLD.certificate)
    assert trust(crosses).misplaced_roots == trust([ROOT.certificate, *crosses]).misplaced_roots == crosses


def test_cross_certificates_are_in_place_among_the_intermediates() -> None:
    crosses = (OLD_BY_NEW.certificate, NEW_BY_OLD.certificate)
    assert trust([ROOT.certificate, NEW_ROOT.certificate, RENEWED.certificate], crosses).misplaced_roots == ()


def test_the_roots_among_certificates_are_the_self_signed_ones() -> None:
    assert roots_among([GATEWAY, ISSUING.certificate, NEW_BY_OLD.certificate, ROOT.certificate]) == (ROOT.certificate,)


@pytest.mark.usefixtures("old_hashes_refused")
def test_a_root_whose_signature_cannot_be_verified_is_not_passed_over(pss_with_sha1: Identity) -> None:
    with pytest.raises(CertificateError, match="cannot be verified on this controller"):
        roots_among([pss_with_sha1.certificate])


@pytest.mark.usefixtures("old_hashes_refused")
def test_a_root_whose_signature_cannot_be_verified_is_not_said_to_be_misplaced(pss_with_sha1: Identity) -> None:
    twin = issue("Old Root").certificate
    assert trust([pss_with_sha1.certificate, twin]).misplaced_roots == ()


def test_no_signature_of_a_root_without_a_namesake_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    roots = [issue(f"Root {number}").certificate for number in range(3)]
    for costly in ("is_signed_with", "read_extensions", "read_public_key"):
        monkeypatch.setattr(certificate_module, costly, Mock(side_effect=AssertionError(costly)))
    assert trust(roots, roots).misplaced_roots == ()


@pytest.mark.parametrize(
    ("roots", "intermediates"),
    [
        ([ROOT], [ISSUING]),
        ([ROOT], []),
        ([STRANGER], [ISSUING]),
        ([EXPIRED], [ISSUING]),
        ([RENEWED], [ISSUING]),
        ([issue("Root", key=ROOT.key, path_length=0)], [ISSUING]),
    ],
    ids=["good", "no intermediate", "other root", "expired root", "renewed root", "path length"],
)
def test_openssl_agrees(roots: list[Identity], intermediates: list[Identity], tmp_path: Path, openssl: str) -> None:
    known = trust([one.certificate for one in roots], [one.certificate for one in intermediates])
    for name, certificates in (("leaf", (GATEWAY,)), ("roots", known.roots), ("others", known.intermediates)):
        (tmp_path / name).write_text("".join(certificate.pem() for certificate in certificates))
    untrusted = ["-untrusted", "others"] if intermediates else []
    command = [openssl, "verify", "-attime", str(int(NOW.timestamp())), "-CAfile", "roots", *untrusted, "leaf"]
    verified = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert build_chain(GATEWAY, known, purposes=(), now=NOW).trusted is verified


def test_a_store_of_ten_thousand_roots_is_read_once_and_no_signature_of_it_verified_in_vain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a root that has the name of the issuer all names are compared, each of which is read once."""
    names, signatures = Mock(wraps=certificate_module.read_name), Mock(wraps=certificate_module.is_signed_with)
    roots = [Certificate.from_der(STRANGER.certificate.der + number.to_bytes(2, "big")) for number in range(10_000)]
    monkeypatch.setattr(certificate_module, "read_name", names)
    monkeypatch.setattr(certificate_module, "is_signed_with", signatures)
    chain = build_chain(GATEWAY, trust(roots, [ISSUING.certificate]), purposes=(), now=NOW)
    assert [problem.problem for problem in chain.problems] == [Problem.PARTIAL]
    assert names.call_count <= len(roots) + 10
    assert signatures.call_count <= 10
