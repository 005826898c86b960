# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom a certificate names as its issuer, by name and by its authority key identifier.

Windows compares names byte by byte (CertCompareCertificateName), unless a key identifier says that it is the same CA
(Microsoft, "Creating a chain"; Wine's crypt32 judges so too). What the identifier says of the issuer has to fit.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import NamedTuple

from asn1crypto import x509 as asn1

from tests.lab.windows.held_certificate import AUTHORITY_KEY_IDENTIFIER, HeldCertificate


class _Authority(NamedTuple):
    """What a certificate says of its issuer's; empty where it says nothing."""

    key_identifier: bytes = b""
    issuer: bytes = b""
    serial: bytes = b""


def names(certificate: HeldCertificate, issuer: HeldCertificate) -> bool:
    """Whether the certificate names this issuer."""
    said = _authority(certificate)
    if certificate.issuer == issuer.subject:
        return _fits(said, issuer)
    same_key = said.key_identifier and said.key_identifier == issuer.stated_key_identifier
    return bool(same_key) and equal(certificate.issuer, issuer.subject) and _fits(said, issuer)


@cache
def equal(one: bytes, other: bytes) -> bool:
    """Whether two names are equal without regard to case, blanks and string type (RFC 5280, 7.1)."""
    with suppress(ValueError):
        return one == other or bool(asn1.Name.load(one) == asn1.Name.load(other))
    return False


@cache
def within(name: bytes, subtree: bytes) -> bool:
    """Whether a name begins with all of another. Raises ValueError for what can't be read."""
    parts, wanted = (list(asn1.Name.load(each).chosen) for each in (name, subtree))
    return len(wanted) <= len(parts) and all(part == each for part, each in zip(parts, wanted, strict=False))


def _fits(said: _Authority, issuer: HeldCertificate) -> bool:
    """A key identifier counts where both sides state one."""
    own = issuer.stated_key_identifier
    return (
        (not said.key_identifier or not own or said.key_identifier == own)
        and (not said.issuer or equal(said.issuer, issuer.issuer))
        and (not said.serial or _significant(said.serial) == _significant(issuer.serial))
    )


def _significant(serial: bytes) -> bytes:
    """Without what only the sign needs, as CertCompareIntegerBlob compares."""
    return serial.lstrip(b"\xff" if serial >= b"\x80" else b"\0")


@cache
def _authority(certificate: HeldCertificate) -> _Authority:
    """RFC 5280, 4.2.1.1. Nothing where it can't be read."""
    with suppress(ValueError):
        said = asn1.AuthorityKeyIdentifier.load(certificate.extension(AUTHORITY_KEY_IDENTIFIER))
        general = said["authority_cert_issuer"]
        directory = [each.chosen.chosen.dump() for each in general if each.name == "directory_name"] if general else []
        return _Authority(
            said["key_identifier"].native or b"",
            directory[0] if directory else b"",
            said["authority_cert_serial_number"].contents or b"",
        )
    return _Authority()
