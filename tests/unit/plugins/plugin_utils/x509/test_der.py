# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reader takes DER and BER, and refuses everything malformed with ValueError."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der


@pytest.mark.parametrize(
    ("content", "dotted"),
    [("551d13", "2.5.29.19"), ("2b060105", "1.3.6.1.5"), ("2a864886f70d", "1.2.840.113549"), ("8837", "2.999")],
)
def test_object_identifiers_are_dotted(content: str, dotted: str) -> None:
    assert der.object_identifier(bytes.fromhex(content)) == dotted


@pytest.mark.parametrize("content", [b"", b"\x2a\x86"])
def test_an_object_identifier_that_ends_early_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="ends early"):
        der.object_identifier(content)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("04", "ends early"),
        ("0402ff", "ends early"),
        ("0482ff", "ends early"),
        ("0480", "indefinite length"),
        ("3080", "ends early"),
        ("30800500", "ends early"),
        ("1f81", "ends early"),
    ],
)
def test_malformed_elements_are_refused(data: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        list(der.elements(bytes.fromhex(data)))


@pytest.mark.parametrize("data", ["", "0500", "300030003000"])
def test_anything_but_one_element_of_the_type_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="not a single element of type 0x30"):
        der.children(bytes.fromhex(data))


def test_long_lengths_are_read() -> None:
    assert der.element(b"\x04\x82\x01\x00" + bytes(256), der.OCTET_STRING).content == bytes(256)


def test_tags_of_several_bytes_are_read() -> None:
    found = list(der.elements(bytes.fromhex("1f8101 01 aa 0500")))
    assert [(element.tag, element.content) for element in found] == [(0x1F, b"\xaa"), (0x05, b"")]


def test_a_number_of_too_many_bits_in_an_object_identifier_is_refused() -> None:
    widest = b"\x69\x83" + b"\xff" * 17 + b"\x7f"
    assert der.object_identifier(widest) == f"2.25.{2**128 - 1}"
    with pytest.raises(ValueError, match="more than 128 bits"):
        der.object_identifier(b"\x2a" + b"\xff" * 20 + b"\x7f")


def test_what_follows_the_first_element_is_not_read_to_refuse_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    element_at = der._element_at
    monkeypatch.setattr(der, "_element_at", lambda data, offset: read.append(offset) or element_at(data, offset))
    with pytest.raises(ValueError, match="not a single element"):
        der.element(b"\x05\0" * 1000, 0x05)
    assert read == [0]


@pytest.mark.parametrize("size", [129, 5000])
def test_an_integer_of_a_size_that_nothing_has_is_refused(size: int) -> None:
    assert der.integer(b"\x7f" * 128) > 0
    with pytest.raises(ValueError, match=f"^an integer of {size} bytes$"):
        der.integer(b"\x7f" * size)


def test_an_integer_without_content_is_refused() -> None:
    with pytest.raises(ValueError, match="without content"):
        der.integer(b"")


@pytest.mark.parametrize("count", [1, 3])
def test_a_sequence_has_as_many_members_as_are_asked_for(count: int) -> None:
    two = b"\x30\x04\x05\x00\x05\x00"
    assert [each.encoded for each in der.members(two, 2)] == [b"\x05\x00"] * 2
    with pytest.raises(ValueError, match=f"a sequence of 2 elements instead of {count}"):
        der.members(two, count)


def test_an_element_of_indefinite_length_ends_at_its_end_of_contents() -> None:
    found = list(der.elements(bytes.fromhex("3080 0401aa 3080 0500 0000 0000 0500")))
    assert [element.tag for element in found] == [der.SEQUENCE, 0x05]
    assert found[0].content == bytes.fromhex("0401aa 3080 0500 0000")
    assert found[0].encoded == bytes.fromhex("3080 0401aa 3080 0500 0000 0000")
    inner = list(der.elements(found[0].content))
    assert [(element.tag, element.content) for element in inner] == [(0x04, b"\xaa"), (der.SEQUENCE, b"\x05\0")]


def test_zeros_inside_an_element_of_known_length_end_nothing() -> None:
    assert der.first(bytes.fromhex("3080 04020000 0000")).content == bytes.fromhex("04020000")


def test_lengths_may_be_longer_than_needed() -> None:
    assert der.element(bytes.fromhex("3084 00000002 0500"), der.SEQUENCE).content == b"\x05\0"


def test_the_first_element_is_read_whatever_follows_it() -> None:
    assert der.first(b"\x05\0\xff").encoded == b"\x05\0"


@pytest.mark.parametrize("depth", [der.DEEPEST, der.DEEPEST + 1])
def test_elements_of_indefinite_length_are_not_searched_without_end(depth: int) -> None:
    nested = bytes.fromhex("3080") * depth + bytes(2) * depth
    if depth > der.DEEPEST:
        with pytest.raises(ValueError, match="inside each other"):
            der.first(nested)
    else:
        assert der.first(nested).encoded == nested
