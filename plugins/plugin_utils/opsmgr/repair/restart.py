# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a restart of HealthService would expose: a running service keeps the channel certificate that it has loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError, ServiceError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import HEALTH_SERVICE, Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    find_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service, ServiceState, StartMode
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Services


class LatentFault(StrEnum):
    """What to do about a risk."""

    REFUSE = "refuse"
    WARN = "warn"
    IGNORE = "ignore"


LATENT_FAULT = {"type": "str", "default": str(LatentFault.REFUSE), "choices": [str(each) for each in LatentFault]}
"""The option that says it."""

TIMEOUT_SECONDS = 60
"""How long the service may take to stop, and again to start."""

_READ_ACCESS = "Give the WinRM account the right to read it"
_READABLE = "Remove what kept it from being read"


@dataclass(frozen=True)
class Risk:
    """Why a restart may not bring the service back with its certificate, and what to do about it."""

    reason: str
    fix: str
    findings: tuple[Finding, ...] = ()
    refusable: bool = True

    def refusal(self, host: str) -> str:
        return f"the restart of {HEALTH_SERVICE} of {host} is refused: {self.reason}. {self.fix}, or set latent_fault: warn"

    def warning(self, host: str) -> str:
        return f"the restart of {HEALTH_SERVICE} of {host} is a risk: {self.reason}"


_UNREGISTERED_SINCE = Risk(
    "no channel certificate is registered any more, and the running service has loaded one and would not come back with it",
    "Register the channel certificate with MOMCertImport",
)


def find_risk(
    times: Sequence[datetime],
    agent: Agent | ScomDmzError,
    stores: Mapping[str, Store] | ScomDmzError,
    loaded: bool = False,
) -> Risk | None:
    """The risk of a restart of a running service, of what was read of its host; an error is why it could not be read.

    ``times`` are what the clocks show that judge its certificate: the host's when it is loaded, and that of others when it is shown.
    ``loaded`` says that it is known to have loaded one.
    """
    if isinstance(agent, ScomDmzError):
        return _unknown(agent)
    if agent.channel_serial is None:
        return _UNREGISTERED_SINCE if loaded else None
    if isinstance(stores, ScomDmzError):
        return _unknown(stores)
    return next(filter(None, (_risk_at(time, agent, stores) for time in times)), None)


def _risk_at(now: datetime, agent: Agent, stores: Mapping[str, Store]) -> Risk | None:
    own = find_channel_certificate(agent, stores, now)
    errors = tuple(finding for finding in own.findings if finding.severity == Severity.ERROR)
    faults = own.latent or errors or ((own.passed_over,) if own.passed_over else ())
    if not faults:
        return None
    evidence, names = "; ".join(fault.evidence for fault in faults), ", ".join(fault.id for fault in faults)
    reason = f"{evidence}, and the running service {'would' if own.latent else 'might'} not come back with it ({names})"
    return Risk(reason, faults[0].fix.rstrip("."), faults, refusable=bool(own.latent))


def _unknown(error: ScomDmzError) -> Risk:
    fix = _READ_ACCESS if error.access_denied else _READABLE
    return Risk(f"{error}, so it is not known whether the running service would come back", fix)


def installed(service: Service | None, host: str) -> Service:
    """Raise :class:`ServiceError` when a host has no such service."""
    if service is None:
        raise ServiceError(f"the service {HEALTH_SERVICE} is not installed on {host}: there is no SCOM agent")
    return service


def refuse(risk: Risk | None, latent_fault: str, host: str) -> None:
    """Raise :class:`ServiceError` when a restart is not to take a risk."""
    if risk and risk.refusable and latent_fault == LatentFault.REFUSE:
        raise ServiceError(risk.refusal(host))


def refuse_disabled(service: Service, host: str) -> None:
    """Raise :class:`ServiceError` before the restart of a service that could be stopped but not be started again.

    Source: Microsoft, "StartService method of the Win32_Service class", return code 14.
    """
    if service.start_mode == StartMode.DISABLED:
        raise ServiceError(
            f"the restart of {HEALTH_SERVICE} of {host} is refused, because it is disabled and would not start again: "
            "set its start mode to automatic first"
        )


def restart(services: Services, service: Service, timeout_seconds: float, *, spares_another: bool = True) -> Service:
    """Stop a service that runs, and start it. Raises :class:`ServiceError`.

    A process that somebody has started since the service was read is new enough; unless it ``spares_another``, only one
    that is started after the request to stop.
    """
    if service.state != ServiceState.STOPPED or not spares_another:
        services.stop(HEALTH_SERVICE, timeout_seconds, service.process_id, spares_another=spares_another)
    return services.start(HEALTH_SERVICE, timeout_seconds)


def state_after(service: Service) -> str:
    """The state after a restart, as a diff shows it."""
    running = ServiceState.RUNNING
    return f"{running} (restarted)" if service.running else running
