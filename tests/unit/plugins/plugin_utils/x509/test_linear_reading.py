# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file is read with work in proportion to its size, whatever it holds. Work is counted, and no clock is asked."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import files
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import read_bundle

UNITS = {
    "beginnings": b"-----BEGIN CERTIFICATE-----\n",
    "beginnings in one line": b"-----BEGIN CERTIFICATE-----",
    "ends": b"-----END CERTIFICATE-----",
    "blocks": b"-----BEGIN CERTIFICATE-----MIIC-----END CERTIFICATE-----\n",
    "mentions": b"a -----BEGIN X----- and -----END X-----\n",
    "dashes": b"-",
    "dashes of a word processor": "\u2014".encode(),
    "headers": b"-----BEGIN CERTIFICATE-----\nA: b\n",
    "blanks": b" ",
    "line ends": b"\n",
    "zeros": b"\0",
    "tags": b"<",
    "entities": b"&#43;",
    "backslashes": b"\\n",
    "equals signs": b"A=",
    "base64": b"MIIC",
    "hexadecimal": b"3082",
    "rows": b"0000  30 82 01 02 03 04 05 06  07 08 09 0a 0b 0c 0d 0e   0.......\n",
    "lines of base64": b"MIIC" * 16 + b"\n",
    "narrow lines of base64": b"MIICbase6dIsMixed8" + b"\n",
    "keys of which only the beginning is there": b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC ",
    "digits that begin as a certificate does": b"30 82 03 01 30 82 02 02 a0 03 02 01 02\n",
    "digits that begin as a key does": b"30 82 03 01 02 01 02\n",
    "elements of a key in XML": b"<D>",
    "small elements": b"\x30\x03\x04\x01x",
    "certificates that are none": b"\x30\x82\x00\x05\x30\x03\x02\x01\x07",
    "openings": b"\x30\x80",
    "long lengths": b"\x30\x82\xff\xff",
    "stores": b"\0\0\0\0CERT" + bytes(12),
    "elements of a store": b"\x20\0\0\0\1\0\0\0\2\0\0\0\x30\0",
}
FRONTS = {
    "": b"",
    "store": b"\0\0\0\0CERT",
    "block": b"-----BEGIN CERTIFICATE-----\n",
    "behind a block": b"-----BEGIN X-----\nMIIC\n-----END X-----\n",
    "behind a store": b"\0\0\0\0CERT" + bytes(12),
}
FEW, MANY = 500, 1000


def work(data: bytes) -> int:
    """The calls that reading takes, of Python's and of C's functions, and the bytes and letters that these hand back."""
    count = 0

    def profile(_frame: Any, event: str, result: Any) -> None:
        nonlocal count
        count += 1
        if event == "return":
            parts = result if isinstance(result, tuple) else [result]
            count += sum(len(part) for part in parts if isinstance(part, (bytes, str)))

    sys.setprofile(profile)
    try:
        with suppress(CertificateError):
            read_bundle(data, "x")
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_twice_as_much_takes_twice_the_work(unit: str, front: bytes) -> None:
    few, many = (work(front + UNITS[unit] * number) for number in (FEW, MANY))
    assert many < 2.5 * few + 10_000


def patterns() -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    for module in pkgutil.iter_modules(files.__path__):
        names = vars(importlib.import_module(f"{files.__name__}.{module.name}"))
        yield from filter(lambda value: isinstance(value, re.Pattern), flattened(names.values()))


def flattened(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield from flattened(value) if isinstance(value, (tuple, list)) else [value]


def test_no_regular_expression_repeats_anything_without_a_limit() -> None:
    found = list(patterns())
    assert len(found) > 10
    for pattern in found:
        text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
        bare = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "x", text)
        assert not re.search(r"[*+]|\{\d+,\}", bare), text
