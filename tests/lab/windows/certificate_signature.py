# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Who issued a certificate: who it names, and who signed it."""

from __future__ import annotations

from functools import cache

from asn1crypto import x509 as asn1
from asn1crypto.algos import SignedDigestAlgorithm
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tests.lab.windows.certificate_names import names
from tests.lab.windows.held_certificate import HeldCertificate


@cache
def issued(issuer: HeldCertificate, certificate: HeldCertificate) -> bool:
    """Whether the issuer is the one that the certificate tells, and has the key that signed it."""
    return names(certificate, issuer) and _signed(issuer, certificate)


@cache
def self_signed(certificate: HeldCertificate) -> bool:
    return certificate.subject == certificate.issuer and _signed(certificate, certificate)


def _signed(issuer: HeldCertificate, certificate: HeldCertificate) -> bool:
    try:
        _verify(asn1.Certificate.load(issuer.encoded), asn1.Certificate.load(certificate.encoded))
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        return False
    return True


def _verify(issuer: asn1.Certificate, certificate: asn1.Certificate) -> None:
    """Raises what is caught above for a wrong signature, and for keys and algorithms that aren't known here."""
    key = load_der_public_key(issuer["tbs_certificate"]["subject_public_key_info"].dump())
    signature, signed = certificate["signature_value"].native, certificate["tbs_certificate"].dump()
    algorithm = certificate["signature_algorithm"]
    match key:
        case rsa.RSAPublicKey():
            key.verify(signature, signed, _padding(algorithm), _hash(algorithm))
        case ec.EllipticCurvePublicKey():
            key.verify(signature, signed, ec.ECDSA(_hash(algorithm)))
        case ed25519.Ed25519PublicKey() | ed448.Ed448PublicKey():
            key.verify(signature, signed)
        case _:
            raise TypeError(key)


def _hash(algorithm: SignedDigestAlgorithm) -> hashes.HashAlgorithm:
    known = (hashes.MD5, hashes.SHA1, hashes.SHA256, hashes.SHA384, hashes.SHA512)
    [found] = [each() for each in known if each.name == algorithm.hash_algo]
    return found


def _padding(algorithm: SignedDigestAlgorithm) -> padding.AsymmetricPadding:
    if algorithm.signature_algo != "rsassa_pss":
        return padding.PKCS1v15()
    return padding.PSS(padding.MGF1(_hash(algorithm)), algorithm["parameters"]["salt_length"].native)
