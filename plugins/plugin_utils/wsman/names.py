# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Namespaces, resource URIs and actions of WS-Management ([MS-WSMV] 2.2.1, DSP0226, DSP0227)."""

from __future__ import annotations

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
MICROSOFT_WSMAN = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

ANONYMOUS = f"{ADDRESSING}/role/anonymous"
WQL_DIALECT = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
"""The WinRM configuration of the host ([MS-WSMV] 2.2.4.10)."""

COMMAND_SHELL = f"{SHELL}/cmd"
TERMINATE = f"{SHELL}/signal/terminate"

GET = f"{TRANSFER}/Get"
ENUMERATE = f"{ENUMERATION}/Enumerate"
PULL = f"{ENUMERATION}/Pull"
COMMAND = f"{SHELL}/Command"
RECEIVE = f"{SHELL}/Receive"
SIGNAL = f"{SHELL}/Signal"


def cim_class(namespace: str, name: str) -> str:
    """The resource URI of a CIM class, for example ``cim_class("root/cimv2", "Win32_Service")`` ([MS-WSMV] 3.1.4.1.1)."""
    return f"http://schemas.microsoft.com/wbem/wsman/1/wmi/{namespace}/{name}"


def class_of(resource_uri: str) -> str:
    """The name of the CIM class in a resource URI."""
    return resource_uri.rpartition("/")[2]
