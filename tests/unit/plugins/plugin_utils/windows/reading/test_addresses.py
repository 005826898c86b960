# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of a host are those that its interfaces use; what is no address of a network is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.addresses import AddressReader
from hypothesis import given, settings
from hypothesis import strategies as st

INTERFACES = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces"

ON, OFF = "REG_DWORD    0x1", "REG_DWORD    0x0"


def interface(number: int, values: Mapping[str, str]) -> str:
    lines = [f"{INTERFACES}\\{{9d2a6c1e-0000-0000-0000-{number:012}}}"]
    return "\n".join(["", *lines, *(f"    {name}    {data}" for name, data in values.items()), ""])


def read(windows: Host, *interfaces: Mapping[str, str]) -> tuple[str, ...]:
    printed = "".join(interface(number, values) for number, values in enumerate(interfaces))
    return AddressReader().read([Section(True, f"\n{INTERFACES}\n{printed}")], windows)


def test_the_interfaces_are_asked_for_in_one_command() -> None:
    assert AddressReader.commands == (
        r'reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces" /s',
    )


def test_static_and_leased_addresses_of_all_interfaces_are_read(windows: Host) -> None:
    static = {"EnableDHCP": OFF, "IPAddress": r"REG_MULTI_SZ    192.0.2.20\0192.0.2.3"}
    leased = {"EnableDHCP": ON, "DhcpIPAddress": "REG_SZ    198.51.100.7"}
    assert read(windows, static, leased, {}) == ("192.0.2.3", "192.0.2.20", "198.51.100.7")


@pytest.mark.parametrize(
    ("switch", "addresses"),
    [
        ({"EnableDHCP": OFF}, ("192.0.2.1",)),
        ({"EnableDHCP": ON}, ("192.0.2.2",)),
        ({}, ("192.0.2.1", "192.0.2.2")),
        ({"EnableDHCP": "REG_SZ    no"}, ("192.0.2.1", "192.0.2.2")),
    ],
    ids=["static", "leased", "not said", "of another type"],
)
def test_an_address_that_the_interface_does_not_use_is_left_out(
    windows: Host, switch: Mapping[str, str], addresses: tuple[str, ...]
) -> None:
    both = {"IPAddress": "REG_MULTI_SZ    192.0.2.1", "DhcpIPAddress": "REG_SZ    192.0.2.2"}
    assert read(windows, {**switch, **both}) == addresses


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0.0.0.0",
        "127.0.0.1",
        "169.254.10.20",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.1 & calc",
        "2001:db8::1",
        "１.1.1.1",
    ],
)
@pytest.mark.parametrize(("name", "type_"), [("IPAddress", "REG_MULTI_SZ"), ("DhcpIPAddress", "REG_SZ")])
def test_what_is_no_address_of_a_network_is_left_out(windows: Host, text: str, name: str, type_: str) -> None:
    assert read(windows, {name: f"{type_}    {text}"}) == ()


def test_an_address_is_told_once(windows: Host) -> None:
    address = {"DhcpIPAddress": "REG_SZ    192.0.2.1"}
    assert read(windows, address, address) == ("192.0.2.1",)


def test_values_of_another_type_are_left_out(windows: Host) -> None:
    values = {"IPAddress": "REG_SZ    192.0.2.1", "DhcpIPAddress": "REG_MULTI_SZ    192.0.2.2"}
    assert read(windows, values) == ()


@pytest.mark.parametrize(
    "section",
    [
        Section(False, ""),
        Section(True, ""),
        Section(True, "Zugriff verweigert\n"),
        Section(False, f"\n{INTERFACES}\n{interface(0, {'IPAddress': 'REG_MULTI_SZ    192.0.2.1'})}"),
    ],
    ids=["failed", "empty", "another text", "failed halfway"],
)
def test_interfaces_that_were_not_delivered_are_unreadable_and_not_none(windows: Host, section: Section) -> None:
    with pytest.raises(Unreadable, match=r"^cannot read the addresses of web01\.dmz\.example: the key SYSTEM"):
        AddressReader().read([section], windows)


@given(
    st.lists(st.ip_addresses(v=4, network="198.51.100.0/24").map(str) | st.text(st.characters(exclude_characters="\n")))
)
@settings(max_examples=50)
def test_any_texts_hide_no_address(texts: list[str]) -> None:
    data = r"\0".join(texts)
    found = read(cast(Any, None), {"IPAddress": f"REG_MULTI_SZ    {data}"})
    assert {text for text in texts if text.startswith("198.51.100.") and "\\" not in data} <= set(found)
