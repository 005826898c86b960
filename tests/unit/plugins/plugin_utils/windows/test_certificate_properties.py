# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The properties of a certificate's copies are decoded, and what is malformed is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    DESCRIPTION,
    ENHANCED_KEY_USAGE,
    FRIENDLY_NAME,
    KEY_PROV_INFO,
    Blob,
    decode,
    encode_text,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import (
    DISALLOWED_ENHKEY_USAGE,
    DISALLOWED_FILETIME,
    NOT_BEFORE_ENHKEY_USAGE,
    NOT_BEFORE_FILETIME,
    Properties,
    read_limits,
    read_properties,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits
from cryptography.x509 import ExtendedKeyUsage, ObjectIdentifier
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outside_cases import case

SERVER, CLIENT, MAIL = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"
NEW_YEAR_2027 = (13_443_235_200 * 10**7).to_bytes(8, "little")
"""2027-01-01T00:00:00Z: 1,798,761,600 seconds of Unix time and the 11,644,473,600 between 1601 and 1970."""


def purposes(*oids: str) -> bytes:
    return ExtendedKeyUsage([ObjectIdentifier(oid) for oid in oids]).public_bytes()


def read(*copies: dict[int, bytes]) -> Properties:
    return read_properties([Blob(b"certificate", properties) for properties in copies])


def test_a_copy_without_properties_says_nothing() -> None:
    assert read({}) == Properties(None, None, False, None, None, None, None, None, None, ())


def test_texts_are_those_of_the_first_copy_that_has_one() -> None:
    first = {DESCRIPTION: encode_text("imported")}
    second = {FRIENDLY_NAME: encode_text("Körper"), DESCRIPTION: encode_text("other")}
    found = read(first, second)
    assert (found.friendly_name, found.description) == ("Körper", "imported")


def test_a_private_key_of_any_copy_counts() -> None:
    assert read({}, {KEY_PROV_INFO: b"key"}).has_private_key


def test_the_root_programs_dates_are_told_in_utc() -> None:
    found = read({}, {DISALLOWED_FILETIME: NEW_YEAR_2027, NOT_BEFORE_FILETIME: bytes(8)})
    assert f"{found.disallowed_after}" == "2027-01-01 00:00:00+00:00"
    assert f"{found.issuance_disallowed_after}" == "1601-01-01 00:00:00+00:00"


def test_the_root_programs_purposes_are_told() -> None:
    found = read({DISALLOWED_ENHKEY_USAGE: purposes(MAIL), NOT_BEFORE_ENHKEY_USAGE: purposes(SERVER, CLIENT)})
    assert found.disallowed_purposes == (MAIL,)
    assert found.issuance_disallowed_purposes == (SERVER, CLIENT)


@pytest.mark.parametrize(
    ("copies", "allowed"),
    [
        ([{ENHANCED_KEY_USAGE: purposes(SERVER, MAIL)}], (SERVER, MAIL)),
        ([{ENHANCED_KEY_USAGE: purposes(SERVER)}, {ENHANCED_KEY_USAGE: purposes(CLIENT, SERVER)}], (SERVER, CLIENT)),
        ([{ENHANCED_KEY_USAGE: b"\x30\x00"}], ()),
        ([{ENHANCED_KEY_USAGE: purposes(SERVER)}, {}], None),
    ],
    ids=["one copy", "two copies", "for nothing", "one copy of two"],
)
def test_a_certificate_is_restricted_when_all_of_its_copies_are(
    copies: list[dict[int, bytes]], allowed: tuple[str, ...] | None
) -> None:
    assert read(*copies).restricted_purposes == allowed


@pytest.mark.parametrize(
    ("number", "data"),
    [
        (NOT_BEFORE_ENHKEY_USAGE, b""),
        (DISALLOWED_ENHKEY_USAGE, b""),
        (DISALLOWED_FILETIME, b"\0" * 7),
        (NOT_BEFORE_FILETIME, b"\xff" * 8),
    ],
)
def test_a_malformed_property_is_named_and_hides_no_other(number: int, data: bytes) -> None:
    found = read({number: data, FRIENDLY_NAME: encode_text("Corp")})
    assert found == Properties("Corp", None, False, None, None, None, None, None, None, (number,))


@pytest.mark.parametrize("data", [b"\x30\x05\x06", b""], ids=["malformed", "empty"])
def test_a_restriction_that_cannot_be_read_is_never_told_as_none(data: bytes) -> None:
    found = read({ENHANCED_KEY_USAGE: data})
    assert (found.restricted_purposes, found.unreadable) == ((), (ENHANCED_KEY_USAGE,))
    assert read({ENHANCED_KEY_USAGE: data}, {ENHANCED_KEY_USAGE: purposes(MAIL)}).restricted_purposes == (MAIL,)


def test_an_empty_text_or_date_is_not_set() -> None:
    empty = dict.fromkeys((FRIENDLY_NAME, DESCRIPTION, DISALLOWED_FILETIME, NOT_BEFORE_FILETIME), b"")
    assert read(empty) == read({})
    other = {FRIENDLY_NAME: encode_text("Corp"), DISALLOWED_FILETIME: NEW_YEAR_2027}
    assert read(empty, other) == read(other)


def test_entries_of_microsofts_root_program_with_empty_dates_are_read() -> None:
    entries: dict[str, str] = json.loads(case("blobs/empty-filetime-blobs.json"))
    for blob in map(decode, map(bytes.fromhex, entries.values())):
        found = read_properties([blob])
        dates = {DISALLOWED_FILETIME: found.disallowed_after, NOT_BEFORE_FILETIME: found.issuance_disallowed_after}
        unset = {number for number in dates if blob.properties.get(number) == b""}
        assert unset
        assert {number for number, date in dates.items() if date is None} >= unset
        assert found.unreadable == ()


DECODED = (
    ENHANCED_KEY_USAGE,
    DISALLOWED_FILETIME,
    DISALLOWED_ENHKEY_USAGE,
    NOT_BEFORE_FILETIME,
    NOT_BEFORE_ENHKEY_USAGE,
)


@given(st.dictionaries(st.sampled_from(DECODED), st.binary(min_size=8, max_size=8) | st.binary()))
@settings(max_examples=50)
def test_any_property_is_decoded_or_named(properties: dict[int, bytes]) -> None:
    found = read(properties)
    decoded = (
        found.restricted_purposes,
        found.disallowed_after,
        found.disallowed_purposes,
        found.issuance_disallowed_after,
        found.issuance_disallowed_purposes,
    )
    told = {number for number, value in zip(DECODED, decoded, strict=True) if value is not None}
    unset = {number for number in (DISALLOWED_FILETIME, NOT_BEFORE_FILETIME) if properties.get(number) == b""}
    assert told | set(found.unreadable) == set(properties) - unset


CLIENTS = ExtendedKeyUsage([ObjectIdentifier("1.3.6.1.5.5.7.3.2")]).public_bytes()
DATED = RootLimits(refused_after=datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("copies", "limits"),
    [
        ([{}], ()),
        ([{}, {DISALLOWED_FILETIME: NEW_YEAR_2027}], (DATED,)),
        (
            [{DISALLOWED_FILETIME: NEW_YEAR_2027}, {DISALLOWED_ENHKEY_USAGE: CLIENTS}],
            (DATED, RootLimits(refused=("1.3.6.1.5.5.7.3.2",))),
        ),
        ([{DISALLOWED_FILETIME: NEW_YEAR_2027}] * 2, (DATED,)),
        ([{DISALLOWED_FILETIME: b""}], ()),
        ([{DISALLOWED_FILETIME: bytes(7)}], (RootLimits(unreadable=True),)),
        ([{ENHANCED_KEY_USAGE: CLIENTS}, {}], ()),
        ([{ENHANCED_KEY_USAGE: CLIENTS}] * 2, (RootLimits(allowed=("1.3.6.1.5.5.7.3.2",)),)),
    ],
)
def test_each_copy_of_a_root_has_its_own_limits(copies: list[dict[int, bytes]], limits: tuple[RootLimits, ...]) -> None:
    assert read_limits([Blob(b"", properties) for properties in copies]) == limits
