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

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import CertificateError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import AlternativeNames
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import read_extensions
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import describe_key, is_signed_with, public_key
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import NamePart, read_name
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import read_signature_algorithm
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import read_structure

try:
    from cryptography import x509
except ImportError:
    pass


MAXIMUM_SIZE = 256 * 1024
"""Bytes; Schannel takes a message with a whole chain up to 32 KiB (Microsoft, "TLS registry settings", MessageLimitClient)."""


@dataclass(frozen=True, eq=False, repr=False)
class Certificate:
    """A certificate; two are equal if their DER is.

    Names are in RFC 4514 form, and their parts in the same order. Thumbprint (SHA-1), sha256 and key identifiers are
    upper-case hex, dates in UTC, extended key usages dotted. `serial_number_hex` is what Windows shows: the bytes of the
    DER INTEGER, its sign byte included. `signature_hash` is None for an algorithm without one, such as Ed25519, and for
    one that isn't known. `unreadable_extensions` are dotted; a certificate that has one is never a CA.
    `unknown_critical_extensions` are dotted too: the certificate may mean something else than what is read here.
    """

    der: bytes
    version: int
    subject: str
    subject_parts: tuple[NamePart, ...]
    issuer: str
    issuer_parts: tuple[NamePart, ...]
    subject_der: bytes
    issuer_der: bytes
    common_name: str | None
    alternative_names: AlternativeNames
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
    signature_hash: str | None
    is_ca: bool
    path_length: int | None
    key_usage: tuple[str, ...] | None
    extended_key_usage: tuple[str, ...] | None
    subject_key_identifier: str | None
    authority_key_identifier: str | None
    unreadable_extensions: tuple[str, ...]
    unknown_critical_extensions: tuple[str, ...]
    self_issued: bool
    _signed: bytes
    _parsed: x509.Certificate
    _public_key: Any

    @classmethod
    def from_der(cls, data: bytes) -> Certificate:
        """Read a DER certificate; raises CertificateError with the parser's words."""
        with attempting("read a certificate"):
            if len(data) > MAXIMUM_SIZE:
                raise CertificateError(f"it is larger than {MAXIMUM_SIZE} bytes")
            try:
                # Serial numbers that aren't positive are common in root stores.
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    return cls(**_describe(data))
            except (ValueError, TypeError, x509.InvalidVersion) as error:
                raise CertificateError(f"it is not encoded as RFC 5280 says: {error}") from error

    @property
    def dns_names(self) -> tuple[str, ...]:
        """The DNS names among the subject alternative names."""
        return self.alternative_names.dns

    @cached_property
    def self_signed(self) -> bool:
        """Self-issued, and the signature verifies with the certificate's own key."""
        return self.self_issued and is_signed_with(self._parsed, self._signed, self._public_key)

    def pem(self) -> str:
        """Return the certificate in PEM."""
        return ssl.DER_cert_to_PEM_cert(self.der)

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
    signature = read_signature_algorithm(structure.signature_algorithm)
    subject, issuer = read_name(structure.subject), read_name(structure.issuer)
    return {
        "der": data,
        "version": structure.version,
        "subject": subject.text,
        "subject_parts": subject.parts,
        "issuer": issuer.text,
        "issuer_parts": issuer.parts,
        "subject_der": structure.subject,
        "issuer_der": structure.issuer,
        "common_name": subject.common_name,
        "alternative_names": extensions.alternative_names,
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
        "signature_algorithm": signature.name,
        "signature_hash": signature.hash,
        "is_ca": extensions.is_ca,
        "path_length": extensions.path_length,
        "key_usage": extensions.key_usage,
        "extended_key_usage": extensions.extended_key_usage,
        "subject_key_identifier": extensions.subject_key_identifier,
        "authority_key_identifier": extensions.authority_key_identifier,
        "unreadable_extensions": extensions.unreadable,
        "unknown_critical_extensions": extensions.unknown_critical,
        "self_issued": structure.issuer == structure.subject,
        "_signed": structure.signed,
        "_parsed": parsed,
        "_public_key": key,
    }


def _may_be_equal(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
