# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate that is not as RFC 5280 says is identified all the same, and what is wrong with it is named."""

from __future__ import annotations

import hashlib

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.canonical import is_der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.malformations import malformations
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge

from tests.pki.der import NULL, SEQUENCE, elements_of, sequence, tlv
from tests.pki.odd_roots import constrained, edited, odd_roots, plain_root
from tests.unit.plugins.plugin_utils.x509.authority import NOW

NAMED: dict[str, list[str]] = {
    "version 1": [],
    "version 1 written out": ["DER"],
    "version 2": [],
    "version 3 without extensions": [],
    "version 4": ["version 4"],
    "serial number with a needless byte": ["DER"],
    "serial number without a byte": ["empty serial number", "DER"],
    "set out of order": ["DER"],
    "Latin-1 in a PrintableString": [],
    "BMPString of odd length": [],
    "subject that is none": ["issuer", "subject"],
    "time with an offset": ["validity"],
    "time without seconds": ["validity"],
    "local time": ["notAfter"],
    "fraction of a second": ["notBefore"],
    "day that is none": ["notAfter"],
    "indefinite lengths": ["DER"],
    "lengths that are too long": ["DER"],
    "critical, written as 1": ["DER"],
    "not critical, written out": ["DER"],
    "CA, written as 1": [],
    "alternative name with an umlaut": ["2.5.29.17"],
    "identifier without a wrapper": ["2.5.29.35"],
    "extension that occurs twice": ["2.5.29.14"],
    "two algorithms": ["another algorithm"],
    "field that is none": ["1 fields"],
    "bytes in it, behind the signature": ["2 bytes"],
    "bytes behind it": ["2 bytes"],
}
"""What is said of each odd root, in the order in which it is said."""


@pytest.mark.parametrize("form", NAMED)
def test_an_odd_root_is_identified_and_what_is_wrong_is_named(form: str) -> None:
    encoded = odd_roots()[form]
    found = Certificate.from_der(encoded)
    assert found.thumbprint == hashlib.sha1(encoded).hexdigest().upper()
    assert found.sha256 == hashlib.sha256(encoded).hexdigest().upper()
    assert found.own_key_signed
    told = malformations(found)
    assert len(told) == len(NAMED[form])
    assert all(words in sentence for words, sentence in zip(NAMED[form], told, strict=True))


def test_there_is_a_word_about_every_odd_root() -> None:
    assert NAMED.keys() == odd_roots().keys()


def test_nothing_is_wrong_with_a_well_formed_one() -> None:
    assert malformations(Certificate.from_der(plain_root())) == ()


@pytest.mark.parametrize("depth", [31, 33])
def test_no_certificate_has_elements_in_elements_without_end(depth: int) -> None:
    nested = NULL
    for _level in range(depth):
        nested = tlv(SEQUENCE, nested)
    assert is_der(nested) == (depth == 31)


@pytest.mark.parametrize("length", [b"\x81\x01", b"\x83\0\0\x01", b"\x84\0\0\0\x01"])
def test_a_length_of_more_bytes_than_it_needs_is_not_in_der(length: bytes) -> None:
    assert is_der(b"\x04\x01x")
    assert not is_der(b"\x04" + length + b"x")


@pytest.mark.parametrize("malformed", [b"\x30\x01", b"\x30\x02\x04\x01", b"\x30\x80\0\0", b"\x02\0"])
def test_what_cannot_be_told_apart_is_not_in_der(malformed: bytes) -> None:
    assert not is_der(malformed)


EXTENSION = elements_of(elements_of(elements_of(elements_of(plain_root())[0])[-1])[0])[0]
IDENTIFIER, CRITICAL, VALUE = elements_of(EXTENSION)


@pytest.mark.parametrize(
    "extension",
    [
        sequence(IDENTIFIER, CRITICAL, tlv(0x0C, VALUE[2:])),
        sequence(tlv(0x0C, IDENTIFIER[2:]), CRITICAL, VALUE),
        sequence(IDENTIFIER, tlv(0x02, b"\1"), VALUE),
        sequence(IDENTIFIER, CRITICAL, CRITICAL, VALUE),
        sequence(IDENTIFIER, tlv(0x01, b""), VALUE),
        sequence(IDENTIFIER, tlv(0x01, b"\1\1"), VALUE),
        sequence(IDENTIFIER, CRITICAL, VALUE, VALUE),
        tlv(0x31, IDENTIFIER + CRITICAL + VALUE),
    ],
    ids=["value", "identifier", "critical", "twice", "empty", "two bytes", "two values", "set"],
)
def test_of_an_extension_that_is_not_built_like_one_nothing_is_believed(extension: bytes) -> None:
    root = Certificate.from_der(constrained(extension))
    assert not root.is_ca
    assert {"ca", "critical_extensions"} <= {refusal.rule for refusal in judge(root, NOW)}


def test_extensions_in_two_places_are_not_believed() -> None:
    field = elements_of(elements_of(plain_root())[0])[-1]
    assert not Certificate.from_der(edited(extensions=field * 2)).is_ca
