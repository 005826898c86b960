# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.lab.faults import hostile
from tests.lab.faults.host_fault import Denial, HostFault
from tests.lab.windows.cim import STATUS_CODES
from tests.lab.wsman import faults, names
from tests.lab.wsman.codes import MEANINGS, Code
from tests.lab.wsman.fault import ExtendedStatus, Fault
from tests.lab.wsman.misbehaviour import Kind, Misbehaviour

MIDDLE = 4
"""The request at which a host that has begun well goes wrong, unless another position is asked for."""

GIGABYTE = 1 << 30
FOR_EVER = 86_400.0
"""Seconds: longer than anybody waits."""

ERROR_DISK_FULL = 112
WBEM_E_INITIALIZATION_FAILURE = 0x80041014

ROOT_STORE = r"HKLM\SOFTWARE\Microsoft\SystemCertificates\ROOT"

_WMI_BROKEN = faults.from_wmi(
    Code.PROVIDER_FAILURE, ExtendedStatus("GetObject", "", status_code=WBEM_E_INITIALIZATION_FAILURE)
)
_PROVIDER_FAILURE = faults.from_wmi(
    Code.PROVIDER_FAILURE, ExtendedStatus("ExecMethod", "StdRegProv", "RegProv", STATUS_CODES["provider_failure"])
)


def _from_the_start(kind: Kind, *, status: int = 0, seconds: float = 0.0) -> tuple[Misbehaviour]:
    return (Misbehaviour(kind, status=status, seconds=seconds, before_login=True),)


def _once(kind: Kind, *, status: int = 0) -> tuple[Misbehaviour]:
    return (Misbehaviour(kind, nth=MIDDLE, status=status),)


def _from_the_middle(kind: Kind, *, status: int = 0, text: str = "", seconds: float = 0.0) -> tuple[Misbehaviour]:
    return (Misbehaviour(kind, nth=MIDDLE, onwards=True, status=status, text=text, seconds=seconds),)


def _fault(fault: Fault, *, action: str | None = None, resource: str = "") -> tuple[Misbehaviour]:
    return (Misbehaviour(Kind.FAULT, fault=fault, action=action, resource=resource),)


_CONNECTIONS: Mapping[str, HostFault] = {
    "refuses": HostFault("The host resets every connection", _from_the_start(Kind.RESET)),
    "hangs": HostFault("The host takes connections and never answers", _from_the_start(Kind.HANG, seconds=FOR_EVER)),
    "hangs_in_the_middle": HostFault(
        "The host stops answering in the middle", _from_the_middle(Kind.HANG, seconds=FOR_EVER)
    ),
    "drops_half_an_answer": HostFault("The connection breaks once, in an answer", _once(Kind.DROP_HALF_WAY)),
    "drops_idle_connection": HostFault(
        "The host closes the connection once, between two requests and without a word", _once(Kind.CLOSE_AFTER)
    ),
    "slow": HostFault("Every answer comes 200 ms late", (Misbehaviour(Kind.DELAY, seconds=0.2),)),
}

_STATUSES: Mapping[str, HostFault] = {
    "login_lost_in_the_middle": HostFault("The host forgets a login once (401)", _once(Kind.STATUS, status=401)),
    "login_lost_for_good": HostFault(
        "The host forgets every login, from the middle on (401)", _from_the_middle(Kind.STATUS, status=401)
    ),
    "busy": HostFault("The WinRM service is stopping (503)", _from_the_start(Kind.STATUS, status=503)),
    "not_found": HostFault(
        "The listener has no WinRM service at the path (404)", _from_the_start(Kind.STATUS, status=404)
    ),
    "bad_request": HostFault(
        "The host can't unseal what it gets, from the middle on (400)", _from_the_middle(Kind.STATUS, status=400)
    ),
    "too_large": HostFault(
        "Every request is too large for the host, from the middle on (413)", _from_the_middle(Kind.STATUS, status=413)
    ),
}

