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

from tests.pki import odd
from tests.pki.der import INTEGER, NULL, SEQUENCE, elements_of, oid, sequence, set_of, tlv
from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT = issue("Root")
DER = ROOT.certificate.der
ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2"


def edited(**fields: bytes) -> bytes:
    return odd.edited(DER, ROOT.key, **fields)


def indefinite(encoded: bytes) -> bytes:
    return bytes([encoded[0], 0x80]) + b"".join(elements_of(encoded)) + b"\0\0"


def long_length(encoded: bytes) -> bytes:
    content = b"".join(elements_of(encoded))
    return bytes([encoded[0], 0x84]) + len(content).to_bytes(4, "big") + content


def with_extension(encoded: bytes) -> bytes:
    return odd.with_extensions(DER, ROOT.key, lambda extensions: [*extensions, encoded])


CN, OU = (sequence(oid(each), tlv(0x0C, b"Root")) for each in ("2.5.4.3", "2.5.4.11"))
VALIDITY = sequence(tlv(0x17, b"250601120000Z"), tlv(0x17, b"270601120000"))

ODD = {
    "version 1 written out": (edited(version=bytes.fromhex("a003020100"), extensions=b""), ["DER"]),
    "version 4": (edited(version=bytes.fromhex("a003020103")), ["version 4"]),
    "version 2": (edited(version=bytes.fromhex("a003020101"), extensions=b""), []),
    "serial number with a needless byte": (edited(serial_number=tlv(INTEGER, b"\xff\xff")), ["DER"]),
    "serial number without a byte": (edited(serial_number=tlv(INTEGER, b"")), ["serial number", "DER"]),
    "set out of order": (edited(subject=sequence(set_of(*sorted((CN, OU), reverse=True)))), ["DER"]),
    "subject that is none": (edited(subject=sequence(NULL)), ["subject"]),
    "issuer that is none": (edited(issuer=sequence(NULL)), ["issuer"]),
    "end without a zone": (edited(validity=VALIDITY), ["notAfter"]),
    "beginning without a zone": (edited(validity=sequence(*reversed(elements_of(VALIDITY)))), ["notBefore"]),
    "a field that is none": (edited(public_key=ROOT.certificate.public_key_info + NULL), ["1 fields"]),
    "a validity with an offset": (
        edited(validity=sequence(*[tlv(0x17, b"270601120000+0200")] * 2)),
        ["validity"],
    ),
    "indefinite lengths": (indefinite(DER), ["DER"]),
    "lengths that are too long": (long_length(DER), ["DER"]),
    "FALSE written out": (
        with_extension(sequence(oid("1.2.3"), bytes.fromhex("010100"), tlv(0x04, NULL))),
        ["DER"],
    ),
    "another TRUE": (
        with_extension(sequence(oid("2.5.29.17"), bytes.fromhex("010101"), tlv(0x04, sequence()))),
        ["DER"],
    ),
    "an unreadable extension": (with_extension(odd.extension("2.5.29.17", NULL)), ["2.5.29.17"]),
    "two algorithms": (odd.with_outer_algorithm(DER, sequence(oid(ECDSA_WITH_SHA256), NULL)), ["another algorithm"]),
    "bytes in it, behind the signature": (sequence(*elements_of(DER), NULL), ["2 bytes"]),
    "bytes behind it": (DER + b"\r\n", ["2 bytes"]),
}


@pytest.mark.parametrize(("encoded", "named"), ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_identified_and_named(encoded: bytes, named: list[str]) -> None:
    found = Certificate.from_der(encoded)
    assert found.thumbprint == hashlib.sha1(encoded).hexdigest().upper()
    assert found.sha256 == hashlib.sha256(encoded).hexdigest().upper()
    assert found.public_key_info == ROOT.certificate.public_key_info
    told = malformations(found)
    assert len(told) == len(named)
    assert all(words in sentence for words, sentence in zip(named, told, strict=True))


def test_nothing_is_wrong_with_a_well_formed_one() -> None:
    assert malformations(ROOT.certificate) == ()


@pytest.mark.parametrize("depth", [31, 33])
def test_no_certificate_has_elements_in_elements_without_end(depth: int) -> None:
    nested = NULL
    for _level in range(depth):
        nested = tlv(SEQUENCE, nested)
    assert is_der(nested) == (depth == 31)


@pytest.mark.parametrize("malformed", [b"\x30\x01", b"\x30\x02\x04\x01", b"\x30\x80\0\0", b"\x02\0"])
def test_what_cannot_be_told_apart_is_not_in_der(malformed: bytes) -> None:
    assert not is_der(malformed)
