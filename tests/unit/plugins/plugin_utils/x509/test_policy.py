# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate lets good roots through, and names each rule that a bad one breaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import (
    RULES,
    SHA1_DIGITS,
    SHA256_DIGITS,
    Candidate,
    Refusal,
    judge,
    judge_intermediate,
    normalize_fingerprint,
    route,
    unmet_pins,
)
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tests.pki.certificates import key_usage, rsa_key
from tests.pki.der import INTEGER, oid, sequence, tlv
from tests.pki.odd import edited as edited_der
from tests.pki.odd import extension, flipped, with_outer_algorithm
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
)

SIGNING_CRLS = key_usage("crl_sign")
SIGNING_BOTH = key_usage("key_cert_sign", "crl_sign")
UNREADABLE_PURPOSES = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.37"), b"\x05\x00")
UNKNOWN_EXTENSION = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")

IDENTITY = issue("Root")
ROOT = IDENTITY.certificate
NAME = "CN=Root,O=DMZ\\, Example"
COLONS = ":".join(ROOT.sha256[index : index + 2] for index in range(0, SHA256_DIGITS, 2))
DAMAGED = Certificate.from_der(flipped(ROOT.der, -1))
UNNAMED = issue("Root", key_identifiers=False, extensions=(x509.SubjectKeyIdentifier(b"key"),)).certificate
DAMAGED_UNNAMED = Certificate.from_der(flipped(UNNAMED.der, -1))
"""It names its own key and not its issuer's, as old roots do."""

CUT = with_extensions(IDENTITY, lambda extensions: [extension("2.5.29.19", b"\x30\x03"), *extensions[1:]])
SILENT = "has no extensions and cannot say that it is a CA: pin its SHA-256 if it is known to be the root of one"
SILENT_ROOT = edited(IDENTITY, extensions=b"")
RSA_IDENTITY = issue("Root", key=rsa_key())
SHA1_ROOT, MD5_ROOT = (
    with_old_hash(RSA_IDENTITY.certificate, RSA_IDENTITY.key, algorithm) for algorithm in (hashes.SHA1(), hashes.MD5())
)
ISSUING = issue("Issuing", IDENTITY)
SHA1_ISSUING = with_old_hash(issue("Issuing", RSA_IDENTITY).certificate, RSA_IDENTITY.key, hashes.SHA1())
TWO_ALGORITHMS = Certificate.from_der(
    with_outer_algorithm(RSA_IDENTITY.certificate.der, sequence(oid("1.2.840.113549.1.1.11")))
)
OTHER_PIN = "0" * SHA256_DIGITS

