# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an onboarding makes of each fault of the lab that affects a host which lacks the root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.lab.faults import FAULTS, SOAP_FAULTS


@dataclass(frozen=True)
class Outcome:
    """The verdict at the end, and what the sentence of the host names as the cause; none when it is served all the same."""

    verdict: str
    cause: str = ""


SERVED = Outcome("trusted")

WAITING = {"hangs", "hangs_in_the_middle", "trickles"}
"""Who keeps a run waiting is given up after its time-outs."""
_DENIED = {"fault_access_denied", "fault_remoteshells_not_allowed"}


def _unreachable(cause: str) -> Outcome:
    return Outcome("unreachable", cause)


def _undetermined(cause: str) -> Outcome:
    return Outcome("undetermined", cause)


def _not_written(cause: str) -> Outcome:
    return Outcome("root_missing", cause)


def _of_fault(name: str) -> Outcome:
    (rule,) = FAULTS[name].misbehaviours
    assert rule.fault is not None
    if name == "fault_operation_timedout":
        return _undetermined("the command neither printed nor ended in 200 answers")
    if name in _DENIED:
        return _undetermined(f"access is denied (WSManFault {rule.fault.code})")
    return _undetermined(f"the host answered with WSManFault {rule.fault.code}")


OUTCOMES: Mapping[str, Outcome] = {
    "refuses": _unreachable("it closed the connection"),
    "hangs": _unreachable("it did not answer in time (is a firewall in between?)"),
    "hangs_in_the_middle": _unreachable("the host did not answer in time"),
    "drops_half_an_answer": SERVED,
    "drops_idle_connection": SERVED,
    "slow": SERVED,
    "login_lost_in_the_middle": SERVED,
    "login_lost_for_good": _unreachable("the host no longer knows the session (HTTP 400)"),
    "busy": _unreachable("its WinRM service is stopping, or has too much to do (HTTP 503)"),
    "not_found": _unreachable("it has no WinRM service at that path, or filters the controller's address (HTTP 404)"),
    "bad_request": _unreachable("the host no longer knows the session (HTTP 400)"),
    "too_large": _undetermined("the host answered with HTTP status 413"),
    "quota_of_shells": _unreachable("The maximum number of concurrent shells for this user has been exceeded"),
    "quota_of_operations": _undetermined("WSManFault 2150859174"),
    "quota_of_user": _undetermined("WSManFault 2150859175"),
    "quota_of_system": _undetermined("WSManFault 2150859176"),
    "profile_not_loaded": _unreachable("User profile cannot be loaded"),
    "wmi_broken": _undetermined("the host answered with WSManFault 2150858755"),
    "provider_failure": _not_written("the host answered with WSManFault 2150858755"),
    "wmi_error": _undetermined("the host answered with WSManFault 2147749889: Generic failure"),
    "access_denied_on_root_store": _undetermined("access is denied (StdRegProv returned 5)"),
    "access_denied_on_write": _not_written("access is denied (StdRegProv returned 5)"),
    "disk_full": _not_written("the disk is full (StdRegProv returned 0x00000070); this entry is as it was"),
    "truncated_xml": _undetermined("the XML is not well-formed"),
    "wrong_relates_to": _undetermined("the answer relates to uuid:"),
    "many_receives": SERVED,
    "endless_pull": _undetermined("the enumeration did not end after 1000 pages"),
    "endless_answer": _undetermined("the answer is larger than 8388608 bytes"),
    "gigabyte": _undetermined("the answer is larger than 8388608 bytes"),
    "trickles": _unreachable("it took longer than"),
    "entity_bomb": _undetermined("the XML holds a document type declaration, which SOAP forbids"),
    "external_entity": _undetermined("the XML holds a document type declaration, which SOAP forbids"),
    "deep_nesting": _undetermined("the answer to Receive holds no output"),
    **{name: _of_fault(name) for name in SOAP_FAULTS},
}
