# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions over real pywinrm protocols, and an independent client that looks at what they have written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from pypsrp.wsman import WSMan
from winrm.protocol import Protocol

from tests.lab.dmz import ADMINISTRATOR
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint

NAME = "web01.dmz.example"
PASSWORD = "Lab-Passw0rd!"
OPERATOR = "Operator"
"""An account that is no administrator."""

STD_REG_PROV = names.cim_class("root/cimv2", "StdRegProv")


def protocol(endpoint: Endpoint, *, host: str = NAME, **settings: Any) -> Protocol:
    """NTLM with sealed messages, unless told otherwise."""
    usual = {
        "transport": "ntlm",
        "message_encryption": "always",
        "username": ADMINISTRATOR,
        "password": PASSWORD,
        "server_cert_validation": "ignore",
    }
    return Protocol(endpoint.url(host), **{**usual, **settings})


def connect(endpoint: Endpoint, *, host: str = NAME, **settings: Any) -> Session:
    """A session in a shell of its own, as the connection plugin opens it."""
    connected = protocol(endpoint, host=host, **settings)
    return Session(connected, connected.open_shell(codepage=65001), host)


def read_registry(endpoint: Endpoint, method: str, key: str, **parameters: str) -> list[str]:
    """The items that a method of StdRegProv gives to another client."""
    client = WSMan(
        "127.0.0.1",
        port=endpoint.port,
        path=endpoint.path(NAME)[1:],
        ssl=False,
        auth="ntlm",
        encryption="always",
        username=ADMINISTRATOR,
        password=PASSWORD,
    )
    request = Element(f"{{{STD_REG_PROV}}}{method}_INPUT")
    for name, value in {"hDefKey": "2147483650", "sSubKeyName": key, **parameters}.items():
        SubElement(request, f"{{{STD_REG_PROV}}}{name}").text = value
    answer = client.invoke(f"{STD_REG_PROV}/{method}", STD_REG_PROV, request)
    items: Iterable[Element] = answer.iter()
    return [node.text or "" for node in items if names.local(node.tag) in ("sNames", "uValue")]
