# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""CIM values, instances and method results as WinRM writes them (DSP0230 and the recorded answers)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from tests.lab.windows.cim import CimValue
from tests.lab.wsman import names
from tests.lab.wsman.xml_text import escape

_NIL = f"{{{names.XSI}}}nil"


def instance(class_uri: str, name: str, properties: Mapping[str, CimValue]) -> str:
    """A whole instance, its properties in alphabetical order."""
    return (
        f'<p:{name} xmlns:xsi="{names.XSI}" xmlns:p="{class_uri}" xmlns:cim="{names.CIM}" xsi:type="p:{name}_Type">'
        f"{_elements(sorted(properties.items()), 'p:')}</p:{name}>"
    )


def fragment(properties: Mapping[str, CimValue]) -> str:
    """A projection: children without a namespace, in alphabetical order (MS-WSMV notes <58> and <59>)."""
    return (
        f'<w:XmlFragment xmlns:xsi="{names.XSI}" xmlns:cim="{names.CIM}">'
        f"{_elements(sorted(properties.items()), '')}</w:XmlFragment>"
    )


def method_output(class_uri: str, method: str, values: Mapping[str, CimValue]) -> str:
    """The `_OUTPUT` element of an invoked method, ReturnValue last."""
    ordered = sorted(values.items(), key=lambda item: item[0] == "ReturnValue")
    return (
        f'<p:{method}_OUTPUT xmlns:xsi="{names.XSI}" xmlns:p="{class_uri}" xmlns:cim="{names.CIM}">'
        f"{_elements(ordered, 'p:')}</p:{method}_OUTPUT>"
    )


def _elements(properties: Iterable[tuple[str, CimValue]], prefix: str) -> str:
    return "".join(_element(prefix + name, value) for name, value in properties)


def _element(name: str, value: CimValue) -> str:
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(_element(name, item) for item in value)
    return f"<{name}>{_content(value)}</{name}>"


def _content(value: bool | int | str | datetime) -> str:
    if isinstance(value, datetime):
        return f"<cim:Datetime>{text(value)}</cim:Datetime>"
    return escape(text(value))


def text(value: CimValue) -> str:
    """A scalar as the wire shows it; a datetime in UTC."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return str(value)


def parameters(method_input: ElementTree.Element | None) -> dict[str, list[str | None]]:
    """A method's parameters out of its `_INPUT` element: name -> the texts of the repeated elements."""
    found: dict[str, list[str | None]] = {}
    for element in method_input if method_input is not None else ():
        is_nil = element.get(_NIL) in ("true", "1")
        found.setdefault(names.local(element.tag), []).append(None if is_nil else _parameter_text(element))
    return found


def _parameter_text(element: ElementTree.Element) -> str:
    datetime_text = element.findtext(f"{{{names.CIM}}}Datetime")
    return datetime_text if datetime_text is not None else element.text or ""
