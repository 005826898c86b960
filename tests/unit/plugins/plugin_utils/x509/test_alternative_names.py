# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subject alternative names are sorted by their type, and an odd one doesn't hide the others."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import (
    AlternativeNames,
    OtherName,
    read_alternative_names,
)
from cryptography import x509

from tests.pki.der import tlv

PRINCIPAL_NAME = "1.3.6.1.4.1.311.20.2.3"


def names(*encoded: bytes) -> AlternativeNames:
    return read_alternative_names(tlv(0x30, b"".join(encoded)))


def test_each_type_has_its_own_list() -> None:
    directory = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gw, 01")])
    extension = x509.SubjectAlternativeName(
        [
            x509.DNSName("gw01.dmz.example"),
            x509.IPAddress(ip_address("192.0.2.1")),
            x509.DNSName("gw01"),
            x509.IPAddress(ip_address("2001:db8::1")),
            x509.RFC822Name("ca@dmz.example"),
            x509.UniformResourceIdentifier("https://dmz.example/"),
            x509.DirectoryName(directory),
            x509.RegisteredID(x509.ObjectIdentifier("1.2.3.4")),
            x509.OtherName(x509.ObjectIdentifier(PRINCIPAL_NAME), b"\x0c\x01a"),
        ]
    )
    assert read_alternative_names(extension.public_bytes()) == AlternativeNames(
        dns=("gw01.dmz.example", "gw01"),
        ip=("192.0.2.1", "2001:db8::1"),
        email=("ca@dmz.example",),
        uri=("https://dmz.example/",),
        directory_name=("CN=gw\\, 01",),
        registered_id=("1.2.3.4",),
        other_name=(OtherName(PRINCIPAL_NAME, "0C0161"),),
    )


def test_types_that_nobody_uses_are_hex() -> None:
    found = names(tlv(0xA3, b"\x30\x00"), tlv(0xA5, b"\xa1\x00"))
    assert (found.x400_address, found.edi_party_name) == (("3000",), ("A100",))


def test_an_address_of_another_length_is_hex() -> None:
    assert names(tlv(0x87, b"\x0a\0\0"), tlv(0x87, b"\x0a\0\0\1")).ip == ("#0A0000", "10.0.0.1")


@pytest.mark.parametrize(("content", "shown"), [("bücher@a".encode(), "bücher@a"), (b"\xfc@a", "\\xfc@a")])
def test_an_email_address_may_have_any_characters(content: bytes, shown: str) -> None:
    assert names(tlv(0x81, content)).email == (shown,)


@pytest.mark.parametrize(
    "name", [tlv(0x82, b"\xff.example"), tlv(0xA4, b"\x05\0"), tlv(0x88, b""), tlv(0xA0, b"\x06\1\x2a"), b"\x82\x05a"]
)
def test_malformed_names_are_refused(name: bytes) -> None:
    with pytest.raises(ValueError, match="."):
        names(name)
