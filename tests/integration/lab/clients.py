# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Independent WS-Management clients, pointed at the endpoint under test."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import xmltodict  # type: ignore[import-untyped]
from pypsrp.wsman import SelectorSet, WSMan
from winrm.protocol import Protocol

from tests.integration.lab.fake_host import NAME, PASSWORD, USER
from tests.lab.wsman import names
from tests.lab.wsman.endpoint import Endpoint

CIMV2 = "root/cimv2"
SERVICE = names.cim_class(CIMV2, "Win32_Service")
REGISTRY = names.cim_class(CIMV2, "StdRegProv")
EVERYTHING = names.cim_class(CIMV2, "*")


def pywinrm(endpoint: Endpoint, transport: str = "ntlm", encryption: str = "auto", **arguments: Any) -> Protocol:
    """pywinrm against the fake host."""
    settings: dict[str, Any] = {
        "username": USER,
        "password": PASSWORD,
        "transport": transport,
        "message_encryption": encryption,
        "server_cert_validation": "ignore",
        **arguments,
    }
    return Protocol(endpoint.url(settings.pop("host", NAME)), **settings)


def pypsrp(endpoint: Endpoint, auth: str, encryption: str = "auto") -> WSMan:
    """pypsrp against the fake host."""
    return WSMan(
        "127.0.0.1",
        port=endpoint.port,
        path=endpoint.path(NAME)[1:],
        ssl=endpoint.is_tls,
        cert_validation=False,
        auth=auth,
        encryption=encryption,
        username=USER,
        password=PASSWORD,
    )


def named(name: str) -> SelectorSet:
    """The selectors of pypsrp for an instance of that name."""
    selectors = SelectorSet()
    selectors.add_option("Name", name)
    return selectors


def send(
    client: Protocol,
    action: str,
    uri: str,
    body: dict[str, Any] | None = None,
    selectors: dict[str, str] | None = None,
    **header: Any,
) -> ElementTree.Element:
    """Any request through pywinrm; the answer's envelope."""
    envelope = client.build_wsman_header(action, uri)
    envelope["env:Body"] = body or {}
    if selectors:
        chosen = [{"@Name": name, "#text": value} for name, value in selectors.items()]
        envelope["env:Header"]["w:SelectorSet"] = {"w:Selector": chosen}
    envelope["env:Header"] |= {name.replace("_", ":"): value for name, value in header.items()}
    return ElementTree.fromstring(client.send_message(xmltodict.unparse({"env:Envelope": envelope})))


def invoke(
    client: Protocol, uri: str, method: str, selectors: dict[str, str] | None = None, **parameters: Any
) -> ElementTree.Element:
    """A CIM method through pywinrm."""
    content = {f"m:{name}": value for name, value in parameters.items()}
    return send(client, f"{uri}/{method}", uri, {f"m:{method}_INPUT": {"@xmlns:m": uri, **content}}, selectors)


def query(text: str, dialect: str = names.WQL) -> dict[str, Any]:
    """The body of an optimized Enumerate with a filter."""
    wanted = {"@Dialect": dialect, "#text": text}
    return {"n:Enumerate": {"w:OptimizeEnumeration": None, "w:MaxElements": "32000", "w:Filter": wanted}}


def pull(context: str, count: int = 32_000) -> dict[str, Any]:
    """The body of a Pull."""
    return {"n:Pull": {"n:EnumerationContext": context, "n:MaxElements": str(count)}}


def texts(envelope: ElementTree.Element, name: str) -> list[str | None]:
    """The texts of all elements with that local name, in order."""
    return [element.text for element in elements(envelope, name)]


def elements(envelope: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """All elements with that local name, in order."""
    return [element for element in envelope.iter() if names.local(element.tag) == name]
