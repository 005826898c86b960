# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One X.509 certificate as a frozen value: everything that the rest of the collection asks about it."""

from __future__ import annotations

import hashlib
import ssl
import warnings
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import read_extensions
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import describe_key, is_signed_with, public_key
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import read_structure

try:
    from cryptography import x509
except ImportError:
    pass

UNNAMED_ALGORITHM = "Unknown OID"


@dataclass(frozen=True, eq=False, repr=False)
class Certificate:
    """A certificate; two are equal if their DER is.

    Names are in RFC 4514 form, thumbprint (SHA-1), sha256 and key identifiers upper-case hex, dates in UTC, extended key
    usages dotted. `serial_number_hex` is what Windows shows: the bytes of the DER INTEGER, its sign byte included.
    `unreadable_extensions` are dotted; a certificate that has one is never a CA.
    """

    der: bytes
    version: int
    subject: str
    issuer: str
    subject_der: bytes
    issuer_der: bytes
    common_name: str | None
    dns_names: tuple[str, ...]
    serial_number: int
    serial_number_hex: str
    serial_bytes: bytes
    thumbprint: str
    sha256: str
    not_before: datetime
    not_after: datetime
    public_key_info: bytes
    public_key_type: str
    public_key_bits: int | None
    public_key_curve: str | None
    signature_algorithm: str
    is_ca: bool
    path_length: int | None
    key_usage: tuple[str, ...] | None
    extended_key_usage: tuple[str, ...] | None
    subject_key_identifier: str | None
    authority_key_identifier: str | None
    unreadable_extensions: tuple[str, ...]
    self_issued: bool
    _signed: bytes
    _parsed: x509.Certificate
    _public_key: Any

    @classmethod
    def from_der(cls, data: bytes) -> Certificate:
        """Read a DER certificate; raises CertificateError with the parser's words."""
        try:
            # Names that are too long and serial numbers that aren't positive are common in root stores.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(**_describe(data))
        except (ValueError, TypeError, x509.InvalidVersion) as error:
            raise CertificateError(f"cannot read a certificate: {error}") from error

    @cached_property
    def self_signed(self) -> bool:
        """Self-issued, and the signature verifies with the certificate's own key."""
        return self.self_issued and is_signed_with(self._parsed, self._signed, self._public_key)

    def pem(self) -> str:
        """Return the certificate in PEM."""
        return ssl.DER_cert_to_PEM_cert(self.der)

    def valid_at(self, now: datetime) -> bool:
        """Tell whether NOW lies in the validity period, both ends included."""
        return self.not_before <= now <= self.not_after

    def was_issued_by(self, issuer: Certificate) -> bool:
        """Tell whether ISSUER's name, its key identifier if both sides state one, and its key fit this certificate."""
        return (
            self.issuer_der == issuer.subject_der
            and _may_be_equal(self.authority_key_identifier, issuer.subject_key_identifier)
            and is_signed_with(self._parsed, self._signed, issuer._public_key)
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.der)

    def __repr__(self) -> str:
        return f"<Certificate {self.subject} {self.thumbprint}>"


def _describe(data: bytes) -> dict[str, Any]:
    parsed = x509.load_der_x509_certificate(data)
    structure = read_structure(data)
    extensions = read_extensions(structure.extensions)
    key = public_key(parsed)
    described_key = describe_key(key, structure.public_key_info)
    subject = _name(parsed, "subject")
    return {
        "der": data,
        "version": structure.version,
        "subject": _text(subject, structure.subject),
        "issuer": _text(_name(parsed, "issuer"), structure.issuer),
        "subject_der": structure.subject,
        "issuer_der": structure.issuer,
        "common_name": _common_name(subject),
        "dns_names": extensions.dns_names,
        "serial_number": der.integer(structure.serial),
        "serial_number_hex": structure.serial.hex().upper(),
        "serial_bytes": structure.serial,
        "thumbprint": hashlib.sha1(data, usedforsecurity=False).hexdigest().upper(),
        "sha256": hashlib.sha256(data).hexdigest().upper(),
        "not_before": parsed.not_valid_before_utc,
        "not_after": parsed.not_valid_after_utc,
        "public_key_info": structure.public_key_info,
        "public_key_type": described_key.type,
        "public_key_bits": described_key.bits,
        "public_key_curve": described_key.curve,
        "signature_algorithm": _algorithm_name(parsed.signature_algorithm_oid),
        "is_ca": extensions.is_ca,
        "path_length": extensions.path_length,
        "key_usage": extensions.key_usage,
        "extended_key_usage": extensions.extended_key_usage,
        "subject_key_identifier": extensions.subject_key_identifier,
        "authority_key_identifier": extensions.authority_key_identifier,
        "unreadable_extensions": extensions.unreadable,
        "self_issued": structure.issuer == structure.subject,
        "_signed": structure.signed,
        "_parsed": parsed,
        "_public_key": key,
    }


def _name(parsed: x509.Certificate, which: str) -> x509.Name | None:
    try:
        name: x509.Name = getattr(parsed, which)
    except ValueError:
        return None
    return name


def _text(name: x509.Name | None, encoded: bytes) -> str:
    """Return NAME in RFC 4514 form; one that can't be decoded is shown as the hexadecimal form of its encoding."""
    return f"#{encoded.hex().upper()}" if name is None else name.rfc4514_string()


def _common_name(name: x509.Name | None) -> str | None:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME) if name is not None else []
    return str(found[-1].value) if found else None


def _algorithm_name(algorithm: x509.ObjectIdentifier) -> str:
    return algorithm.dotted_string if algorithm._name == UNNAMED_ALGORITHM else algorithm._name


def _may_be_equal(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
