# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forms that limit what a CA may issue, or say who issued a certificate, so that its chain is refused, or holds all the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.pki.certificates import key_usage, name_of
from tests.pki.der import (
    INTEGER,
    OCTET_STRING,
    PRINTABLE_STRING,
    SET,
    elements_of,
    oid,
    sequence,
    tlv,
)
from tests.pki.forms import TRUE, Fields, Form, with_extension

AUTHORITY_KEY_IDENTIFIER: Final = "2.5.29.35"
UNKNOWN_EXTENSION: Final = "1.3.6.1.4.1.55555.1"
KEY_IDENTIFIER, AUTHORITY_ISSUER, AUTHORITY_SERIAL, DIRECTORY_NAME = 0x80, 0xA1, 0x82, 0xA4
"""Of an authority key identifier (RFC 5280, 4.2.1.1), and of a general name (4.2.1.6)."""


def no_certificate_signing(fields: Fields) -> Fields:
    return _with(fields, key_usage("digital_signature", "crl_sign"))


def unknown_critical_extension(fields: Fields) -> Fields:
    extension = sequence(oid(UNKNOWN_EXTENSION), TRUE, tlv(OCTET_STRING, tlv(INTEGER, b"\1")))
    return with_extension(fields, UNKNOWN_EXTENSION, extension)


def for_code_signing(fields: Fields) -> Fields:
    return _with(fields, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]))


def for_clients(fields: Fields) -> Fields:
    return _with(fields, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]))


def for_servers(fields: Fields) -> Fields:
    return _with(fields, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]))


def for_both(fields: Fields) -> Fields:
    return _with(fields, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]))


def for_any_purpose(fields: Fields) -> Fields:
    """Libraries disagree on whether a CA's purpose that names none allows serverAuth."""
    return _with(fields, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]))


def for_any_purpose_and_servers(fields: Fields) -> Fields:
    return _with(
        fields, x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, ExtendedKeyUsageOID.SERVER_AUTH])
    )


def excludes_the_domain(fields: Fields) -> Fields:
    return _with(fields, x509.NameConstraints(None, [x509.DNSName("corp.example")]))


def permits_another_domain(fields: Fields) -> Fields:
    return _with(fields, x509.NameConstraints([x509.DNSName("other.example")], None))


def permits_the_domain(fields: Fields) -> Fields:
    return _with(fields, x509.NameConstraints([x509.DNSName("CORP.example")], None))


def permits_another_organization(fields: Fields) -> Fields:
    return _with(fields, x509.NameConstraints([x509.DirectoryName(name_of(organization="Other"))], None))


def names_another_serial_number(fields: Fields) -> Fields:
    """The issuer's name and key fit."""
    return with_extension(
        fields, AUTHORITY_KEY_IDENTIFIER, _authority(_key_identifier(fields), _named(fields["issuer"], b"\x12\x67"))
    )


def names_the_issuer_in_capitals(fields: Fields) -> Fields:
    """As a PrintableString too, so that it is equal under RFC 5280, 7.1, and no byte of it is. The key identifier fits."""
    return {"issuer": sequence(*map(_in_capitals, elements_of(fields["issuer"])))}


def names_the_issuer_in_capitals_alone(fields: Fields) -> Fields:
    """The same without a key identifier."""
    return {**names_the_issuer_in_capitals(fields), **with_extension(fields, AUTHORITY_KEY_IDENTIFIER)}


def names_serial_number(issuer: bytes, serial: bytes) -> Form:
    """The form in which the issuer's certificate is named by its own issuer (DER) and serial number."""

    def form(fields: Fields) -> Fields:
        return with_extension(
            fields, AUTHORITY_KEY_IDENTIFIER, _authority(_key_identifier(fields), _named(issuer, serial))
        )

    return form


REFUSED_CA_FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            no_certificate_signing,
            unknown_critical_extension,
            for_code_signing,
            for_clients,
            excludes_the_domain,
            permits_another_domain,
            permits_another_organization,
        )
    }
)
"""What a CA above a gateway can have, so that nothing trusts the gateway."""

ACCEPTED_CA_FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {each.__name__: each for each in (for_both, for_servers, for_any_purpose_and_servers, permits_the_domain)}
)


def _with(fields: Fields, extension: x509.ExtensionType) -> Fields:
    """All of them critical, as RFC 5280 wants key usages and name constraints."""
    identifier = extension.oid.dotted_string
    return with_extension(
        fields, identifier, sequence(oid(identifier), TRUE, tlv(OCTET_STRING, extension.public_bytes()))
    )


def _key_identifier(fields: Fields) -> bytes:
    """What the certificate says of its issuer's key, as it is encoded."""
    [extensions] = elements_of(fields["extensions"])
    [value] = [
        elements_of(elements_of(each)[-1])[0]
        for each in elements_of(extensions)
        if elements_of(each)[0] == oid(AUTHORITY_KEY_IDENTIFIER)
    ]
    return next(each for each in elements_of(value) if each[0] == KEY_IDENTIFIER)


def _named(issuer: bytes, serial: bytes) -> bytes:
    return tlv(AUTHORITY_ISSUER, tlv(DIRECTORY_NAME, issuer)) + tlv(AUTHORITY_SERIAL, serial)


def _authority(*parts: bytes) -> bytes:
    return sequence(oid(AUTHORITY_KEY_IDENTIFIER), tlv(OCTET_STRING, sequence(*parts)))


def _in_capitals(rdn: bytes) -> bytes:
    attributes = []
    for attribute in elements_of(rdn):
        kind, value = elements_of(attribute)
        attributes.append(sequence(kind, tlv(PRINTABLE_STRING, value[2:].upper())))
    return tlv(SET, b"".join(attributes))
