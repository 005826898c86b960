# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name is in order when it is in a permitted subtree, if there is one of its type, and in no excluded one."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import GeneralName
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.name_constraints import (
    MOST_COMPARISONS,
    NameConstraints,
    constrained_names,
    read_name_constraints,
    violation,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import read_name

from tests.pki.der import sequence, set_of, tlv
from tests.pki.odd_roots import attribute

OTHER, EMAIL, DNS, DIRECTORY, URI, ADDRESS, IDENTIFIER = 0xA0, 0x81, 0x82, 0xA4, 0x86, 0x87, 0x88
CORP = attribute("2.5.4.10", b"Corp")


def name(*attributes: bytes) -> bytes:
    return sequence(*map(set_of, attributes))


def common_name(value: str) -> bytes:
    return attribute("2.5.4.3", value.encode())


WITHIN = [
    (DNS, b"gw01.corp.example", b"corp.example"),
    (DNS, b"corp.example", b"corp.example"),
    (DNS, b"GW01.Corp.Example", b"corp.EXAMPLE"),
    (DNS, b"gw01.corp.example", b".corp.example"),
    (DNS, b"anything", b""),
    (EMAIL, b"ca@corp.example", b"corp.example"),
    (EMAIL, b"ca@mail.corp.example", b".corp.example"),
    (EMAIL, b"ca@corp.example", b"ca@CORP.example"),
    (URI, b"https://www.corp.example/x", b"www.corp.example"),
    (URI, b"https://user@www.corp.example:8443/x", b".corp.example"),
    (ADDRESS, bytes([192, 0, 2, 7]), bytes([192, 0, 2, 0, 255, 255, 255, 0])),
    (ADDRESS, bytes(15) + b"\1", bytes(32)),
    (DIRECTORY, name(CORP, common_name("gw01")), name(CORP)),
    (DIRECTORY, name(attribute("2.5.4.10", b" CORP ", 0x13), common_name("gw01")), name(CORP)),
    (DIRECTORY, name(CORP), name()),
]
OUTSIDE = [
    (DNS, b"gw01.corp.example", b"other.example"),
    (DNS, b"evilcorp.example", b"corp.example"),
    (DNS, b"corp.example", b".corp.example"),
    (EMAIL, b"ca@mail.corp.example", b"corp.example"),
    (EMAIL, b"ca@corp.example", b".corp.example"),
    (EMAIL, b"CA@corp.example", b"ca@corp.example"),
    (URI, b"https://www.corp.example", b"corp.example"),
    (URI, b"https://corp.example", b".corp.example"),
    (URI, b"https://corp.example", b""),
    (EMAIL, b"ca@corp.example", b""),
    (ADDRESS, bytes([192, 0, 3, 7]), bytes([192, 0, 2, 0, 255, 255, 255, 0])),
    (ADDRESS, bytes(16), bytes(8)),
    (DIRECTORY, name(common_name("gw01"), CORP), name(CORP)),
    (DIRECTORY, name(CORP), name(CORP, common_name("gw01"))),
]
UNCOMPARABLE = [
    (DNS, b"\xfc.corp.example", b"corp.example"),
    (URI, b"urn:x", b"corp.example"),
    (URI, b"https://192.0.2.1/", b"corp.example"),
    (URI, b"https://[::1]/", b"corp.example"),
    (URI, b"https://[", b"corp.example"),
    (DIRECTORY, b"\x05\0", name(CORP)),
    (OTHER, b"\x06\x01\x2a", b"\x06\x01\x2a"),
    (IDENTIFIER, b"\x2a", b"\x2a"),
]


def constraints(tag: int, permitted: bytes | None = None, excluded: bytes | None = None) -> NameConstraints:
    fields = [
        tlv(field, sequence(tlv(tag, base)))
        for field, base in ((0xA0, permitted), (0xA1, excluded))
        if base is not None
    ]
    return read_name_constraints(sequence(*fields))


@pytest.mark.parametrize(("tag", "content", "subtree"), WITHIN)
def test_a_name_within_a_subtree_is_permitted_or_excluded_by_it(tag: int, content: bytes, subtree: bytes) -> None:
    assert violation(constraints(tag, permitted=subtree), [GeneralName(tag, content)]) is None
    assert violation(constraints(tag, excluded=subtree), [GeneralName(tag, content)])


@pytest.mark.parametrize(("tag", "content", "subtree"), OUTSIDE)
def test_a_name_outside_a_subtree_is_not_permitted_and_not_excluded_by_it(
    tag: int, content: bytes, subtree: bytes
) -> None:
    assert violation(constraints(tag, permitted=subtree), [GeneralName(tag, content)])
    assert violation(constraints(tag, excluded=subtree), [GeneralName(tag, content)]) is None


@pytest.mark.parametrize(("tag", "content", "subtree"), UNCOMPARABLE)
def test_a_name_that_cannot_be_compared_is_in_order_only_where_nothing_is_said_of_its_type(
    tag: int, content: bytes, subtree: bytes
) -> None:
    found = [GeneralName(tag, content)]
    assert violation(constraints(tag, permitted=subtree), found)
    assert violation(constraints(tag, excluded=subtree), found)
    assert violation(constraints(EMAIL, permitted=b"corp.example"), found) is None


def test_each_name_counts_and_the_first_that_is_not_in_order_is_told() -> None:
    names = [GeneralName(DNS, each) for each in (b"a.corp.example", b"b.other.example", b"c.other.example")]
    assert violation(constraints(DNS, permitted=b"corp.example"), names) == "b.other.example"


@pytest.mark.parametrize(
    ("subject", "alternative", "constrained"),
    [
        (name(common_name("gw01.corp.example")), [], {DIRECTORY, DNS}),
        (name(common_name("GW01")), [], {DIRECTORY}),
        (name(common_name("Corp Root CA")), [], {DIRECTORY}),
        (name(common_name("gw01.corp.example")), [GeneralName(DNS, b"gw01")], {DIRECTORY, DNS}),
        (name(attribute("1.2.840.113549.1.9.1", b"ca@corp.example")), [], {DIRECTORY, EMAIL}),
        (
            name(attribute("1.2.840.113549.1.9.1", b"x@evil.example")),
            [GeneralName(EMAIL, b"ca@corp.example")],
            {DIRECTORY, EMAIL},
        ),
        (name(common_name("gw-.corp.example")), [], {DIRECTORY}),
        (name(), [GeneralName(URI, b"urn:x")], {URI}),
    ],
)
def test_the_names_of_the_subject_count_too(
    subject: bytes, alternative: list[GeneralName], constrained: set[int]
) -> None:
    assert {
        each.tag for each in constrained_names(read_name(subject), subject, alternative, of_host=True)
    } == constrained


def test_a_common_name_of_a_ca_is_no_host() -> None:
    subject = name(common_name("pki.corp.example"))
    assert {each.tag for each in constrained_names(read_name(subject), subject, [], of_host=False)} == {DIRECTORY}


def test_an_address_of_the_subject_counts_beside_alternative_ones() -> None:
    subject = name(attribute("1.2.840.113549.1.9.1", b"x@evil.example"))
    names = constrained_names(read_name(subject), subject, [GeneralName(EMAIL, b"ca@corp.example")], of_host=True)
    assert violation(constraints(EMAIL, permitted=b"corp.example"), names) == "x@evil.example"


def test_more_names_than_anybody_has_are_not_compared() -> None:
    many = [GeneralName(DNS, b"gw01.corp.example")] * (MOST_COMPARISONS + 1)
    assert "too many" in str(violation(constraints(DNS, permitted=b"corp.example"), many))


def test_a_least_distance_of_none_may_be_written_out() -> None:
    subtree = sequence(tlv(DNS, b"corp.example"), tlv(0x80, b"\0"))
    assert read_name_constraints(sequence(tlv(0xA0, subtree))) == constraints(DNS, permitted=b"corp.example")


def test_a_common_name_does_not_count_beside_a_dns_name() -> None:
    subject, gateway = name(common_name("gw01.other.example")), GeneralName(DNS, b"gw01.corp.example")
    names = constrained_names(read_name(subject), subject, [gateway], of_host=True)
    assert violation(constraints(DNS, permitted=b"corp.example"), names) is None


@pytest.mark.parametrize(
    "value",
    [
        b"\x05\0",
        sequence(tlv(0xA2, b"")),
        sequence(*[tlv(0xA0, sequence(tlv(DNS, b"x")))] * 2),
        sequence(tlv(0xA0, sequence(tlv(DNS, b"x"), tlv(0x80, b"\1")))),
        sequence(tlv(0xA0, sequence(tlv(DNS, b"x"), tlv(0x81, b"\1")))),
        sequence(tlv(0xA0, tlv(DNS, b"x"))),
    ],
    ids=["no sequence", "another field", "a field twice", "a least distance", "a largest distance", "no subtree"],
)
def test_what_is_no_name_constraints_is_refused(value: bytes) -> None:
    with pytest.raises(ValueError, match="."):
        read_name_constraints(value)
