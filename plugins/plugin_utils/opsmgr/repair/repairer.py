# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What brings an agent to trust its gateways: the import of the roots that its host lacks, and the restart that the agent owes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.certificate_writer import CertificateWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import RUN
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import ROOT
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.managed_stores import ManagedStores, Wanted
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Outcome, refusal_of
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_limit import ChangeLimit
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    HostUnreachable,
    JournalError,
    ScomDmzError,
    TimeLimitReached,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import HEALTH_SERVICE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.trust_check import HostCheck, TrustCheck
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Remedy
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair import restart as restarts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.beginning import begin
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding, RepairStep
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.prospect import in_vain, judged_by_a_wrong_clock
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.restart import LatentFault, Risk
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service, ServiceState, StartMode
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate


@dataclass(frozen=True)
class Repair:
    """What was done, or in check mode would be. ``error`` is why it ended early, ``service`` None when it was not restarted.

    ``begun`` says that a change was begun, whatever came of it.
    """

    check: HostCheck
    outcomes: tuple[Outcome, ...] = ()
    service: Service | None = None
    risk: Risk | None = None
    error: str = ""
    begun: bool = False

    @property
    def lacking(self) -> tuple[TrustCheck, ...]:
        """The checks of the gateways whose roots the host lacks, but for what is no more than a guess: a root, or that it is a parent."""
        return tuple(
            check
            for check in self.check.gateways
            if check.diagnosis.verdict.remedy == Remedy.IMPORT
            and check.evidence.gateway.importable
            and not check.evidence.suspected
        )

    @property
    def restart_pending(self) -> bool:
        return any(check.diagnosis.verdict.remedy == Remedy.RESTART for check in self.check.gateways)

    @property
    def interrupted(self) -> tuple[str, ...]:
        """The other management groups and workspaces of an agent that is restarted: one service serves them all."""
        if self.service is None:
            return ()
        agent = self.check.facts.agent
        parents = (check.evidence.parent for check in self.check.gateways if check.diagnosis.verdict.remedy)
        concerned = {parent.management_group for parent in parents if parent}
        return tuple(group for group in (*agent.management_groups, *agent.workspaces) if group not in concerned)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a restart risks, and what else it touches."""
        host = self.check.facts.host
        names = ", ".join(self.interrupted)
        others = f"the restart of {HEALTH_SERVICE} of {host} interrupts its other management groups as well: {names}"
        return (*([self.risk.warning(host)] if self.risk else ()), *([others] if names else ()))

    @property
    def imports(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.changed)

    @property
    def changes(self) -> tuple[str, ...]:
        """What was changed, in words."""
        has_root = any(outcome.store == ROOT for outcome in self.imports)
        imported = (RepairStep.ROOT_IMPORTED if has_root else RepairStep.CA_IMPORTED,) if self.imports else ()
        return imported + ((RepairStep.AGENT_RESTARTED,) if self.service else ())

    @property
    def needs_restart(self) -> bool:
        """An agent that is linked is not disturbed, nor is one that is linked with another parent of its management group:
        it has what it needs for now. One that is kept stopped is not started.
        """
        cut_off = any(not check.evidence.linked and not check.evidence.stands_by for check in self.lacking)
        return self.restart_pending or (bool(self.imports) and not self.error and cut_off and not self._kept_stopped)

    @property
    def _kept_stopped(self) -> bool:
        """It does not run, and Windows does not start it either: somebody wants it so."""
        service = self.check.facts.service
        return service is not None and not service.running and service.start_mode != StartMode.AUTO

    def onboarding(self, dry: bool) -> Onboarding:
        """Links are worth waiting for after a restart, and where another run has imported the root meanwhile and restarts.

        Those of an agent that is kept stopped are not what the run is for; it is looked at once more all the same.
        """
        overtaken = bool(self.lacking) and not self.imports and not self.error
        treated = not dry and (bool(self.lacking) or self.restart_pending) and (self.begun or not self.error)
        repaired = treated and not self._kept_stopped
        restarted = self.service is not None and not dry
        return replace(
            begin(self.check),
            begun=self.begun,
            changes=self.changes,
            run=RUN if self.imports and not dry else "",
            error=self.error,
            event_record_id=self.check.facts.health_service.record_id if restarted else 0,
            repaired=repaired,
            expects_links=repaired and (restarted or overtaken),
            waiting=treated,
            interrupted=self.interrupted,
        )


class Repairer:
    """Repairs one host. A ``dry`` run changes nothing.

    ``latent_fault`` says what to do about the risk of a restart, ``properties`` are those that imported entries get. A host that
    the ``limit`` does not admit is not changed.
    """

    def __init__(
        self,
        host: Host,
        writer: CertificateWriter,
        limit: ChangeLimit,
        now: datetime,
        latent_fault: str,
        dry: bool,
        properties: Mapping[int, bytes] | None = None,
    ) -> None:
        self._host = host
        self._writer = writer
        self._limit = limit
        self._now = now
        self._latent_fault = latent_fault
        self._dry = dry
        self._properties = properties

    def settle(self) -> str:
        """Settle what earlier runs left open; why that failed. A host without a usable journal says so when it is to be changed.

        Raises :class:`HostUnreachable`, and :class:`JournalError` when another run took all the time there was.
        """
        try:
            if not self._dry:
                self._writer.settle_open_changes()
        except JournalError as error:
            if isinstance(error.__cause__, TimeLimitReached):
                raise
        except HostUnreachable:
            raise
        except ScomDmzError as error:
            return str(error)
        return ""

    def repair(self, check: HostCheck, unsettled: str = "") -> Repair:
        """Import what the host lacks and restart the agent if that calls for it. Errors end it, and are told.

        Nothing is imported while an earlier change is ``unsettled``.
        """
        repair = Repair(check)
        error = (
            unsettled or _wrong_clock(repair.lacking) or _another_root(repair.lacking) or self._in_vain(repair.lacking)
        )
        repair = replace(repair, error=error)
        if repair.lacking and not repair.error:
            repair = self._import(repair)
        return self._restart(repair) if repair.needs_restart else repair

    def _in_vain(self, lacking: Sequence[TrustCheck]) -> str:
        """Why an import would not make a gateway trusted, or not for certain; empty when it would."""
        return next(filter(None, (in_vain(check.evidence, _issuers(check), self._now) for check in lacking)), "")

    def _import(self, repair: Repair) -> Repair:
        certificates = _wanted(repair.lacking)
        written: list[Outcome] = []
        try:
            stores = self._stores(repair)
            wanted = Wanted(pins=_pins(repair.lacking, certificates), properties=self._properties)
            planned = stores.plan_present(certificates, wanted, self._now)
            if refusal := refusal_of(planned):
                return replace(repair, outcomes=tuple(planned), error=refusal)
            if self._dry:
                return replace(repair, outcomes=tuple(planned))
            if any(outcome.changed for outcome in planned):
                repair = self._begin(repair)
            written.extend(stores.carry_out(planned, ask_certutil=False))
        except ScomDmzError as error:
            return replace(repair, outcomes=tuple(written), error=str(error))
        return replace(repair, outcomes=tuple(written))

    def _stores(self, repair: Repair) -> ManagedStores:
        facts = repair.check.facts
        mark = ImportMark(RUN, str(facts.health_service))
        return ManagedStores(facts.host, facts.readable_stores, self._writer, mark, _gateways(repair.lacking))

    def _begin(self, repair: Repair) -> Repair:
        """Right before the first change of the host, and before each later one."""
        with self._host.deadline.waiting():
            self._limit.admit(self._host.name)
        return replace(repair, begun=True)

    def _restart(self, repair: Repair) -> Repair:
        try:
            service, risk = self._weigh_restart(repair.check)
            if not self._dry:
                repair = self._begin(repair)
                # A process that somebody has started since the check may not have seen the root that came after it.
                service = restarts.restart(
                    self._host.services, service, restarts.TIMEOUT_SECONDS, spares_another=not repair.imports
                )
        except ScomDmzError as error:
            return replace(repair, error=repair.error or str(error))
        return replace(repair, service=service, risk=risk)

    def _weigh_restart(self, check: HostCheck) -> tuple[Service, Risk | None]:
        """The service, and the risk that is taken. Raises :class:`ServiceError` when it is not to be restarted."""
        facts = check.facts
        self._host.deadline.grant(2 * restarts.TIMEOUT_SECONDS)
        service = restarts.installed(facts.service, facts.host)
        restarts.refuse_disabled(service, facts.host)
        looked_for = service.state != ServiceState.STOPPED and self._latent_fault != LatentFault.IGNORE
        times = (self._now, *([facts.clock.nearest_at(self._now)] if facts.clock else ()))
        risk = restarts.find_risk(times, facts.agent, facts.stores, _has_loaded(check)) if looked_for else None
        restarts.refuse(risk, self._latent_fault, facts.host)
        return service, risk


def _has_loaded(check: HostCheck) -> bool:
    """By the log, or by a link that is no one of Kerberos."""
    told = check.facts.certificate_loaded
    links = (each.evidence for each in check.gateways)
    return any(each.linked and not each.by_kerberos for each in links) if told is None else told


def _wanted(lacking: Sequence[TrustCheck]) -> tuple[Certificate, ...]:
    """The CAs of the gateways before their roots, so that a run that was cut off in between goes on with what is left."""
    issuers = [each for check in lacking for each in _issuers(check)]
    return tuple(dict.fromkeys(issuers))


def _pins(lacking: Sequence[TrustCheck], certificates: Sequence[Certificate]) -> list[str]:
    """What the user asks for by naming the gateways. A root that cannot say that it is a CA he has to pin, too."""
    gateways = (check.evidence.gateway for check in lacking)
    pinned = {gateway.root for gateway in gateways if gateway.pinned and gateway.root}
    return [each.sha256 for each in certificates if each.is_ca or each in pinned]


def _gateways(lacking: Sequence[TrustCheck]) -> Mapping[Certificate, Sequence[str]]:
    """The names of the gateways that each certificate is for."""
    names: dict[Certificate, list[str]] = {}
    for check in lacking:
        for certificate in _issuers(check):
            names.setdefault(certificate, []).append(check.evidence.gateway.name)
    return names


def _wrong_clock(lacking: Sequence[TrustCheck]) -> str:
    """Why nothing is imported on a host that shows, with its gateway, that the controller's clock is wrong; empty on others."""
    return next(filter(None, (judged_by_a_wrong_clock(check.evidence) for check in lacking)), "")


def _another_root(lacking: Sequence[TrustCheck]) -> str:
    """Why a root that only its gateway vouches for is not imported on this host; empty when nothing speaks against it."""
    shown = (check.evidence.another_root for check in lacking if check.evidence.accepted)
    reason = next(filter(None, shown), None)
    return f"{reason}: an acceptance is for no other root than before, so pin it" if reason else ""


def _issuers(check: TrustCheck) -> list[Certificate]:
    """Nothing of a gateway whose root is no more than a guess."""
    gateway = check.evidence.gateway
    if gateway.root is None or not gateway.importable:
        return []
    return [each for each in gateway.issuers if each.is_ca and not each.self_signed] + [gateway.root]
