# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why HealthService of a gateway loaded no certificate when it last started, and what mends that.

HealthService loads its certificate at its start and never again (Microsoft, "SCOM certificate monitoring: does the Health
Service really use the correct certificate?"), so what was registered since waits for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import in_words, iso
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.key_repair import how_to_mend_key
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import (
    CERTIFICATE_LOADED,
    CERTIFICATE_NOT_FOUND,
    CERTIFICATE_OUT_OF_DATE,
    KEY_REFUSED,
    Nature,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent, describe
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.own_certificate import (
    how_to_mend,
    on_gateway,
    what_my_holds,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_RESTART = "Restart HealthService on the gateway, and look for event 20053 after that."
_CORRECT_CLOCK = "Correct the clock of the gateway, then restart HealthService there and look for event 20053."
_COMPARE_CLOCK = (
    "Compare the clock of the gateway with the right time and correct it, then restart HealthService there and look for event "
    "20053. Where the clock is right, the certificate was registered since, and the restart is enough."
)
_TOLERANCE = timedelta(minutes=5)
"""Less hardly ever decides whether a certificate is in date."""

_OR_RESTART = "Where the certificate was registered since, the restart is enough."


@dataclass(frozen=True)
class LoadFailure:
    """What HealthService logged about it, with what is registered now, and what mends it."""

    evidence: str
    fix: str

    def pack(self) -> dict[str, Any]:
        return {"evidence": self.evidence, "fix": self.fix}


def newest_load(events: Iterable[LinkEvent] | None) -> LinkEvent | None:
    """The newest event about loading the own certificate, which happens when the service starts."""
    loads = [event for event in events or () if event.nature == Nature.OWN_CERTIFICATE]
    return loads[-1] if loads else None


def is_failure(load: LinkEvent | None) -> bool:
    return load is not None and load.event_id != CERTIFICATE_LOADED


def judge_load(load: LinkEvent | None, own: ChannelCertificate, clock: ClockOffset | None = None) -> LoadFailure | None:
    """None where the newest event tells of none, or none is there. ``own`` is the certificate that is registered now.

    Where none is registered, and the log does not tell what was loaded, that may have been nothing.

    ``clock`` is the gateway's beside the controller's, None when it was not read.
    """
    if load is not None and not is_failure(load):
        return None
    if own.certificate is None:
        logged = [describe(load)] if load else []
        return LoadFailure("; ".join([*logged, *own.faults, what_my_holds(own)]), how_to_mend(own))
    if load is None:
        return None
    if own.faults:
        return LoadFailure("; ".join([describe(load), *own.faults]), how_to_mend(own))
    if load.event_id == CERTIFICATE_NOT_FOUND and own.passed_over:
        return LoadFailure(f"{describe(load)}; {own.passed_over.evidence}", on_gateway(own.passed_over.fix))
    return _of_a_right_certificate(load, own.certificate, clock)


def _of_a_right_certificate(load: LinkEvent, certificate: Certificate, clock: ClockOffset | None) -> LoadFailure:
    """Nothing is wrong with the registered one as far as can be seen, so it came later, or the fault is beside it."""
    now = f"the certificate that is registered now, {certificate.subject} (thumbprint {certificate.thumbprint}),"
    logged = describe(load)
    if load.event_id == CERTIFICATE_OUT_OF_DATE and _is_out_of_date_by(load, certificate):
        seen = f"is in date, but not at the time of that event by the gateway's clock: {_validity(certificate)}"
        return LoadFailure(f"{logged}; {now} {seen}{_say(clock)}", _mend_clock(clock))
    if load.event_id in KEY_REFUSED and not _is_younger(certificate, load):
        return LoadFailure(f"{logged}; {now} has no fault that can be seen from here", _mend_key(load, certificate))
    return LoadFailure(f"{logged}; {now} can be loaded, so it was registered since", _RESTART)


def _say(clock: ClockOffset | None) -> str:
    if clock is None:
        return ""
    if not clock.exceeds(_TOLERANCE):
        return "; the clock of the gateway is right now"
    side = "ahead of" if clock.ahead > timedelta() else "behind"
    return f"; the clock of the gateway is {in_words(clock.ahead)} {side} the controller's"


def _mend_clock(clock: ClockOffset | None) -> str:
    """With a clock that is right, the certificate came since or the clock was corrected since: both wait for a restart."""
    if clock is None:
        return _COMPARE_CLOCK
    return _CORRECT_CLOCK if clock.exceeds(_TOLERANCE) else _RESTART


def _mend_key(load: LinkEvent, certificate: Certificate) -> str:
    return f"{on_gateway(how_to_mend_key(certificate, load.code))} {_OR_RESTART}"


def _is_out_of_date_by(load: LinkEvent, certificate: Certificate) -> bool:
    """By the clock of the gateway at that moment, which is the one that HealthService judges by."""
    begins, ends = certificate.not_before, certificate.not_after
    return begins is not None and ends is not None and not begins <= load.time <= ends


def _is_younger(certificate: Certificate, load: LinkEvent) -> bool:
    return certificate.not_before is not None and certificate.not_before > load.time


def _validity(certificate: Certificate) -> str:
    begins, ends = (
        iso(each) if each else "an unknown moment" for each in (certificate.not_before, certificate.not_after)
    )
    return f"it is valid from {begins} to {ends}"
