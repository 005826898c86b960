# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults that a WinRM service answers with, built from their codes."""

from __future__ import annotations

from dataclasses import replace

from tests.lab.wsman import names
from tests.lab.wsman.codes import MEANINGS, REQUEST, Code
from tests.lab.wsman.fault import WMI_PROVIDER, ExtendedStatus, Fault, WmiError

_WBEM_E_FAILED = 0x80041001
_WBEM_E_NOT_FOUND = 0x80041002


def of(code: Code) -> Fault:
    """The fault of that code in shape A."""
    meaning = MEANINGS[code]
    return Fault(
        int(code),
        meaning.subcode,
        meaning.reason,
        sender=meaning.sender,
        soap_code=meaning.soap_code,
        detail=meaning.detail,
    )


def from_wmi(code: Code, status: ExtendedStatus, message: str = "") -> Fault:
    """The fault of that code in shape B, as the WMI provider raises it."""
    return replace(of(code), provider=WMI_PROVIDER, status=status, message=message)


def invalid_header(message: str) -> Fault:
    return replace(of(Code.INVALID_MESSAGE_INFORMATION_HEADER), message=f"{REQUEST}. {message} ")


def language_demanded(header: str) -> Fault:
    """Of Locale or DataLocale (MS-WSMV 3.1.4.1.8 and 3.1.4.1.9)."""
    return replace(of(Code.MUSTUNDERSTAND_ON_LOCALE_UNSUPPORTED), detail=header)


def invalid_element(name: str) -> Fault:
    """MS-WSMV 3.1.4.1.31.3."""
    message = (
        f"The Windows Remote Shell cannot process the request. The SOAP packet contains an element {name} that is "
        "invalid. Retry the request with the correct XML element. "
    )
    return replace(of(Code.SCHEMA_VALIDATION_ERROR), message=message)


def shell_not_found(shell_id: str) -> Fault:
    message = (
        f"The request for the Windows Remote Shell with ShellId {shell_id} failed because the shell was not found on "
        "the server. Possible causes are: the specified ShellId is incorrect or the shell no longer exists on the "
        "server. Provide the correct ShellId or create a new shell and retry the operation. "
    )
    return replace(of(Code.UNEXPECTED_SELECTORS), message=message)


def command_not_found() -> Fault:
    message = (
        "The Windows Remote Shell received a request to perform an operation on a command identifier that does not "
        "exist. Either the command has completed execution or the client specified an invalid command identifier. "
    )
    return replace(of(Code.UNEXPECTED_SELECTORS), message=message)


def too_many_shells(allowed: int) -> Fault:
    message = (
        f"{REQUEST}. This user is allowed a maximum number of {allowed} concurrent shells, which has been exceeded. "
        "Close existing shells or raise the quota for this user. "
    )
    error = WmiError(cim_status=27, error_code=int(Code.QUOTA_MAX_SHELLS), category=30)
    return replace(of(Code.QUOTA_MAX_SHELLS), message=message, wmi_error=error)


def profile_not_loaded(message: str = "User profile cannot be loaded. ") -> Fault:
    """ERROR_USER_PROFILE_LOAD of winerror.h, in the language of the host: a shell loads the profile of its user (MS-WSMV 2.2.4.22)."""
    return Fault(500, "w:InternalError", message, sender=False)


def instance_not_found_by_method(namespace: str) -> Fault:
    """Shape C. The namespace of its element varies with the class's; cimv2 has the DMTF's schema."""
    schema = names.CIM_SCHEMA if namespace in ("root/cimv2", "root/default") else f"{names.WMI}/{namespace}"
    error = WmiError(cim_status=6, error_code=_WBEM_E_NOT_FOUND, namespace=schema, category=13)
    return Fault(_WBEM_E_NOT_FOUND, "a:DestinationUnreachable", "Not found ", wmi_error=error)


def wmi_failed() -> Fault:
    """Shape C, with the error that WMI gives for a failure without a code of its own (CIM_ERR_FAILED)."""
    error = WmiError(cim_status=1, error_code=_WBEM_E_FAILED)
    return Fault(_WBEM_E_FAILED, "w:InternalError", "Generic failure ", sender=False, wmi_error=error)
