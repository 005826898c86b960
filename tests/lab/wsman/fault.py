# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A fault of a Windows WS-Management service as XML, in the three shapes that were recorded.

Shape A is a WSManFault with a text, shape B a WSManFault that wraps a provider's own fault and its
`__ExtendedStatus`, shape C a bare `MSFT_WmiError` without any WSManFault.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.lab.wsman import names
from tests.lab.wsman.xml_text import escape

WMI_PROVIDER = ("WMI Provider", r"C:\Windows\system32\WsmWmiPl.dll")


@dataclass(frozen=True)
class ExtendedStatus:
    """What a WMI provider adds to a fault of shape B."""

    operation: str
    parameter_info: str
    provider_name: str = "WinMgmt"
    status_code: int | None = None


@dataclass(frozen=True)
class WmiError:
    """The content of a fault of shape C."""

    cim_status: int
    error_code: int
    namespace: str = names.CIM_SCHEMA
    category: int = 0


@dataclass(eq=False)
class Fault(Exception):
    """One fault; its shape follows from which of `provider` and `wmi_error` is given.

    A fault of SOAP itself has a `soap_code` and no subcode.
    """

    code: int
    subcode: str
    reason: str
    message: str = ""
    sender: bool = True
    soap_code: str = ""
    detail: str = ""
    provider: tuple[str, str] | None = None
    status: ExtendedStatus | None = None
    wmi_error: WmiError | None = None
    relates_to: str = ""

    def relating_to(self, message_id: str) -> Fault:
        """The same fault as the answer to the request with that id."""
        return replace(self, relates_to=message_id)

    @property
    def action(self) -> str:
        """The action of the answer, which follows the subcode's namespace."""
        by_prefix = {"a": names.ADDRESSING_FAULT, "n": names.ENUMERATION_FAULT}
        return by_prefix.get(self.subcode.partition(":")[0], names.WSMAN_FAULT)

    def body(self, machine: str) -> str:
        """The `s:Fault` element; `machine` is the name that the service goes by."""
        code = self.soap_code or ("s:Sender" if self.sender else "s:Receiver")
        subcode = f"<s:Subcode><s:Value>{self.subcode}</s:Value></s:Subcode>" if self.subcode else ""
        return (
            f"<s:Fault><s:Code><s:Value>{code}</s:Value>{subcode}</s:Code>"
            f'<s:Reason><s:Text xml:lang="en-US">{escape(self.reason)}</s:Text></s:Reason>'
            f"<s:Detail>{self._detail(machine)}</s:Detail></s:Fault>"
        )

    def _detail(self, machine: str) -> str:
        if self.wmi_error:
            return _wmi_error(self.wmi_error, self.message or self.reason)
        named = f"<w:FaultDetail>{names.FAULT_DETAIL}/{self.detail}</w:FaultDetail>" if self.detail else ""
        inner = escape(self.message or self.reason)
        if self.provider:
            inner = self._provider_fault(machine, self.provider)
        return named + self._wsman_fault(machine, inner)

    def _wsman_fault(self, machine: str, message: str) -> str:
        attributes = f'xmlns:f="{names.FAULT}" Code="{self.code}" Machine="{escape(machine)}"'
        return f"<f:WSManFault {attributes}><f:Message>{message}</f:Message></f:WSManFault>"

    def _provider_fault(self, machine: str, provider: tuple[str, str]) -> str:
        name, path = provider
        inner = self._wsman_fault(machine, escape(self.message or self.reason))
        extended = f"<f:ExtendedError>{_extended_status(self.status)}</f:ExtendedError>" if self.status else ""
        return f'<f:ProviderFault provider="{name}" path="{path}">{inner}{extended}</f:ProviderFault>'


def _extended_status(status: ExtendedStatus) -> str:
    code = "" if status.status_code is None else str(status.status_code)
    return (
        f'<p:__ExtendedStatus xmlns:xsi="{names.XSI}" xmlns:p="{names.CIM_SCHEMA}/__ExtendedStatus" '
        f'xmlns:cim="{names.CIM}" xsi:type="p:__ExtendedStatus_Type">'
        + _typed("Description", "String", "")
        + _typed("Operation", "String", status.operation)
        + _typed("ParameterInfo", "String", status.parameter_info)
        + _typed("ProviderName", "String", status.provider_name)
        + _typed("StatusCode", "UnsignedInt", code)
        + "</p:__ExtendedStatus>"
    )


def _typed(name: str, cim_type: str, text: str) -> str:
    if not text:
        return f'<p:{name} xsi:nil="true" xsi:type="cim:cim{cim_type}"/>'
    return f'<p:{name} xsi:type="cim:cim{cim_type}">{escape(text)}</p:{name}>'


def _wmi_error(error: WmiError, message: str) -> str:
    return (
        f'<p:MSFT_WmiError b:IsCIM_Error="true" xmlns:b="{names.CIM_BINDING}" xmlns:cim="{names.CIM}" '
        f'xmlns:p="{error.namespace}/MSFT_WmiError" xsi:type="p:MSFT_WmiError_Type" xmlns:xsi="{names.XSI}">'
        + _typed("CIMStatusCode", "UnsignedInt", str(error.cim_status))
        + _typed("CIMStatusCodeDescription", "String", "")
        + _typed("ErrorSource", "String", "")
        + _typed("ErrorSourceFormat", "UnsignedShort", "0")
        + _typed("ErrorType", "UnsignedShort", "0")
        + _typed("Message", "String", message)
        + _typed("MessageID", "String", f"HRESULT 0x{error.error_code:08x}")
        + _typed("OtherErrorSourceFormat", "String", "")
        + _typed("OtherErrorType", "String", "")
        + _typed("OwningEntity", "String", "")
        + _typed("PerceivedSeverity", "UnsignedShort", "0")
        + _typed("ProbableCause", "UnsignedShort", "0")
        + _typed("ProbableCauseDescription", "String", "")
        + _typed("error_Category", "UnsignedInt", str(error.category))
        + _typed("error_Code", "UnsignedInt", str(error.error_code))
        + _typed("error_Type", "String", "HRESULT")
        + _typed("error_WindowsErrorMessage", "String", message)
        + "</p:MSFT_WmiError>"
    )
