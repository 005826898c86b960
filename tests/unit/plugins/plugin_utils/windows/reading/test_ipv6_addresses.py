# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of what the adapters have, the IPv6 addresses that another host may see count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.ipv6_addresses import read_ipv6_addresses
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import CimObject


class Session:
    """Its adapters have these addresses."""

    host = "web01"

    def __init__(self, *adapters: Sequence[str]) -> None:
        self._adapters = adapters

    def query(self, namespace: str, wql: str) -> list[CimObject]:
        assert (namespace, wql) == ("root/cimv2", "SELECT IPAddress FROM Win32_NetworkAdapterConfiguration")
        return [_adapter(addresses) for addresses in self._adapters]


def _adapter(addresses: Sequence[str]) -> CimObject:
    element = Element("instance")
    for address in addresses:
        SubElement(element, "IPAddress").text = address
    return CimObject(element)


@pytest.mark.parametrize(
    ("adapters", "found"),
    [
        ([], ()),
        ([()], ()),
        ([("192.0.2.11", "2001:DB8::11")], ("2001:db8::11",)),
        ([("fe80::2%4",), (), ("2001:db8::11", "fe80::1")], ("2001:db8::11", "fe80::1", "fe80::2")),
        ([("::1", "::", "::ffff:192.0.2.11", "no address", "")], ()),
    ],
    ids=["no adapter", "no address", "one of each kind", "several adapters", "none that counts"],
)
def test_ipv6_addresses_are_read_in_their_order(adapters: list[Sequence[str]], found: tuple[str, ...]) -> None:
    assert read_ipv6_addresses(Host(cast(Any, Session(*adapters)))) == found
