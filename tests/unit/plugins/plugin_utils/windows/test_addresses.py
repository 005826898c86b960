# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses are the same however they are written, and what is malformed is none."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.addresses import comparable_address
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "alike",
    [
        ("192.0.2.1", " 192.0.2.1 ", "::ffff:192.0.2.1", "::FFFF:C000:201"),
        ("2001:db8::10", "2001:DB8::10", "2001:0db8:0:0:0:0:0:10", "2001:db8::10%eth0"),
        ("fe80::1", "FE80::1%4"),
    ],
)
def test_an_address_is_the_same_however_it_is_written(alike: tuple[str, ...]) -> None:
    assert [comparable_address(text) for text in alike] == [ip_address(alike[0])] * len(alike)


@pytest.mark.parametrize(
    "text", ["", "%", "gw01.corp.example", "192.0.2", "2001:db8::1/64", "[2001:db8::1]", "１.1.1.1", "\ud800", "\0"]
)
def test_what_is_malformed_is_no_address(text: str) -> None:
    assert comparable_address(text) is None


@given(st.text(st.characters(exclude_characters=".:")))
def test_no_text_is_too_odd_to_be_compared(text: str) -> None:
    assert comparable_address(text) is None
