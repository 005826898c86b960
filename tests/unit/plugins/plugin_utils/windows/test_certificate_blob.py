# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry form of a store entry: read from genuine bytes, written in a fixed order, refused when malformed."""

from __future__ import annotations

import hashlib
import struct

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import (
    CERTIFICATE,
    DESCRIPTION,
    FRIENDLY_NAME,
    SHA1_HASH,
    Blob,
    certificate_sha256,
    decode,
    decode_elements,
    encode,
    encode_elements,
    encode_text,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.recorded import recorded

MD5_HASH = 4
KEY_IDENTIFIER = 20
GENUINE = "certblob/belgacom_etrust_2001_root.blob"

NUMBERS = st.integers(1, 2**32 - 1).filter(lambda number: number != CERTIFICATE)
PROPERTIES = st.dictionaries(NUMBERS, st.binary())
BLOBS = st.builds(Blob, st.binary(), PROPERTIES)


def _element(number: int, data: bytes, reserved: int = 1) -> bytes:
    return struct.pack("<III", number, reserved, len(data)) + data


def test_a_genuine_entry_is_read_and_its_properties_recompute() -> None:
    blob = decode(recorded(GENUINE))
    assert list(blob.properties) == [MD5_HASH, SHA1_HASH, KEY_IDENTIFIER]
    assert blob.properties[SHA1_HASH] == hashlib.sha1(blob.certificate).digest()
    assert blob.properties[MD5_HASH] == hashlib.md5(blob.certificate).digest()
    assert blob.properties[KEY_IDENTIFIER] == _key_identifier(blob.certificate)


def _key_identifier(certificate: bytes) -> bytes:
    """The extension's, and without one the SHA-1 of the SubjectPublicKeyInfo."""
    parsed = x509.load_der_x509_certificate(certificate)
    try:
        return parsed.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        encoded = parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha1(encoded).digest()


def test_a_genuine_entry_is_written_with_the_same_bytes() -> None:
    genuine = recorded(GENUINE)
    assert encode(decode(genuine)) == genuine


@given(st.lists(st.tuples(NUMBERS, st.binary())), st.binary())
def test_any_list_of_properties_comes_back_byte_for_byte(properties: list[tuple[int, bytes]], data: bytes) -> None:
    elements = [*properties, (CERTIFICATE, data)]
    assert decode_elements(encode_elements(elements)) == elements
    assert encode_elements(decode_elements(encode_elements(elements))) == encode_elements(elements)


@given(BLOBS)
def test_what_is_written_is_read_back(blob: Blob) -> None:
    assert decode(encode(blob)) == blob


def test_properties_keep_their_order_and_the_certificate_is_last() -> None:
    expected = _element(107, b"b") + _element(3, b"a") + _element(32, b"cert")
    assert encode(Blob(b"cert", {107: b"b", 3: b"a"})) == expected


def test_a_large_entry_hides_no_certificate() -> None:
    large = Blob(b"cert", {11: bytes(2**21)})
    assert decode(encode(large) + bytes(2**21)) == large


def test_an_entry_that_was_read_has_the_bytes_that_it_was_read_from() -> None:
    data = _element(3, b"a") + _element(3, b"b") + _element(32, b"cert") + b"junk"
    assert decode(data).stored == data


def test_what_follows_the_certificate_is_passed_over() -> None:
    assert decode(_element(32, b"cert") + _element(11, b"x") + b"junk") == Blob(b"cert")


def test_the_first_of_two_equal_properties_counts() -> None:
    assert decode(_element(3, b"a") + _element(3, b"b") + _element(32, b"cert")).properties == {3: b"a"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "holds no certificate"),
        (_element(3, b"hash"), "holds no certificate"),
        (b"\x20", "is cut short at byte 0"),
        (_element(3, b"") + b"\0" * 11, "is cut short at byte 12"),
        (_element(32, b"cert")[:-1], "is malformed at byte 0"),
        (_element(32, b"cert", reserved=0), "is malformed at byte 0"),
        (_element(3, b"") + struct.pack("<III", 32, 1, 2**32 - 1), "is malformed at byte 12"),
    ],
    ids=["empty", "no certificate", "no header", "half a header", "cut", "reserved", "beyond the end"],
)
def test_a_malformed_entry_is_refused_with_its_place(data: bytes, reason: str) -> None:
    with pytest.raises(CertificateError, match=f"^the store entry {reason}$"):
        decode(data)


@given(BLOBS, st.data())
def test_an_entry_that_was_cut_anywhere_is_refused(blob: Blob, data: st.DataObject) -> None:
    whole = encode(blob)
    with pytest.raises(CertificateError):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(st.binary())
def test_any_bytes_are_an_entry_or_refused(data: bytes) -> None:
    try:
        blob = decode(data)
    except CertificateError:
        return
    assert blob.certificate in data


@pytest.mark.parametrize("text", ["", "scom.dmz 2026-06-01T12:00:00Z", "Größe", "証明書", "\U0001f512"])
def test_a_text_is_nul_terminated_utf_16(text: str) -> None:
    blob = Blob(b"", {DESCRIPTION: encode_text(text)})
    assert blob.properties[DESCRIPTION].endswith(b"\0\0")
    assert blob.text(DESCRIPTION) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"a\0b\0", "ab"), (b"a\0\0\0b\0", "a"), (b"a\0b", "a\ufffd")],
    ids=["no nul", "more after nul", "odd length"],
)
def test_a_text_that_windows_would_write_otherwise_is_read_all_the_same(data: bytes, text: str) -> None:
    assert Blob(b"", {FRIENDLY_NAME: data}).text(FRIENDLY_NAME) == text


def test_an_empty_text_is_none() -> None:
    assert Blob(b"", {FRIENDLY_NAME: b""}).text(FRIENDLY_NAME) is None


def test_a_missing_text_is_none() -> None:
    assert Blob(b"").text(FRIENDLY_NAME) is None


def test_an_entry_has_the_fingerprint_of_its_certificate_and_a_damaged_one_none() -> None:
    fingerprint = hashlib.sha256(b"certificate").hexdigest().upper()
    assert certificate_sha256(encode(Blob(b"certificate", {SHA1_HASH: b"hash"}))) == fingerprint
    assert [certificate_sha256(data) for data in (b"", b"damaged")] == [None, None]
