# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures are verified where a crypto policy refuses their hash, and nothing is said of those that cannot be."""

from __future__ import annotations

import hashlib
from unittest.mock import Mock

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import keys
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import DIGEST_INFO
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.pki.certificates import rsa_key
from tests.pki.der import INTEGER, oid, sequence, tlv
from tests.pki.odd import flipped, signed_anew
from tests.unit.plugins.plugin_utils.x509.authority import Identity, issue, leaf, with_old_hash, with_specified_hash

OLD_HASHES = [hashes.SHA1(), hashes.MD5()]
SPECIFIED_HASHES = [hashes.SHA256(), hashes.SHA384(), hashes.SHA3_256()]


def name_of(algorithm: hashes.HashAlgorithm) -> str:
    return algorithm.name


def old_root(algorithm: hashes.HashAlgorithm) -> Certificate:
    return with_old_hash(issue("Old Root", key=rsa_key()).certificate, rsa_key(), algorithm)


def signed_by_hand(content: bytes) -> Certificate:
    """Return an RSA root with SHA-1 whose signature holds CONTENT before the digest, and the rest of the block after it."""

    def sign(signed: bytes) -> bytes:
        block = (content + hashlib.sha1(signed).digest()).ljust(256, b"\0")
        numbers = rsa_key().private_numbers()
        return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(256, "big")

    return Certificate.from_der(signed_anew(old_root(hashes.SHA1()).der, sign))


def padded(before_digest: bytes, after_digest: int = 0) -> bytes:
    """PKCS #1 v1.5 (RFC 8017, 9.2) for a key of 2048 bits and a SHA-1."""
    return b"\0\1".ljust(256 - 1 - len(before_digest) - 20 - after_digest, b"\xff") + b"\0" + before_digest


@pytest.mark.usefixtures("old_hashes_refused")
@pytest.mark.parametrize("algorithm", OLD_HASHES, ids=name_of)
def test_a_refused_hash_keeps_no_root_from_being_self_signed(algorithm: hashes.HashAlgorithm) -> None:
    root = old_root(algorithm)
    assert root.self_signed and root.was_issued_by(root)


@pytest.mark.usefixtures("old_hashes_refused")
@pytest.mark.parametrize("algorithm", OLD_HASHES, ids=name_of)
def test_a_refused_hash_keeps_no_issuer_from_being_found(algorithm: hashes.HashAlgorithm) -> None:
    root = issue("Old Root", key=rsa_key())
    assert with_old_hash(leaf("gw01", root), rsa_key(), algorithm).was_issued_by(root.certificate) is True


@pytest.mark.usefixtures("old_hashes_refused")
@pytest.mark.parametrize("algorithm", OLD_HASHES, ids=name_of)
@pytest.mark.parametrize("offset", [-1, -20], ids=["signature", "middle of the signature"])
def test_a_flipped_bit_is_noticed_where_the_hash_is_refused(algorithm: hashes.HashAlgorithm, offset: int) -> None:
    assert Certificate.from_der(flipped(old_root(algorithm).der, offset)).own_key_signed is False


@pytest.mark.usefixtures("old_hashes_refused")
@pytest.mark.parametrize("algorithm", OLD_HASHES, ids=name_of)
def test_a_change_of_what_is_signed_is_noticed_where_the_hash_is_refused(algorithm: hashes.HashAlgorithm) -> None:
    root = old_root(algorithm)
    changed = flipped(root.der, root.der.index(root.serial_bytes) + 1)
    assert Certificate.from_der(changed).own_key_signed is False


@pytest.mark.usefixtures("old_hashes_refused")
def test_another_key_did_not_sign_where_the_hash_is_refused() -> None:
    signer, impostor = (issue("Old Root", key=key, key_identifiers=False) for key in (rsa_key(), rsa_key(1024)))
    signed = with_old_hash(leaf("gw01", signer, key_identifiers=False), rsa_key(), hashes.SHA1())
    assert signed.was_issued_by(impostor.certificate) is False


@pytest.mark.usefixtures("old_hashes_refused")
def test_the_digest_alone_decides_where_the_hash_is_refused() -> None:
    assert signed_by_hand(padded(DIGEST_INFO["sha1"])).own_key_signed is True


@pytest.mark.usefixtures("old_hashes_refused")
@pytest.mark.parametrize(
    "before_digest",
    [padded(DIGEST_INFO["sha1"], after_digest=100), padded(DIGEST_INFO["md5"]), padded(b"")],
    ids=["bytes after the digest", "another hash", "no hash"],
)
def test_a_signature_of_another_form_is_none(before_digest: bytes) -> None:
    assert signed_by_hand(before_digest).own_key_signed is False


