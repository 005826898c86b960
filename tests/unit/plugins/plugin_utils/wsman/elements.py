# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an envelope says, without how it is written: each element and attribute by its path, and the order of the headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

PREFIXES = {
    "http://www.w3.org/2003/05/soap-envelope": "s",
    "http://schemas.xmlsoap.org/ws/2004/08/addressing": "a",
    "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd": "w",
    "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd": "p",
    "http://schemas.xmlsoap.org/ws/2004/09/enumeration": "n",
    "http://schemas.microsoft.com/wbem/wsman/1/windows/shell": "rsp",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
CLASS = "m"
"""The prefix of any other namespace, which is that of a CIM class."""

_SHAPES = {
    "uuid:<lower case>": "uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "uuid:<UPPER CASE>": "uuid:[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}",
}


@dataclass(frozen=True)
class Said:
    """``facts`` are texts by the path of their element, and values of attributes by ``path@name``."""

    header: tuple[str, ...]
    facts: Mapping[str, str]


def said(xml: bytes | str, with_body: bool = True) -> Said:
    """What the envelope says in its headers, and in its body if that is asked for."""
    envelope = ElementTree.fromstring(xml)
    header, body = envelope
    facts = dict(_facts(header, ""))
    if with_body:
        facts |= {f"s:Body/{path}": value for path, value in _facts(body, "")}
    return Said(tuple(_name(element) for element in header), facts)


def _facts(parent: ElementTree.Element, path: str) -> Iterator[tuple[str, str]]:
    for element in parent:
        name = element.get("Name")
        place = f"{path}{_name(element)}{f'[{name}]' if name else ''}"
        yield place, _shape((element.text or "").strip())
        for attribute, value in element.attrib.items():
            if attribute != "Name":
                yield f"{place}@{_local(attribute)}", _qualified(attribute, value)
        yield from _facts(element, f"{place}/")


def _name(element: ElementTree.Element) -> str:
    return f"{PREFIXES.get(element.tag[1:].partition('}')[0], CLASS)}:{_local(element.tag)}"


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _qualified(attribute: str, value: str) -> str:
    namespace = attribute[1:].partition("}")[0] if attribute.startswith("{") else None
    return f"{PREFIXES[namespace]}:{value}" if namespace else value


def _shape(text: str) -> str:
    return next((shape for shape, pattern in _SHAPES.items() if re.fullmatch(pattern, text)), text)
