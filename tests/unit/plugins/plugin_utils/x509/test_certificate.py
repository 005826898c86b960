# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a certificate says about itself, down to the odd ones that real stores hold."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any
from unittest.mock import Mock

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import certificate as module
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import keys
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge
from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.pki.certificates import key_usage, rsa_key
from tests.pki.der import BIT_STRING, INTEGER, OBJECT_IDENTIFIER, oid, sequence, tlv
from tests.pki.odd import common_names, extension, flipped
from tests.unit.plugins.plugin_utils.x509.authority import (
    NOW,
    Identity,
    edited,
    issue,
    leaf,
    version_1,
    with_extensions,
)

try:
    from cryptography.hazmat.primitives.asymmetric import mldsa as ml_dsa
except ImportError:  # before release 47
    ml_dsa = None

BASIC_CONSTRAINTS = "2.5.29.19"
SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"
CERTIFICATE_POLICIES = "2.5.29.32"
ECDSA = "ecdsa-with-SHA256"


@pytest.fixture(scope="module")
def root() -> Identity:
    return issue("Root", path_length=1)


def test_names_are_in_rfc_4514_form(root: Identity) -> None:
    gateway = leaf("gw01.dmz.example", root)
    assert (gateway.subject, gateway.issuer) == ("CN=gw01.dmz.example,O=DMZ\\, Example", "CN=Root,O=DMZ\\, Example")
    assert gateway.common_name == "gw01.dmz.example"


def test_fingerprints_are_upper_case_hex_of_the_der(root: Identity) -> None:
    certificate = root.certificate
    assert certificate.thumbprint == hashlib.sha1(certificate.der).hexdigest().upper()
    assert certificate.sha256 == hashlib.sha256(certificate.der).hexdigest().upper()


def test_a_ca_says_so_with_its_path_length(root: Identity) -> None:
    assert (root.certificate.is_ca, root.certificate.path_length, root.certificate.version) == (True, 1, 3)


@pytest.mark.parametrize("constraints", [False, None])
def test_a_leaf_is_no_ca(root: Identity, constraints: bool | None) -> None:
    assert not issue("gw01", root, ca=constraints).certificate.is_ca


def test_extensions_are_read(root: Identity) -> None:
    usage = key_usage("digital_signature", "key_encipherment", "key_cert_sign")
    purposes = x509.ExtendedKeyUsage([x509.OID_SERVER_AUTH, x509.OID_CLIENT_AUTH])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("gw01.dmz.example"), x509.RFC822Name("a@b"), x509.DNSName("gw01")]
    )
    gateway = leaf("gw01", root, extensions=(usage, purposes, names))
    assert gateway.key_usage == ("digitalSignature", "keyEncipherment", "keyCertSign")
    assert gateway.extended_key_usage == ("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2")
    assert gateway.dns_names == ("gw01.dmz.example", "gw01")
    assert gateway.authority_key_identifier == root.certificate.subject_key_identifier


def test_the_ninth_key_usage_is_read(root: Identity) -> None:
    usage = key_usage("key_agreement", "decipher_only")
    assert leaf("gw01", root, extensions=(usage,)).key_usage == ("keyAgreement", "decipherOnly")


def test_absent_extensions_are_none() -> None:
    bare = issue("bare", ca=None, key_identifiers=False).certificate
    assert bare.key_usage is bare.extended_key_usage is bare.subject_key_identifier is None
    assert bare.authority_key_identifier is bare.path_length is None
    assert bare.dns_names == ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "01"),
        (0x7F, "7F"),
        (0x80, "0080"),
        (0xA1B2 << 136, "00A1B2" + "00" * 17),
        (2**159 - 1, "7F" + "FF" * 19),
    ],
)
def test_the_serial_number_is_shown_as_windows_does(value: int, expected: str) -> None:
    certificate = issue("serial", serial_number=value).certificate
    assert (certificate.serial_number, certificate.serial_number_hex) == (value, expected)
    assert certificate.serial_bytes == bytes.fromhex(expected)


def test_a_negative_serial_number_is_described(root: Identity) -> None:
    negative = edited(root, serial_number=tlv(INTEGER, b"\x80\x01"))
    assert (negative.serial_number, negative.serial_number_hex, negative.self_signed) == (-32767, "8001", True)


def test_a_certificate_that_is_too_large_is_refused() -> None:
    ballast = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), bytes(2**18))
    with pytest.raises(CertificateError, match="^cannot read a certificate: it is larger than 262144 bytes$"):
        issue("Root", extensions=(ballast,))


def test_odd_certificates_cause_no_warning(root: Identity, recwarn: pytest.WarningsRecorder) -> None:
    edited(root, serial_number=tlv(INTEGER, b"\x80\x01"))
    assert not recwarn.list


