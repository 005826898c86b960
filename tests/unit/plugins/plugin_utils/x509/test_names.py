# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names are written as RFC 4514 says, and their attributes keep the order and the company that they have there."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import Name, NamePart, read_name
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from tests.pki.der import tlv

CN, O, OU = "550403", "55040a", "55040b"
UTF8, PRINTABLE, T61, UNIVERSAL, BMP = 0x0C, 0x13, 0x14, 0x1C, 0x1E


def attribute(oid: str, value: bytes, tag: int = UTF8) -> bytes:
    return tlv(0x30, tlv(0x06, bytes.fromhex(oid)) + tlv(tag, value))


def name(*rdns: bytes) -> Name:
    return read_name(tlv(0x30, b"".join(tlv(0x31, rdn) for rdn in rdns)))


def test_the_most_specific_attribute_comes_first() -> None:
    found = name(attribute(O, b"Example"), attribute(CN, b"gw01"))
    assert found.text == "CN=gw01,O=Example"
    assert found.parts == (NamePart(0, "2.5.4.3", "CN", "gw01"), NamePart(1, "2.5.4.10", "O", "Example"))


def test_attributes_of_one_rdn_stay_together() -> None:
    found = name(attribute(O, b"Example"), attribute(CN, b"gw01") + attribute(OU, b"DMZ"))
    assert found.text == "CN=gw01+OU=DMZ,O=Example"
    assert [(part.rdn, part.type) for part in found.parts] == [(0, "CN"), (0, "OU"), (1, "O")]


def test_a_type_without_a_short_name_is_dotted_in_the_text_and_named_in_the_parts() -> None:
    found = name(attribute("550405", b"HRB 1"))
    assert (found.text, found.parts[0].type) == ("2.5.4.5=HRB 1", "serialNumber")


def test_an_e_mail_address_has_the_short_name_that_windows_shows() -> None:
    found = name(attribute("2a864886f70d010901", b"ca@dmz.example"))
    assert (found.text, found.parts[0].type) == ("E=ca@dmz.example", "emailAddress")


def test_an_unknown_type_is_dotted_everywhere() -> None:
    found = name(attribute("2a0304", b"value"))
    assert (found.text, found.parts[0].type) == ("1.2.3.4=value", "1.2.3.4")


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (UTF8, "Grüße".encode()),
        (PRINTABLE, "Grüße".encode("latin-1")),
        (T61, "Grüße".encode("latin-1")),
        (UNIVERSAL, "Grüße".encode("utf-32-be")),
        (BMP, "Grüße".encode("utf-16-be")),
    ],
)
def test_every_kind_of_string_is_read(tag: int, value: bytes) -> None:
    assert name(attribute(CN, value, tag)).common_name == "Grüße"


@pytest.mark.parametrize(
    ("tag", "value", "shown"), [(UTF8, b"\xff", "#0C01FF"), (BMP, b"a", "#1E0161"), (0x03, b"\0a", "#03020061")]
)
def test_a_value_that_is_no_text_is_hex(tag: int, value: bytes, shown: str) -> None:
    found = name(attribute(CN, value, tag), attribute(O, b"Example"))
    assert (found.text, found.parts[1].value) == (f"O=Example,CN={shown}", shown)


def test_an_empty_name_has_no_parts() -> None:
    assert (name().text, name().parts, name().common_name) == ("", (), None)


@pytest.mark.parametrize("encoded", ["", "0500", "3002 3105", "3004 3102 3000", "3005 3103 3001 06"])
def test_what_is_built_otherwise_is_refused(encoded: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_name(bytes.fromhex(encoded))


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_values_are_escaped_as_another_implementation_does(value: str) -> None:
    attributes = [x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, value, _validate=False)]
    other = x509.Name([x509.RelativeDistinguishedName(attributes)])
    assert read_name(other.public_bytes()).text == other.rfc4514_string()
