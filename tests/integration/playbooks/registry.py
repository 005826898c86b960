# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is in the registries of a site, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from cryptography import x509
from pypsrp.wsman import WSMan

from tests.authorities import presented_roots
from tests.lab.demonstration import GATEWAY
from tests.lab.dmz import ADMINISTRATOR, Dmz
from tests.lab.serving import Site
from tests.lab.windows.certificate_store import thumbprint
from tests.lab.wsman import names

ROOT_STORE = r"SOFTWARE\Microsoft\SystemCertificates\ROOT\Certificates"
_HIVE = "HKEY_LOCAL_MACHINE\\"
_STD_REG_PROV = names.cim_class("root/cimv2", "StdRegProv")


def root_of(dmz: Dmz) -> x509.Certificate:
    """The root behind the gateway's certificate."""
    return presented_roots(dmz)[GATEWAY]


def entry_key(root: x509.Certificate) -> str:
    """The key that holds a root of the store Root, without the hive."""
    return f"{ROOT_STORE}\\{thumbprint(root)}"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, set[str]]:
    """The keys that came, went or changed, without the hive, each with the values that differ."""
    return {
        key.removeprefix(_HIVE): _different_values(before.get(key, {}), after.get(key, {}))
        for key in sorted({*before, *after})
        if key not in before or key not in after or before[key] != after[key]
    }


def _different_values(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def read_with_pypsrp(site: Site, host: str, key: str, name: str) -> bytes:
    """A REG_BINARY read by StdRegProv through pypsrp, a client that shares no code with the collection."""
    request = ElementTree.Element(f"{{{_STD_REG_PROV}}}GetBinaryValue_INPUT")
    for parameter, text in (("hDefKey", "2147483650"), ("sSubKeyName", key), ("sValueName", name)):
        ElementTree.SubElement(request, f"{{{_STD_REG_PROV}}}{parameter}").text = text
    with WSMan(
        "127.0.0.1",
        port=site.endpoint.port,
        path=site.endpoint.path(host).lstrip("/"),
        ssl=False,
        auth="ntlm",
        encryption="always",
        username=ADMINISTRATOR,
        password=site.dmz.accounts[ADMINISTRATOR].password,
    ) as client:
        answer = client.invoke(f"{_STD_REG_PROV}/GetBinaryValue", _STD_REG_PROV, request)
    return bytes(int(node.text or "") for node in answer.iter(f"{{{_STD_REG_PROV}}}uValue"))
