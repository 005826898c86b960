# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One X.509 certificate as a frozen value: everything that the rest of the collection asks about it.

Most certificates of a store are looked at by thumbprint and name alone, so the rest is read when it is asked for.
"""

from __future__ import annotations

import hashlib
import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import AlternativeNames
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import UNREADABLE as UNREADABLE_EXTENSIONS
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import Extensions, read_extensions
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import (
    KeyDescription,
    describe_key,
    is_signed_with,
    public_key,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import Name, NamePart, read_name
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import (
    SignatureAlgorithm,
    read_signature_algorithm,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import (
    Structure,
    read_extension_list,
    read_structure,
)

try:
    from cryptography import x509
except ImportError:
    pass


MAXIMUM_SIZE = 256 * 1024
"""Bytes; Schannel takes a message with a whole chain up to 32 KiB (Microsoft, "TLS registry settings", MessageLimitClient)."""

UNREADABLE = "unreadable"

Part = TypeVar("Part")


@dataclass(frozen=True, eq=False, repr=False)
class Certificate:
    """A certificate; two are equal if their DER is.

    Names are in RFC 4514 form, and their parts in the same order. Thumbprint (SHA-1), sha256 and key identifiers are
    upper-case hex, dates in UTC, extended key usages dotted. ``serial_number_hex`` is what Windows shows: the bytes of the
    DER INTEGER, its sign byte included. ``signature_hash`` is None for an algorithm without one, such as Ed25519, and for
    one that isn't known. ``unreadable_extensions`` are dotted; a certificate that has one is never a CA.
    ``unknown_critical_extensions`` are dotted too: the certificate may mean something else than what is read here.

    The parser that accepts a certificate has seen all of it. Should it let something through that can't be read here,
    a name is # and the hex of its DER, an algorithm :data:`UNREADABLE`, and the extensions are all named as unreadable; no
    attribute raises.
    """

    der: bytes
    thumbprint: str
    serial_number: int
    not_before: datetime
    not_after: datetime
    _structure: Structure
    _parsed: x509.Certificate

    @classmethod
    def from_der(cls, data: bytes) -> Certificate:
        """The certificate that the DER is. Raises :class:`CertificateError` with the parser's words."""
        with attempting("read a certificate"):
            if len(data) > MAXIMUM_SIZE:
                raise CertificateError(f"it is larger than {MAXIMUM_SIZE} bytes")
            try:
                # Serial numbers that aren't positive are common in root stores.
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    return cls._identified(data, x509.load_der_x509_certificate(data))
            except (ValueError, TypeError, x509.InvalidVersion) as error:
                raise CertificateError(f"it is not encoded as RFC 5280 says: {error}") from error

    @classmethod
    def _identified(cls, data: bytes, parsed: x509.Certificate) -> Certificate:
        structure = read_structure(data)
        return cls(
            der=data,
            thumbprint=hashlib.sha1(data, usedforsecurity=False).hexdigest().upper(),
            serial_number=der.integer(structure.serial),
            not_before=parsed.not_valid_before_utc,
            not_after=parsed.not_valid_after_utc,
            _structure=structure,
            _parsed=parsed,
        )

    @property
    def version(self) -> int:
        return self._structure.version

    @property
    def subject_der(self) -> bytes:
        return self._structure.subject

    @property
    def issuer_der(self) -> bytes:
        return self._structure.issuer

    @property
    def self_issued(self) -> bool:
        return self._structure.issuer == self._structure.subject

    @property
    def serial_bytes(self) -> bytes:
        return self._structure.serial

    @property
    def serial_number_hex(self) -> str:
        return self._structure.serial.hex().upper()

    @property
    def public_key_info(self) -> bytes:
        return self._structure.public_key_info

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.der).hexdigest().upper()

    @property
    def subject(self) -> str:
        return self._subject.text

    @property
    def subject_parts(self) -> tuple[NamePart, ...]:
        return self._subject.parts

    @property
    def issuer(self) -> str:
        return self._issuer.text

    @property
    def issuer_parts(self) -> tuple[NamePart, ...]:
        return self._issuer.parts

    @property
    def common_name(self) -> str | None:
        return self._subject.common_name

    @property
    def public_key_type(self) -> str:
        return self._described_key.type

    @property
    def public_key_bits(self) -> int | None:
        return self._described_key.bits

    @property
    def public_key_curve(self) -> str | None:
        return self._described_key.curve

    @property
    def signature_algorithm(self) -> str:
        return self._signature_algorithm.name

    @property
    def signature_hash(self) -> str | None:
        return self._signature_algorithm.hash

    @property
    def is_ca(self) -> bool:
        return self._extensions.is_ca

    @property
    def path_length(self) -> int | None:
        return self._extensions.path_length

    @property
    def key_usage(self) -> tuple[str, ...] | None:
        return self._extensions.key_usage

    @property
    def extended_key_usage(self) -> tuple[str, ...] | None:
        return self._extensions.extended_key_usage

    @property
    def subject_key_identifier(self) -> str | None:
        return self._extensions.subject_key_identifier

    @property
    def authority_key_identifier(self) -> str | None:
        return self._extensions.authority_key_identifier

    @property
    def alternative_names(self) -> AlternativeNames:
        return self._extensions.alternative_names

    @property
    def unreadable_extensions(self) -> tuple[str, ...]:
        return self._extensions.unreadable

    @property
    def unknown_critical_extensions(self) -> tuple[str, ...]:
        return self._extensions.unknown_critical

    @property
    def dns_names(self) -> tuple[str, ...]:
        """The DNS names among the subject alternative names."""
        return self.alternative_names.dns

    @property
    def self_signed(self) -> bool:
        """Whether it is self-issued and its own key verifies its signature."""
        return self.self_issued and self.own_key_signed is True

    @cached_property
    def own_key_signed(self) -> bool | None:
        """Whether the certificate's own key verifies its signature; None if that cannot be verified on this controller."""
        return self._is_signed_with(self._public_key)

    @property
    def signature_refusal(self) -> str:
        """The end of a sentence about its signature, if it cannot be verified on this controller."""
        return self._signature_algorithm.refusal

    def pem(self) -> str:
        """The certificate in PEM."""
        return ssl.DER_cert_to_PEM_cert(self.der)

    def was_issued_by(self, issuer: Certificate) -> bool | None:
        """Whether the issuer's name, its key identifier if both sides state one, and its key fit this certificate.

        None if name and identifier do, and the signature cannot be verified on this controller.
        """
        return (
            self.issuer_der == issuer.subject_der
            and _may_be_equal(self.authority_key_identifier, issuer.subject_key_identifier)
            and self._is_signed_with(issuer._public_key)
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.der)

    def __repr__(self) -> str:
        return f"<Certificate {self.subject} {self.thumbprint}>"

    @cached_property
    def _subject(self) -> Name:
        return _read_name(self.subject_der)

    @cached_property
    def _issuer(self) -> Name:
        return self._subject if self.self_issued else _read_name(self.issuer_der)

    @cached_property
    def _extensions(self) -> Extensions:
        structure = self._structure
        return _unless_malformed(lambda: read_extensions(read_extension_list(structure)), UNREADABLE_EXTENSIONS)

    @cached_property
    def _public_key(self) -> Any:
        return public_key(self._parsed)

    @cached_property
    def _described_key(self) -> KeyDescription:
        unreadable = KeyDescription(UNREADABLE, None, None)
        return _unless_malformed(lambda: describe_key(self._public_key, self.public_key_info), unreadable)

    @cached_property
    def _signature_algorithm(self) -> SignatureAlgorithm:
        identifier = self._structure.signature_algorithm
        return _unless_malformed(lambda: read_signature_algorithm(identifier), SignatureAlgorithm(UNREADABLE, None))

    def _is_signed_with(self, key: Any) -> bool | None:
        return is_signed_with(self._parsed, self._structure.signed, key, self.signature_hash or "")


def _read_name(encoded: bytes) -> Name:
    return _unless_malformed(lambda: read_name(encoded), Name(f"#{encoded.hex().upper()}", ()))


def _unless_malformed(read: Callable[[], Part], otherwise: Part) -> Part:
    try:
        return read()
    except ValueError:
        return otherwise


def _may_be_equal(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
