# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The property that names a certificate's private key is decoded, and whatever else is there is refused."""

from __future__ import annotations

import struct

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import KeyProvider, read_key_provider
from hypothesis import given, settings
from hypothesis import strategies as st

SCHANNEL = "Microsoft RSA SChannel Cryptographic Provider"


def text(name: str) -> bytes:
    return f"{name}\0".encode("utf-16-le")


def header(container: int = 0, provider: int = 0, kind: int = 12, flags: int = 0x20, key_spec: int = 1) -> bytes:
    return struct.pack("<7I", container, provider, kind, flags, 0, 0, key_spec)


def test_a_key_of_a_legacy_provider_is_read() -> None:
    container = text("web01-channel")
    data = header(28, 28 + len(container)) + container + text(SCHANNEL)
    assert read_key_provider(data) == KeyProvider("web01-channel", SCHANNEL, 12, True, 1)


def test_the_names_may_stand_in_any_order_and_with_gaps() -> None:
    provider = text(SCHANNEL)
    data = header(28 + len(provider) + 4, 28) + provider + bytes(4) + text("Schlüssel")
    found = read_key_provider(data)
    assert (found.container, found.provider) == ("Schlüssel", SCHANNEL)


def test_a_name_that_is_not_given_is_empty() -> None:
    found = read_key_provider(header())
    assert (found.container, found.provider) == ("", "")


@pytest.mark.parametrize(("flags", "of_machine"), [(0x20, True), (0x60, True), (0, False), (0x41, False)])
def test_one_flag_tells_whether_the_key_is_the_machines(flags: int, of_machine: bool) -> None:
    assert read_key_provider(header(flags=flags)).machine_key_set is of_machine


@pytest.mark.parametrize(("kind", "is_cng"), [(0, True), (1, False), (12, False), (24, False)])
def test_the_provider_type_0_is_that_of_key_storage_providers(kind: int, is_cng: bool) -> None:
    assert read_key_provider(header(kind=kind)).is_cng is is_cng


@pytest.mark.parametrize("key_spec", [0, 1, 2, 0xFFFFFFFF])
def test_any_key_spec_is_told_as_it_is(key_spec: int) -> None:
    assert read_key_provider(header(key_spec=key_spec)).key_spec == key_spec


@pytest.mark.parametrize("size", [0, 3, 27])
def test_a_property_that_is_cut_short_is_refused(size: int) -> None:
    with pytest.raises(CertificateError, match=f"^the key information is cut short: {size} bytes$"):
        read_key_provider(header()[:size])


@pytest.mark.parametrize(
    ("offset", "rest"),
    [
        pytest.param(4, text("inside the numbers"), id="an offset inside the numbers"),
        pytest.param(0xFFFFFFFF, text("name"), id="an offset beyond the end"),
        pytest.param(28, text("name")[:-2], id="no end"),
        pytest.param(28, b"n", id="half a character"),
        pytest.param(28, text("n" * 513), id="longer than a key name may be"),
    ],
)
def test_an_offset_without_a_name_is_refused(offset: int, rest: bytes) -> None:
    with pytest.raises(CertificateError, match=f"^the key information holds no name at byte {offset}$"):
        read_key_provider(header(offset) + rest)


def test_the_longest_name_is_read() -> None:
    assert read_key_provider(header(28) + text("n" * 512)).container == "n" * 512


def test_a_name_that_is_no_text_is_refused() -> None:
    with pytest.raises(CertificateError, match="^the key information holds no text at byte 28$"):
        read_key_provider(header(28) + b"\x00\xd8\x00\x00")


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@given(NAMES, NAMES, st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_any_names_and_numbers_come_back(container: str, provider: str, kind: int, key_spec: int) -> None:
    data = header(28, 28 + len(text(container)), kind, key_spec=key_spec) + text(container) + text(provider)
    assert read_key_provider(data) == KeyProvider(container, provider, kind, True, key_spec)


@given(st.binary() | st.builds(lambda *offsets: header(*offsets), st.integers(0, 64), st.integers(0, 64)), st.binary())
@settings(max_examples=50)
def test_any_bytes_are_a_key_or_refused(start: bytes, rest: bytes) -> None:
    try:
        found = read_key_provider(start + rest)
    except CertificateError:
        return
    assert "\0" not in found.container + found.provider
