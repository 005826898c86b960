# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One X.509 certificate as a frozen value: everything that the rest of the collection asks about it.

Most certificates of a store are looked at by thumbprint and name alone, so the rest is read when it is asked for.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import AlternativeNames, GeneralName
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import UNREADABLE as UNREADABLE_EXTENSIONS
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import Authority, Extensions, read_extensions
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import PublicKey, is_signed_with, read_public_key
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.name_constraints import (
    NameConstraints,
    constrained_names,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import Name, NamePart, Rdn, read_name
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import (
    SignatureAlgorithm,
    read_signature_algorithm,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import (
    Structure,
    read_extension_list,
    read_structure,
    unexpected_fields,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.validity import read_validity

MAXIMUM_SIZE = 256 * 1024
"""Bytes; Schannel takes a message with a whole chain up to 32 KiB (Microsoft, "TLS registry settings", MessageLimitClient)."""

UNREADABLE = "unreadable"

Part = TypeVar("Part")
Other = TypeVar("Other")


@dataclass(frozen=True, eq=False, repr=False)
class Certificate:
    """A certificate; two are equal if their bytes are.

    Names are in RFC 4514 form, and their parts in the same order. Thumbprint (SHA-1), sha256 and key identifiers are
    upper-case hex, dates in UTC, extended key usages dotted. ``serial_number_hex`` is what Windows shows: the bytes of the
    INTEGER, its sign byte included. ``signature_hash`` is None for an algorithm without one, such as Ed25519, and for one
    that isn't known. ``usual_validity`` is whether the dates are written as RFC 5280 wants them. ``unreadable_extensions``
    are dotted. ``unknown_critical_extensions`` are dotted too: the certificate may mean something else than what is read.

    Hosts load certificates that break RFC 5280, so all that is asked of one is that its fields are there. What can't be
    read is None (a moment, a serial number), # and the hex of its encoding (a name) or :data:`UNREADABLE` (a key, an
    algorithm); extensions that can't be told apart are all named as unreadable. No attribute raises.
    """

    der: bytes
    thumbprint: str
    serial_number: int | None
    not_before: datetime | None
    not_after: datetime | None
    usual_validity: bool
    _structure: Structure

    @classmethod
    def from_der(cls, data: bytes) -> Certificate:
        """The certificate that the data begins with; what follows it counts for the fingerprints, as it does for a host.

        Raises :class:`CertificateError` if that is no certificate, and for more than :data:`MAXIMUM_SIZE` bytes.
        """
        with attempting("read a certificate"):
            if len(data) > MAXIMUM_SIZE:
                raise CertificateError(f"it is larger than {MAXIMUM_SIZE} bytes")
            try:
                return cls._identified(data, read_structure(data))
            except ValueError as error:
                raise CertificateError(f"it is not encoded as RFC 5280 says: {error}") from error

    @classmethod
    def _identified(cls, data: bytes, structure: Structure) -> Certificate:
        validity = read_validity(structure.validity)
        return cls(
            der=data,
            thumbprint=hashlib.sha1(data, usedforsecurity=False).hexdigest().upper(),
            serial_number=_unless_malformed(lambda: der.integer(structure.serial), None),
            not_before=validity.not_before,
            not_after=validity.not_after,
            usual_validity=validity.usual,
            _structure=structure,
        )

    @property
    def version(self) -> int:
        return self._structure.version

    @property
    def writes_default_version(self) -> bool:
        """Whether it says that it is of version 1, which DER leaves out (X.690, 11.5)."""
        return self.version == 1 and self._structure.writes_version

    @property
    def surplus(self) -> int:
        """Bytes that are inside it behind its signature."""
        return self._structure.surplus

    @property
    def behind(self) -> int:
        """Bytes that are after it."""
        return self._structure.behind

    @property
    def unexpected_fields(self) -> int:
        """How many fields are signed along that RFC 5280 does not have."""
        return unexpected_fields(self._structure)

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
        return self._public_key.type

    @property
    def public_key_bits(self) -> int | None:
        return self._public_key.bits

    @property
    def public_key_curve(self) -> str | None:
        return self._public_key.curve

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
        return self._extensions.authority.key_identifier

    @property
    def authority(self) -> Authority:
        """How it names the certificate of its issuer."""
        return self._extensions.authority

    @property
    def name_constraints(self) -> NameConstraints | None:
        return self._extensions.name_constraints

    @cached_property
    def constrained_names(self) -> list[GeneralName] | None:
        """The names that the constraints of a CA above hold for; None if they cannot be told apart."""
        names = self._extensions.general_names
        return (
            None if names is None else constrained_names(self._subject, self.subject_der, names, of_host=not self.is_ca)
        )

    @property
    def application_policies(self) -> tuple[str, ...] | None:
        """Its purposes in Microsoft's own form, dotted."""
        return self._extensions.application_policies

    @property
    def distribution_points(self) -> tuple[str, ...]:
        """The URIs where its CA publishes what it has revoked."""
        return self._extensions.distribution_points

    @property
    def compared_subject(self) -> tuple[Rdn, ...]:
        """The subject as it is compared with other names."""
        return self._subject.compared

    @property
    def compared_issuer(self) -> tuple[Rdn, ...]:
        return self._issuer.compared

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
    def signature_algorithms_agree(self) -> bool:
        """Whether the signature is made by the algorithm that is signed along, as RFC 5280, 4.1.1.2, has it."""
        return self._structure.inner_algorithm == self._structure.signature_algorithm

    @property
    def has_extensions(self) -> bool:
        """One without any cannot say whether it is a CA: those of version 1 and 2, and some of version 3."""
        return self._extensions.present

    @property
    def signature_refusal(self) -> str:
        """The end of a sentence about its signature, if it cannot be verified on this controller."""
        return self._signature_algorithm.refusal

    def pem(self) -> str:
        """The certificate in PEM."""
        return ssl.DER_cert_to_PEM_cert(self.der)

    def was_issued_by(self, issuer: Certificate) -> bool | None:
        """Whether the issuer's name, the identifiers that both sides state of it, and its key fit this certificate.

        None if name and identifiers do, and the signature cannot be verified on this controller. A signature by another
        algorithm than is signed along is none (RFC 5280, 4.1.1.2), as for OpenSSL.
        """
        return (
            self.signature_algorithms_agree
            and (self.issuer_der == issuer.subject_der or self.compared_issuer == issuer.compared_subject)
            and self.may_name(issuer)
            and self._is_signed_with(issuer._public_key)
        )

    def may_name(self, issuer: Certificate) -> bool:
        """Whether what it says of the issuer's certificate, if anything, fits that one (RFC 5280, 4.2.1.1)."""
        named = self.authority
        return (
            _may_be_equal(named.key_identifier, issuer.subject_key_identifier)
            and _may_be_equal(named.serial, issuer.serial_bytes)
            and _may_be_equal(named.compared_issuer, issuer.compared_issuer)
        )

    def reason_against(self, issuer: Certificate) -> str:
        """Why a certificate with the name of the issuer is not that of the issuer."""
        which = f"the one with the SHA-1 {issuer.thumbprint} has that name"
        if not self.signature_algorithms_agree:
            return f"{which}, but no signature counts that is made by another algorithm than is signed along"
        if not _may_be_equal(self.authority_key_identifier, issuer.subject_key_identifier):
            return f"{which} and another key identifier"
        if not self.may_name(issuer):
            return f"{which} and another issuer or serial number than is named"
        return f"{which}, but its key did not make the signature"

    def names_key_of(self, issuer: Certificate) -> bool:
        """Whether both sides state the same key identifier."""
        identifier = self.authority_key_identifier
        return identifier is not None and identifier == issuer.subject_key_identifier

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
    def _public_key(self) -> PublicKey:
        info = self._structure.public_key_info
        return _unless_malformed(lambda: read_public_key(info), PublicKey(UNREADABLE, None, None, None))

    @cached_property
    def _signature_algorithm(self) -> SignatureAlgorithm:
        identifier = self._structure.signature_algorithm
        return _unless_malformed(lambda: read_signature_algorithm(identifier), SignatureAlgorithm(UNREADABLE, None))

    def _is_signed_with(self, key: PublicKey) -> bool | None:
        signature = self._structure.signature
        if signature is None:
            return False
        return is_signed_with(key, self._structure.signed, signature, self._signature_algorithm)


def _unread_name(encoded: bytes) -> Name:
    """One that is equal to itself only."""
    text = f"#{encoded.hex().upper()}"
    return Name(text, (), (frozenset({("", text)}),))


def _read_name(encoded: bytes) -> Name:
    return _unless_malformed(lambda: read_name(encoded), _unread_name(encoded))


def _unless_malformed(read: Callable[[], Part], otherwise: Other) -> Part | Other:
    try:
        return read()
    except ValueError:
        return otherwise


def _may_be_equal(one: object | None, other: object | None) -> bool:
    return one is None or other is None or one == other
