# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The property that names a private key."""

from __future__ import annotations

import struct

import pytest

from tests.lab.windows.private_key import AT_SIGNATURE, PrivateKey, cng_key


@pytest.mark.parametrize(
    "key", [PrivateKey("container"), PrivateKey("", flags=0), PrivateKey("x", key_spec=AT_SIGNATURE), cng_key("ü")]
)
def test_a_key_reads_back_as_it_was_written(key: PrivateKey) -> None:
    assert PrivateKey.parse(key.serialized()) == key


def test_the_header_points_at_both_names() -> None:
    data = PrivateKey("ab").serialized()
    container, provider, *numbers = struct.unpack_from("<7I", data)
    assert data[container:provider] == "ab\0".encode("utf-16-le")
    assert data[provider:].decode("utf-16-le") == "Microsoft RSA SChannel Cryptographic Provider\0"
    assert numbers == [12, 0x20, 0, 0, 1]


@pytest.mark.parametrize(
    ("key", "of_machine", "of_cng"),
    [(PrivateKey("x"), True, False), (PrivateKey("x", flags=0), False, False), (cng_key("x"), True, True)],
)
def test_a_key_tells_who_keeps_it(key: PrivateKey, of_machine: bool, of_cng: bool) -> None:
    assert (key.of_machine, key.of_cng) == (of_machine, of_cng)
