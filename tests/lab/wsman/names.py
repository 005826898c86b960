# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The namespaces, resource URIs and actions of WS-Management, as Windows spells them."""

from __future__ import annotations

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
EVENTING = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
MICROSOFT_WSMAN = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
CIM_BINDING = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
CIM = "http://schemas.dmtf.org/wbem/wscim/1/common"
CIM_SCHEMA = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

ANONYMOUS = f"{ADDRESSING}/role/anonymous"
COMMAND_SHELL = f"{SHELL}/cmd"
FAULT_DETAIL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail"
WQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"

GET = f"{TRANSFER}/Get"
CREATE = f"{TRANSFER}/Create"
DELETE = f"{TRANSFER}/Delete"
ENUMERATE = f"{ENUMERATION}/Enumerate"
PULL = f"{ENUMERATION}/Pull"
RELEASE = f"{ENUMERATION}/Release"
COMMAND = f"{SHELL}/Command"
RECEIVE = f"{SHELL}/Receive"
SIGNAL = f"{SHELL}/Signal"

WSMAN_FAULT = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
ADDRESSING_FAULT = f"{ADDRESSING}/fault"
ENUMERATION_FAULT = f"{ENUMERATION}/fault"


def cim_class(namespace: str, name: str) -> str:
    """The resource URI of a class, or of all classes by the name `*`."""
    return f"{WMI}/{namespace}/{name}"


def local(tag: str) -> str:
    """The local name of an ElementTree tag or of a URI's last segment."""
    return tag.rpartition("}")[2].rpartition("/")[2]