REFUSALS = {
    "leaf": (issue("Root", ca=False).certificate, "ca", "is not a CA: its basic constraints do not say so"),
    "no constraints": (issue("Root", ca=None).certificate, "ca", "is not a CA: its basic constraints do not say so"),
    "version 1": (version_1(IDENTITY), "ca", SILENT),
    "version 3 without extensions": (SILENT_ROOT, "ca", SILENT),
    "unreadable": (CUT, "ca", "is not known to be a CA: its basic constraints cannot be read or occur twice"),
    "unreadable purposes": (
        with_extensions(IDENTITY, lambda extensions: [*extensions, extension("2.5.29.37", b"\x05\x00")]),
        "extended_key_usage",
        "has an extended key usage that cannot be read",
    ),
    "unreadable dates": (replace(ROOT, not_after=None), "in_date", "has a validity that cannot be read"),
    "issued": (
        issue("Root", issue("Upper")).certificate,
        "self_signed",
        "is not self-signed: CN=Upper,O=DMZ\\, Example issued it",
    ),
    "tampered": (DAMAGED, "self_signed", "is not self-signed: its own key does not verify its signature"),
    "early": (
        issue("Root", not_before=NOW + timedelta(seconds=1)).certificate,
        "in_date",
        "is not valid before 2026-06-01T12:00:01Z",
    ),
    "empty serial number": (
        edited(IDENTITY, serial_number=tlv(INTEGER, b"")),
        "well_formed",
        "has an empty serial number",
    ),
    "late": (
        issue("Root", not_after=NOW - timedelta(seconds=1)).certificate,
        "in_date",
        "expired at 2026-06-01T11:59:59Z",
    ),
    "medieval": (
        replace(ROOT, not_after=datetime(999, 1, 1, tzinfo=UTC)),
        "in_date",
        "expired at 0999-01-01T00:00:00Z",
    ),
    "short RSA key": (
        issue("Root", key=rsa_key(1024)).certificate,
        "key_strength",
        "has a weak key: RSA with 1024 bits, 2048 are needed",
    ),
    "short EC key": (
        issue("Root", key=ec.generate_private_key(ec.SECP224R1())).certificate,
        "key_strength",
        "has a weak key: EC with 224 bits, 256 are needed",
    ),
    "may sign no certificates": (
        issue("Root", critical=(SIGNING_CRLS,)).certificate,
        "key_cert_sign",
        "may not sign certificates: its key usage lacks keyCertSign",
    ),
    "broken hash": (MD5_ROOT, "signature_hash", "is signed with a broken hash: md5WithRSAEncryption"),
    "unknown critical extension": (
        issue("Root", critical=(UNKNOWN_EXTENSION,)).certificate,
        "critical_extensions",
        "has critical extensions that are not known or cannot be read here: 1.2.3.4",
    ),
    "unreadable critical extension": (
        issue(
            "Root", critical=(x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.17"), b"\x05\x00"),)
        ).certificate,
        "critical_extensions",
        "has critical extensions that are not known or cannot be read here: 2.5.29.17",
    ),
}


@pytest.mark.parametrize(
    "key", [rsa_key(), IDENTITY.key, ed25519.Ed25519PrivateKey.generate()], ids=["RSA", "EC", "Ed25519"]
)
def test_gate_passes_a_good_root(key: object) -> None:
    assert judge(issue("Root", key=key).certificate, NOW) == ()


@pytest.mark.parametrize(("certificate", "rule", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_gate_refuses(certificate: Certificate, rule: str, reason: str) -> None:
    assert judge(certificate, NOW) == (Refusal(rule, f"{NAME} {reason}"),)


@pytest.mark.parametrize(("certificate", "rule", "_reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_waived_rule_refuses_nothing(certificate: Certificate, rule: str, _reason: str) -> None:
    assert judge(certificate, NOW, waived=[rule]) == ()


def test_every_broken_rule_is_named_in_order() -> None:
    expired_leaf = with_old_hash(
        leaf(
            "gw01",
            RSA_IDENTITY,
            key=rsa_key(1024),
            not_after=NOW - timedelta(days=1),
            extensions=(UNREADABLE_PURPOSES,),
            critical=(SIGNING_CRLS, UNKNOWN_EXTENSION),
        ),
        RSA_IDENTITY.key,
        hashes.SHA1(),
    )
    expired_leaf = Certificate.from_der(with_outer_algorithm(expired_leaf.der, sequence(oid("1.2.840.113549.1.1.5"))))
    refusals = judge(expired_leaf, NOW, pins=[ROOT.sha256])
    assert [refusal.rule for refusal in refusals] == [rule.name for rule in RULES if rule.name != "well_formed"]


@pytest.mark.parametrize("usage", [(), (SIGNING_BOTH,)], ids=["no key usage", "with keyCertSign"])
def test_a_ca_may_sign_certificates_unless_its_key_usage_says_otherwise(usage: tuple[x509.KeyUsage, ...]) -> None:
    assert judge(issue("Root", critical=usage).certificate, NOW) == ()


def test_an_unreadable_key_usage_is_refused_even_if_the_rule_about_cas_is_waived() -> None:
    odd = with_extensions(IDENTITY, lambda extensions: [*extensions, extension("2.5.29.15", b"\x05\x00")])
    assert judge(odd, NOW, waived=["ca"]) == (Refusal("key_cert_sign", f"{NAME} has a key usage that cannot be read"),)


@pytest.mark.parametrize(("kind", "bits"), [("RSA", 2048), ("DSA", 2048), ("EC", 256)])
def test_a_key_needs_112_bits_of_security_and_no_more(kind: str, bits: int) -> None:
    (check,) = [rule.check for rule in RULES if rule.name == "key_strength"]
    least, weak = (Mock(Certificate, public_key_type=kind, public_key_bits=each) for each in (bits, bits - 1))
    assert check(Candidate(least, NOW, frozenset())) is None
    assert check(Candidate(weak, NOW, frozenset())) is not None


def test_the_sha1_signature_of_a_root_speaks_not_against_it() -> None:
    assert SHA1_ROOT.signature_hash == "sha1" and judge(SHA1_ROOT, NOW) == ()


@pytest.mark.usefixtures("old_hashes_refused")
def test_the_sha1_signature_of_a_root_speaks_not_against_it_where_the_controller_refuses_sha1() -> None:
    root = with_old_hash(issue("Root", key=rsa_key()).certificate, rsa_key(), hashes.SHA1())
    assert judge(root, NOW) == () and route(root) == "Root"


@pytest.mark.usefixtures("old_hashes_refused")
def test_gate_does_not_say_that_a_signature_is_wrong_if_it_cannot_be_verified(pss_with_sha1: Identity) -> None:
    refusals = {refusal.rule: refusal.reason for refusal in judge(pss_with_sha1.certificate, NOW)}
    assert refusals["self_signed"] == (
        "CN=Old Root,O=DMZ\\, Example is not known to be self-signed: its signature cannot be verified on this controller:"
        " its cryptography library, or the crypto policy of its OpenSSL,"
        " refuses rsassaPss (sha1) or the key that signed"
    )


def test_the_sha1_signature_of_an_intermediate_is_refused() -> None:
    (refusal,) = judge_intermediate(SHA1_ISSUING, NOW)
    reason = "CN=Issuing,O=DMZ\\, Example is signed with a broken hash: sha1WithRSAEncryption"
    assert refusal == Refusal("signature_hash", reason)


def test_an_intermediate_need_not_be_self_signed() -> None:
    assert judge_intermediate(ISSUING.certificate, NOW) == ()
    assert [refusal.rule for refusal in judge(ISSUING.certificate, NOW)] == ["self_signed"]


def test_the_other_rules_hold_for_intermediates_too() -> None:
    gateway = leaf("gw01", IDENTITY, not_after=NOW - timedelta(days=1))
    refusals = judge_intermediate(gateway, NOW, pins=[OTHER_PIN])
    assert [refusal.rule for refusal in refusals] == ["ca", "in_date", "pin"]
    assert judge_intermediate(gateway, NOW, [OTHER_PIN], waived=["ca", "self_signed", "in_date", "pin"]) == ()


@pytest.mark.parametrize(
    ("certificate", "store"),
    [
        (ROOT, "Root"),
        (version_1(IDENTITY), "Root"),
        (SILENT_ROOT, "Root"),
        (ISSUING.certificate, "CA"),
        (DAMAGED, "Root"),
        (DAMAGED_UNNAMED, "Root"),
        (leaf("gw01", IDENTITY), None),
        (issue("gw01", ca=False).certificate, None),
    ],
    ids=[
        "root",
        "version 1 root",
        "root without extensions",
        "intermediate",
        "damaged root",
        "damaged old root",
        "leaf",
        "self-signed leaf",
    ],
)
def test_each_certificate_has_its_store(certificate: Certificate, store: str | None) -> None:
    assert route(certificate) == store


@pytest.mark.parametrize(
    ("certificate", "store"),
    [
        (issue("gw01", ca=False).certificate, "Root"),
        (leaf("gw01", IDENTITY), None),
        (Certificate.from_der(edited_der(ISSUING.certificate.der, IDENTITY.key, extensions=b"")), "CA"),
        (ROOT, "Root"),
        (ISSUING.certificate, "CA"),
    ],
    ids=["self-signed leaf", "leaf", "intermediate without extensions", "root", "intermediate"],
)
def test_where_the_rule_about_cas_is_waived_all_but_leaves_have_a_store(
    certificate: Certificate, store: str | None
) -> None:
    assert route(certificate, ["ca"]) == store


@pytest.mark.parametrize("silent", [version_1(IDENTITY), SILENT_ROOT], ids=["version 1", "version 3"])
def test_a_root_that_cannot_say_that_it_is_a_ca_passes_with_a_pin(silent: Certificate) -> None:
    assert judge(silent, NOW, [silent.sha256]) == ()
    assert [refusal.rule for refusal in judge(silent, NOW, [OTHER_PIN])] == ["ca", "pin"]


def test_a_pin_makes_no_ca_of_what_says_that_it_is_none() -> None:
    for certificate in (issue("gw01", ca=False).certificate, CUT):
        assert [refusal.rule for refusal in judge(certificate, NOW, [certificate.sha256])] == ["ca"]


def test_basic_constraints_that_occur_twice_make_no_ca_that_is_imported() -> None:
    again = extension("2.5.29.19", bytes.fromhex("30030101ff"))
    twice = with_extensions(IDENTITY, lambda extensions: [again, again, *extensions[1:]])
    assert twice.is_ca
    assert [refusal.rule for refusal in judge(twice, NOW)] == ["ca"]


@pytest.mark.parametrize("identifier", ["2.5.29.14", "2.5.29.17"])
def test_an_unreadable_extension_that_decides_nothing_speaks_not_against_a_root(identifier: str) -> None:
    odd = with_extensions(IDENTITY, lambda extensions: [*extensions[:1], extension(identifier, b"\x05\x00")])
    assert odd.unreadable_extensions == (identifier,)
    assert judge(odd, NOW) == ()


def test_two_algorithms_are_refused_although_the_signature_fits_one() -> None:
    assert TWO_ALGORITHMS.self_signed
    assert [refusal.rule for refusal in judge(TWO_ALGORITHMS, NOW)] == ["signature_algorithm"]


@pytest.mark.parametrize(
    "pin",
    [ROOT.sha256, ROOT.sha256.lower(), COLONS, COLONS.replace(":", " "), f"\u200e{COLONS}\n"],
    ids=["plain", "lower case", "colons", "spaces", "invisible characters"],
)
def test_the_pin_matches_however_it_is_written(pin: str) -> None:
    assert judge(ROOT, NOW, [OTHER_PIN, pin]) == ()


def test_a_certificate_that_is_none_of_the_pinned_is_refused() -> None:
    another = "F" * SHA256_DIGITS
    reason = f"{NAME} has the SHA-256 {ROOT.sha256}, which is not pinned: {OTHER_PIN}, {another}"
    assert judge(ROOT, NOW, [another, OTHER_PIN]) == (Refusal("pin", reason),)


@pytest.mark.parametrize("pins", [None, (), []])
def test_without_pins_every_certificate_is_as_good(pins: list[str] | None) -> None:
    assert judge(ROOT, NOW, pins) == ()


def test_pins_that_nobody_met_are_found() -> None:
    pins = [COLONS.lower(), OTHER_PIN, "f" * SHA256_DIGITS, OTHER_PIN]
    assert unmet_pins([ISSUING.certificate, ROOT], pins) == (OTHER_PIN, "F" * SHA256_DIGITS)
    assert unmet_pins([ROOT], [COLONS]) == ()


@pytest.mark.parametrize(
    "pin",
    ["", ROOT.sha256[1:], ROOT.sha256 + "0", "G" * SHA1_DIGITS, "G" * SHA256_DIGITS],
    ids=["empty", "short", "long", "as short as a SHA-1", "no hexadecimal"],
)
def test_a_malformed_pin_is_an_error_even_if_the_rule_is_waived(pin: str) -> None:
    with pytest.raises(CertificateError, match="is not made of 64 hexadecimal digits"):
        judge(ROOT, NOW, [pin], waived=["pin"])


@pytest.mark.parametrize(
    "spelling",
    [ROOT.thumbprint, ROOT.thumbprint.lower(), f"\u200e{ROOT.thumbprint}"],
    ids=["upper case", "lower case", "as Windows copies it"],
)
def test_a_sha_1_is_refused_with_the_command_that_prints_the_sha_256(spelling: str) -> None:
    with pytest.raises(CertificateError, match="is a SHA-1.*certutil -hashfile FILE SHA256"):
        judge(ROOT, NOW, [spelling])


def test_waiving_an_unknown_rule_names_the_known_ones() -> None:
    with pytest.raises(CertificateError) as raised:
        judge(ROOT, NOW, waived=["pins", "in_date"])
    assert str(raised.value) == f"cannot waive pins: the rules are {', '.join(rule.name for rule in RULES)}"


@pytest.mark.parametrize(
    "text",
    [
        "\u200e" + "aB" * 20,
        "ab " * 20,
        "ab:" * 19 + "ab",
        "\ufeff" + "AB" * 20 + "\u202c",
        "ab\u00a0" * 20,
        "\t" + "AB" * 20 + "\r\n",
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_a_copied_thumbprint_is_normalized(text: str) -> None:
    assert normalize_fingerprint(text, SHA1_DIGITS) == "AB" * 20


NO_SHA1 = ["AB" * 19, "AB" * 21, "AB" * 19 + "A", "0x" + "AB" * 19, "\uff11" * 40, "AB-" * 20]


@pytest.mark.parametrize("text", NO_SHA1, ids=lambda text: ascii(text)[:20])
def test_anything_but_the_digits_is_refused(text: str) -> None:
    with pytest.raises(CertificateError, match="is not made of 40 hexadecimal digits"):
        normalize_fingerprint(text, SHA1_DIGITS)


def test_both_ends_of_the_validity_period_are_in_date() -> None:
    assert judge(ROOT, NOW - YEAR) == judge(ROOT, NOW + YEAR) == ()
