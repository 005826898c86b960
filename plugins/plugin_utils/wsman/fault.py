# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SOAP faults read into :class:`WsmanFault`.

Hosts send three shapes: a WSManFault; a WSManFault around a ProviderFault with an inner WSManFault and a WMI
__ExtendedStatus; or an MSFT_WmiError alone, whose namespace follows the class that was asked
([MS-WSMV] 2.2.4.43; recorded answers of Windows Server 2008 R2 to 2016).
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import FaultFields, ResponseRefused, WsmanFault
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import (
    child,
    descendant,
    local_name,
    parse_xml,
    text_of,
)

_NUMBER = re.compile("-?[0-9]{1,10}")
"""32 bits, with or without a sign."""

_LONGEST_SUBCODE = 64
_LONGEST_MESSAGE = 2000
"""Characters; the host's words end up in an error."""


def read_fault(xml: bytes | str) -> WsmanFault | None:
    """The fault that an answer carries, or None when the answer is no SOAP fault at all."""
    try:
        envelope = parse_xml(xml)
    except ResponseRefused:
        return None
    fault = descendant(envelope, "Fault")
    return WsmanFault(_fields(fault)) if fault is not None else None


def _fields(fault: Element) -> FaultFields:
    wmi_error = descendant(fault, "MSFT_WmiError")
    wsman_faults = [node for node in fault.iter() if local_name(node) == "WSManFault"]
    if wmi_error is not None:
        code, provider_code = _number(text_of(child(wmi_error, "error_Code"))), None
    else:
        code = _code(wsman_faults[0]) if wsman_faults else None
        provider_code = _provider_code(fault, wsman_faults)
    return FaultFields(
        subcode=_subcode(fault),
        code=code,
        provider_code=provider_code,
        cim_status=_number(text_of(child(wmi_error, "CIMStatusCode"))) if wmi_error is not None else None,
        message=_message(fault, wmi_error, wsman_faults),
    )


def _subcode(fault: Element) -> str | None:
    subcode = descendant(fault, "Subcode")
    value = text_of(child(subcode, "Value")) if subcode is not None else ""
    return value.rpartition(":")[2][:_LONGEST_SUBCODE] or None


def _provider_code(fault: Element, wsman_faults: list[Element]) -> int | None:
    status = descendant(fault, "__ExtendedStatus")
    if status is not None and (number := _number(text_of(child(status, "StatusCode")))) is not None:
        return number
    return _code(wsman_faults[-1]) if len(wsman_faults) > 1 else None


def _message(fault: Element, wmi_error: Element | None, wsman_faults: list[Element]) -> str:
    candidates = [text_of(child(wmi_error, "Message"))] if wmi_error is not None else []
    innermost_and_outermost = (*wsman_faults[-1:], *wsman_faults[:1])
    candidates += [text_of(descendant(node, "Message")) for node in innermost_and_outermost]
    candidates += [text_of(descendant(fault, name)) for name in ("ProviderFault", "Text")]
    return next((words for words in candidates if words), "")[:_LONGEST_MESSAGE]


def _code(wsman_fault: Element) -> int | None:
    return _number(wsman_fault.get("Code", ""))


def _number(text: str) -> int | None:
    return int(text) % 2**32 if _NUMBER.fullmatch(text) else None