_QUOTAS: Mapping[str, HostFault] = {
    "quota_of_shells": HostFault(
        "The user has too many shells to get another one", _fault(faults.too_many_shells(30), action="Create")
    ),
    "quota_of_operations": HostFault(
        "The user has too many operations to start a command",
        _fault(faults.of(Code.QUOTA_MAX_OPERATIONS), action="Command"),
    ),
    "quota_of_user": HostFault(
        "The user's load quota is exceeded for WMI", _fault(faults.of(Code.QUOTA_USER), resource=names.WMI)
    ),
    "quota_of_system": HostFault(
        "The system's load quota is exceeded for WMI", _fault(faults.of(Code.QUOTA_SYSTEM), resource=names.WMI)
    ),
}

_WINDOWS: Mapping[str, HostFault] = {
    "profile_not_loaded": HostFault(
        "The user's profile cannot be loaded into a shell", _fault(faults.profile_not_loaded(), action="Create")
    ),
    "wmi_broken": HostFault("Nothing of WMI works; shells do", _fault(_WMI_BROKEN, resource=names.WMI)),
    "provider_failure": HostFault("The registry's provider fails", _fault(_PROVIDER_FAILURE, resource="/StdRegProv")),
    "wmi_error": HostFault(
        "Every request to WMI ends in a bare WMI error", _fault(faults.wmi_failed(), resource=names.WMI)
    ),
    "access_denied_on_root_store": HostFault(
        "Nobody may read or write the Root store", denials=(Denial(ROOT_STORE, ("read", "write")),)
    ),
    "access_denied_on_write": HostFault("Nobody may write the Root store", denials=(Denial(ROOT_STORE, ("write",)),)),
    "disk_full": HostFault(
        "The disk is full: keys can be made, and no binary value set",
        (Misbehaviour(Kind.RETURN, action="SetBinaryValue", value=ERROR_DISK_FULL),),
    ),
}

_ANSWERS: Mapping[str, HostFault] = {
    "truncated_xml": HostFault(
        "Answers lack their second half, from the middle on", _from_the_middle(Kind.TRUNCATED_XML)
    ),
    "wrong_relates_to": HostFault(
        "Answers relate to other messages, from the middle on", _from_the_middle(Kind.WRONG_RELATES_TO)
    ),
    "many_receives": HostFault(
        "A command's output comes in pieces of 1000 bytes", (Misbehaviour(Kind.SHORT_RECEIVES, size=1_000),)
    ),
    "endless_pull": HostFault("No enumeration has an end", (Misbehaviour(Kind.ENDLESS_PULL),)),
    "endless_answer": HostFault("An answer has no end, from the middle on", _from_the_middle(Kind.ENDLESS)),
    "gigabyte": HostFault(
        "An answer has a gigabyte, from the middle on",
        (Misbehaviour(Kind.ENDLESS, nth=MIDDLE, onwards=True, length=GIGABYTE),),
    ),
    "trickles": HostFault(
        "Answers come at a byte a second, from the middle on",
        (Misbehaviour(Kind.TRICKLE, nth=MIDDLE, onwards=True, size=1, seconds=1.0),),
    ),
    "entity_bomb": HostFault(
        "Answers hold entities that grow without measure, from the middle on",
        _from_the_middle(Kind.BODY, text=hostile.ENTITY_BOMB),
    ),
    "external_entity": HostFault(
        "Answers ask for a file of the controller, from the middle on",
        _from_the_middle(Kind.BODY, text=hostile.EXTERNAL_ENTITY),
    ),
    "deep_nesting": HostFault(
        "Answers are 50000 elements deep, from the middle on", _from_the_middle(Kind.BODY, text=hostile.DEEP_NESTING)
    ),
}

SOAP_FAULTS: Mapping[str, HostFault] = {
    f"fault_{code.name.lower()}": HostFault(
        f"Every request ends in the fault {code.name}, from the middle on",
        (Misbehaviour(Kind.FAULT, nth=MIDDLE, onwards=True, fault=faults.of(code)),),
    )
    for code in MEANINGS
}
"""Each code that the lab knows, in shape A."""

FAULTS: Mapping[str, HostFault] = {**_CONNECTIONS, **_STATUSES, **_QUOTAS, **_WINDOWS, **_ANSWERS, **SOAP_FAULTS}
