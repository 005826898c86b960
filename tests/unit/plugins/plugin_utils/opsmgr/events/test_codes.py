# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes are read in every form that events print them in, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.codes import MEANINGS, parse_code, show_code
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0x80090325", 0x80090325),
        ("0X80090325", 0x80090325),
        ("80090325", 80090325),
        ("2148074277", 0x80090325),
        ("-2146893019", 0x80090325),
        ("0x80090325(The certificate chain was issued by an authority that is not trusted.)", 0x80090325),
        ("0x80090325 (Die Zertifikatkette wurde von einer nicht vertrauenswürdigen Stelle ausgestellt.)", 0x80090325),
        ("10060L", 10060),
        ("10061L(接続は拒否されました。)", 10061),
        (" 11001 ", 11001),
        ("0", 0),
        ("4294967295", 0xFFFFFFFF),
        ("-2147483648", 0x80000000),
    ],
)
def test_a_code_is_read_in_every_form(text: str, code: int) -> None:
    assert parse_code(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(0x80090325)",
        "0x",
        "0x123456789",
        "0x80090325x",
        "80090325h",
        "4294967296",
        "-2147483649",
        "10060.5",
        "１００６０",
        "٣",
        "--1",
        "1" * 5000,
        "0x" + "1" * 5000,
        "Zugriff verweigert",
    ],
)
def test_anything_else_is_no_code(text: str) -> None:
    assert parse_code(text) is None


@given(st.text())
def test_no_text_is_an_exception_or_more_than_32_bits(text: str) -> None:
    assert (parse_code(text) or 0) in range(2**32)


@given(st.sampled_from(sorted(MEANINGS)))
def test_a_code_that_is_shown_can_be_read_again(code: int) -> None:
    assert parse_code(show_code(code)) == code


def test_results_are_shown_in_hex_and_socket_errors_in_decimal() -> None:
    assert (show_code(0x80090325), show_code(10060)) == ("0x80090325", "10060")