def test_a_version_1_certificate_is_no_ca(root: Identity) -> None:
    old = version_1(root)
    assert (old.version, old.is_ca, old.self_signed) == (1, False, True)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"\x30\x03\x01\x01",
        b"\x30\x00\x00",
        b"\x30\x02\x01\x00",
        b"\x30\x06\x01\x01\xff\x02\x01\xff",
        b"\x30\x03\x02\x01\x01\x05\x00",
    ],
)
def test_undecodable_basic_constraints_make_no_ca(root: Identity, value: bytes) -> None:
    odd = with_extensions(root, lambda extensions: [extension(BASIC_CONSTRAINTS, value), *extensions[1:]])
    assert (odd.is_ca, odd.unreadable_extensions) == (False, (BASIC_CONSTRAINTS,))
    assert odd.subject_key_identifier == root.certificate.subject_key_identifier


def test_an_undecodable_name_extension_leaves_a_ca_what_it_is(root: Identity) -> None:
    names = extension(SUBJECT_ALTERNATIVE_NAME, sequence(tlv(0x82, b"\xff.example")))
    odd = with_extensions(root, lambda extensions: [*extensions, names])
    assert (odd.is_ca, odd.dns_names, odd.unreadable_extensions) == (True, (), (SUBJECT_ALTERNATIVE_NAME,))


def test_of_basic_constraints_that_occur_twice_the_stricter_count(root: Identity) -> None:
    longer, leaf_like = (extension(BASIC_CONSTRAINTS, bytes.fromhex(value)) for value in ("30060101ff020105", "3000"))
    twice = with_extensions(root, lambda extensions: [longer, *extensions])
    assert (twice.is_ca, twice.path_length, twice.unreadable_extensions) == (True, 1, (BASIC_CONSTRAINTS,))
    assert not with_extensions(root, lambda extensions: [*extensions, leaf_like]).is_ca


def test_an_odd_extension_that_does_not_decide_trust_is_ignored(root: Identity) -> None:
    odd = with_extensions(root, lambda extensions: [*extensions, extension("1.2.3.4", b"\x30\x03\x01")])
    assert (odd.is_ca, odd.unreadable_extensions) == (True, ())


def test_a_name_that_cannot_be_decoded_is_shown_in_hex(root: Identity) -> None:
    odd = edited(root, subject=common_names(b"\xff"))
    assert (odd.subject, odd.common_name) == ("CN=#0C01FF", "#0C01FF")


def test_of_several_common_names_the_most_specific_counts(root: Identity) -> None:
    certificate = edited(root, subject=common_names(b"dmz", b"gw01"))
    assert (certificate.subject, certificate.common_name) == ("CN=gw01,CN=dmz", "gw01")


def test_a_key_on_an_unknown_curve_is_described_by_its_identifier(root: Identity) -> None:
    known, unknown = bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d03017f")
    key = root.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    odd = edited(root, public_key=key.replace(known, unknown))
    assert (odd.public_key_type, odd.public_key_bits, odd.public_key_curve) == ("EC", None, "1.2.840.10045.3.1.127")
    assert not odd.self_signed


def test_a_key_with_parameters_that_cannot_be_read_is_unreadable(root: Identity) -> None:
    algorithm = sequence(oid("1.2.3"), tlv(OBJECT_IDENTIFIER, b"\x80"))
    odd = edited(root, public_key=sequence(algorithm, tlv(BIT_STRING, b"\0")))
    assert (odd.public_key_type, odd.public_key_bits, odd.public_key_curve) == ("unreadable", None, None)
    assert "key_strength" in {refusal.rule for refusal in judge(odd, NOW)}


@pytest.mark.parametrize("error", [InternalError("key setup failed", []), UnsupportedAlgorithm("curve"), ValueError()])
def test_of_a_key_that_the_library_cannot_load_the_type_is_told(
    root: Identity, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "load_der_public_key", Mock(side_effect=error))
    found = keys.read_public_key(root.certificate.public_key_info)
    assert (found.type, found.bits, found.loaded) == ("EC", None, None)


def test_names_and_key_are_read_when_they_are_asked_for(root: Identity, monkeypatch: pytest.MonkeyPatch) -> None:
    late = ("read_name", "read_extensions", "read_public_key", "read_signature_algorithm")
    for reader in late:
        monkeypatch.setattr(module, reader, Mock(side_effect=AssertionError(reader)))
    found = Certificate.from_der(root.certificate.der)
    assert (found.thumbprint, found.subject_der) == (root.certificate.thumbprint, root.certificate.issuer_der)


def pss(algorithm: hashes.HashAlgorithm) -> dict[str, Any]:
    return {"rsa_padding": padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)}