@pytest.mark.usefixtures("old_hashes_refused")
@pytest.mark.parametrize("algorithm", OLD_HASHES, ids=name_of)
def test_nobody_can_tell_who_signed_where_python_refuses_the_hash_too(
    algorithm: hashes.HashAlgorithm, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = old_root(algorithm)
    monkeypatch.setattr(hashlib, "new", Mock(side_effect=ValueError("unsupported hash type")))
    assert (root.own_key_signed, root.self_signed, root.was_issued_by(root)) == (None, False, None)


@pytest.mark.usefixtures("old_hashes_refused")
def test_nobody_can_tell_who_signed_by_rsassa_pss_with_a_refused_hash(pss_with_sha1: Identity) -> None:
    root = pss_with_sha1.certificate
    assert (root.own_key_signed, root.self_signed) == (None, False)
    assert root.signature_refusal == (
        "cannot be verified on this controller: its cryptography library, or the crypto policy of its OpenSSL,"
        " refuses rsassaPss (sha1) or the key that signed"
    )


def test_nobody_can_tell_what_a_key_signed_that_the_library_cannot_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "load_der_public_key", Mock(side_effect=UnsupportedAlgorithm("curve")))
    assert issue("Root").certificate.own_key_signed is None


def test_what_a_controller_without_policy_verifies_needs_no_recovered_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "new", Mock(side_effect=AssertionError("a digest")))
    assert old_root(hashes.SHA1()).self_signed


@pytest.mark.parametrize("algorithm", SPECIFIED_HASHES, ids=name_of)
def test_ecdsa_is_verified_with_the_hash_in_the_parameters(algorithm: hashes.HashAlgorithm) -> None:
    authority = issue("Root")
    root = with_specified_hash(authority.certificate, authority.key, algorithm)
    assert root.self_signed and (root.signature_algorithm, root.signature_hash) == (
        "ecdsa-with-Specified",
        algorithm.name,
    )
    assert with_specified_hash(leaf("gw01", authority), authority.key, algorithm).was_issued_by(root) is True


@pytest.mark.parametrize("algorithm", SPECIFIED_HASHES, ids=name_of)
def test_ecdsa_with_another_hash_than_the_parameters_name_is_no_signature(algorithm: hashes.HashAlgorithm) -> None:
    authority = issue("Root")
    signer = Mock(sign=lambda data, _scheme: authority.key.sign(data, ec.ECDSA(hashes.SHA512())))
    assert with_specified_hash(authority.certificate, signer, algorithm).own_key_signed is False


@pytest.mark.parametrize("offset", [-1, -20], ids=["signature", "middle of the signature"])
def test_a_flipped_bit_is_noticed_with_a_specified_hash(offset: int) -> None:
    authority = issue("Root")
    root = with_specified_hash(authority.certificate, authority.key, hashes.SHA256())
    assert Certificate.from_der(flipped(root.der, offset)).own_key_signed is False


def test_no_key_of_another_kind_signed_with_a_specified_hash() -> None:
    signer, impostor = issue("Root"), issue("Root", key=rsa_key(), key_identifiers=False)
    gateway = leaf("gw01", signer, key_identifiers=False)
    signed = with_specified_hash(gateway, signer.key, hashes.SHA256())
    assert signed.was_issued_by(impostor.certificate) is False


def test_no_key_of_another_kind_signed_with_rsa() -> None:
    signer, impostor = issue("Root", key=rsa_key()), issue("Root", key_identifiers=False)
    assert leaf("gw01", signer, key_identifiers=False).was_issued_by(impostor.certificate) is False


def test_another_key_did_not_sign_with_a_hash_that_nobody_knows_any_more() -> None:
    signer, impostor = (issue("Root", key=key, key_identifiers=False) for key in (rsa_key(), rsa_key(1024)))
    md5, md2 = (bytes.fromhex(f"2a864886f70d0101{last}") for last in ("04", "02"))
    signed = with_old_hash(leaf("gw01", signer, key_identifiers=False), rsa_key(), hashes.MD5())
    relabelled = Certificate.from_der(signed.der.replace(md5, md2))
    assert relabelled.was_issued_by(signer.certificate) is None
    assert relabelled.was_issued_by(impostor.certificate) is False


def test_nobody_can_tell_who_signed_with_a_specified_hash_that_is_not_known() -> None:
    authority = issue("Root")
    root = with_specified_hash(authority.certificate, authority.key, hashes.SHA256())
    unknown = root.der.replace(bytes.fromhex("0609608648016503040201"), bytes.fromhex("060960864801650304027f"))
    assert Certificate.from_der(unknown).own_key_signed is None


@pytest.mark.parametrize("salt", ["7f" * 100, "010000000000"])
def test_nobody_can_tell_who_signed_with_a_salt_that_cannot_be_counted(salt: str) -> None:
    parameters = sequence(tlv(0xA2, tlv(INTEGER, bytes.fromhex(salt))))
    root = issue("Root", key=rsa_key()).certificate.der
    signed = signed_anew(
        root, lambda _content: bytes(256), signature=sequence(oid("1.2.840.113549.1.1.10"), parameters)
    )
    assert Certificate.from_der(signed).own_key_signed in (None, False)