KINDS = {
    "rsa": (rsa_key, {}, ("RSA", 2048, None, "sha256WithRSAEncryption", "sha256")),
    "rsa-pss": (rsa_key, pss(hashes.SHA256()), ("RSA", 2048, None, "rsassaPss", "sha256")),
    "p-256": (lambda: ec.generate_private_key(ec.SECP256R1()), {}, ("EC", 256, "secp256r1", ECDSA, "sha256")),
    "p-384": (lambda: ec.generate_private_key(ec.SECP384R1()), {}, ("EC", 384, "secp384r1", ECDSA, "sha256")),
    "brainpool": (
        lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
        {},
        ("EC", 256, "brainpoolP256r1", ECDSA, "sha256"),
    ),
    "ed25519": (ed25519.Ed25519PrivateKey.generate, {}, ("Ed25519", 256, None, "ed25519", None)),
    "ed448": (ed448.Ed448PrivateKey.generate, {}, ("Ed448", 456, None, "ed448", None)),
    **(
        {"ml-dsa": (ml_dsa.MLDSA65PrivateKey.generate, {}, ("ML-DSA-65", 15616, None, "ML-DSA-65", None))}
        if ml_dsa
        else {}
    ),
    "dsa": (lambda: dsa.generate_private_key(1024), {}, ("DSA", 1024, None, "dsa-with-sha256", "sha256")),
}


@cache
def of_kind(kind: str) -> Identity:
    key, signing, _described = KINDS[kind]
    return issue("Root", key=key(), **signing)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_key_is_described(kind: str) -> None:
    found, described = of_kind(kind).certificate, KINDS[kind][2]
    key = (found.public_key_type, found.public_key_bits, found.public_key_curve)
    assert (*key, found.signature_algorithm, found.signature_hash) == described


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_signature_is_verified(kind: str) -> None:
    authority, signing = of_kind(kind), KINDS[kind][1]
    assert authority.certificate.self_signed
    assert leaf("gw01", authority, **signing).was_issued_by(authority.certificate)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("offset", [-1, -20], ids=["signature", "middle of the signature"])
def test_a_flipped_bit_in_the_signature_is_noticed(kind: str, offset: int) -> None:
    damaged = Certificate.from_der(flipped(of_kind(kind).certificate.der, offset))
    assert damaged.self_issued and not damaged.self_signed


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_in_what_is_signed_is_noticed(kind: str) -> None:
    content = of_kind(kind).certificate.der
    damaged = Certificate.from_der(flipped(content, content.index(of_kind(kind).certificate.serial_bytes) + 1))
    assert damaged.self_issued and not damaged.self_signed


@pytest.mark.parametrize("kind", KINDS)
def test_another_key_did_not_sign(kind: str) -> None:
    impostor = issue("Root", key_identifiers=False).certificate
    assert not leaf("gw01", of_kind(kind), key_identifiers=False, **KINDS[kind][1]).was_issued_by(impostor)


def test_a_certificate_signed_with_its_own_key_under_another_name_is_not_self_signed(root: Identity) -> None:
    renamed = issue("Renamed Root", root, key=root.key).certificate
    assert not renamed.self_issued and not renamed.self_signed


def test_an_issuer_with_another_name_is_refused(root: Identity) -> None:
    namesake_key = issue("Other Root", key=root.key)
    assert not leaf("gw01", root).was_issued_by(namesake_key.certificate)


def test_an_issuer_with_another_key_identifier_is_refused(root: Identity) -> None:
    other = x509.SubjectKeyIdentifier(b"other")
    relabelled = issue("Root", key=root.key, key_identifiers=False, extensions=(other,)).certificate
    assert not leaf("gw01", root).was_issued_by(relabelled)


def test_pem_gives_the_same_certificate_back(root: Identity) -> None:
    assert load_certificates(root.certificate.pem(), "itself") == (root.certificate,)


def test_certificates_are_equal_by_their_der(root: Identity) -> None:
    again = Certificate.from_der(root.certificate.der)
    assert again == root.certificate and len({again, root.certificate}) == 1
    assert again != issue("Root").certificate


@pytest.mark.parametrize("data", [b"", b"junk", b"\x30\x03\x02\x01\x00"])
def test_what_is_no_certificate_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(CertificateError, match="^cannot read a certificate: .+"):
        Certificate.from_der(data)


def test_bytes_after_the_certificate_count_for_its_fingerprints(root: Identity) -> None:
    longer = Certificate.from_der(root.certificate.der + b"\0")
    assert longer.thumbprint == hashlib.sha1(root.certificate.der + b"\0").hexdigest().upper()
    assert (longer.subject, longer.behind, longer.self_signed) == (root.certificate.subject, 1, True)


def test_an_unknown_critical_extension_is_named(root: Identity) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    signed = issue("Root", critical=(unknown,)).certificate
    assert (signed.unknown_critical_extensions, root.certificate.unknown_critical_extensions) == (("1.2.3.4",), ())


def test_an_unknown_extension_that_is_not_critical_is_ignored() -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    assert issue("Root", extensions=(unknown,)).certificate.unknown_critical_extensions == ()
