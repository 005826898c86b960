# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the action plugins that check an agent against its gateways: what they ask, and what they say of a host that doesn't answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, OptionError, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.registered import registered_gateways
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import LEAD_DAYS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.trust_check import HostCheck, judge_host
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.registry import UNDETERMINED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import UNREACHABLE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import unpack
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import (
    Gateway,
    comparable,
    describe_gateway,
    guess_gateway,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.host_facts import read_agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import read_pem


class Detail(StrEnum):
    """How much of a check is returned."""

    BRIEF = "brief"
    FULL = "full"


_GATEWAY: dict[str, Any] = {
    "name": {"type": "str", "required": True},
    "aliases": {"type": "list", "elements": "str", "default": []},
    "addresses": {"type": "list", "elements": "str", "default": []},
    "chain": {"type": "str", "required": True},
    "unregistered": {"type": "bool", "default": False},
    "evidence": {"type": "dict"},
    "root_sha256": {"type": "str"},
    "root_vouched": {"type": "bool", "default": True},
    "root_accepted": {"type": "bool", "default": False},
    "former_roots": {"type": "str"},
}


class TrustAction(WindowsAction):
    LONG = True
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "gateways": {"type": "list", "elements": "dict", "options": _GATEWAY},
        "targets": {"type": "str"},
        "expiry_lead_days": {"type": "int", "default": LEAD_DAYS},
        "detail": {"type": "str", "default": str(Detail.FULL), "choices": [str(each) for each in Detail]},
    }

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        try:
            return super().run(tmp, task_vars)
        finally:
            if not (self._task.until or self._task.retries):  # the next attempt is made with the same arguments
                self._task.args = _without_evidence(self._task.args)

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        arguments = {**arguments, "gateways": self.gateways(arguments, task_vars)}
        try:
            return super().work(arguments, task_vars)
        except HostUnreachable as error:
            return {"unreachable": True, **self._failure(UNREACHABLE, error, arguments)}
        except ScomDmzError as error:
            return {"failed": True, **self._failure(UNDETERMINED, error, arguments)}

    def _failure(self, verdict: Verdict, error: ScomDmzError, arguments: dict[str, Any]) -> dict[str, Any]:
        """Short, because Ansible shows all of a failure."""
        before = self.onboarding_before(arguments)
        carried = {"onboarding": before.after_look(()).pack()} if before else {}
        return {"changed": False, "msg": str(error), "verdict": verdict.id, "asked": asked(arguments), **carried}

    def gateways(self, arguments: dict[str, Any], task_vars: Mapping[str, Any]) -> list[dict[str, Any]]:
        """As they are given, or as ``gateway_targets`` has put them together. Raises :class:`OptionError`."""
        given, variable = arguments["gateways"], arguments["targets"]
        if (given is None) == (variable is None):
            raise OptionError("the gateways are to be given by one of the options gateways and targets")
        return registered_gateways(variable, task_vars) if given is None else given

    def onboarding_before(self, arguments: dict[str, Any]) -> Onboarding | None:
        """What the run has done to the agent before this task."""
        return None

    def check(self, host: Host, request: CheckRequest) -> HostCheck:
        """Read a host, and then judge it."""
        facts = read_agent(host, request.contacted, request.after_record_id, request.since, over_ipv6=request.over_ipv6)
        return judge_host(facts, request)

    def look(self, host: Host, request: CheckRequest, onboarding: Onboarding) -> tuple[HostCheck, Onboarding]:
        """Check a host again after something was done to it."""
        since_then = replace(
            request, now=self.now, after_record_id=onboarding.event_record_id, restarted=onboarding.restarted
        )
        check = self.check(host, since_then)
        return check, onboarding.after_look(check.links)

    def request(self, arguments: dict[str, Any]) -> CheckRequest:
        if not arguments["gateways"]:
            raise OptionError("gateways is empty: name at least one gateway")
        return CheckRequest(
            targets=tuple(self._target(each) for each in arguments["gateways"]),
            now=self.now,
            lead_days=arguments["expiry_lead_days"],
        )

    def _target(self, known: dict[str, Any]) -> GatewayTarget:
        name, evidence, former = known["name"], known["evidence"], known["former_roots"]
        gateway = self._gateway(known)
        return GatewayTarget(
            gateway=replace(gateway, pinned=known["root_sha256"] is not None and known["root_vouched"]),
            evidence=unpack(evidence) if evidence else None,
            addresses=tuple(sorted(comparable(known["addresses"]))),
            former_roots=read_pem(former, f"the former roots of the gateway {name}") if former else (),
            accepted=known["root_accepted"],
        )

    def _gateway(self, known: dict[str, Any]) -> Gateway:
        name = known["name"]
        if known["unregistered"] and not known["chain"]:
            return guess_gateway(name, (), self.now, known["aliases"])
        certificates = read_pem(known["chain"], f"the chain of the gateway {name}")
        if known["unregistered"]:
            return guess_gateway(name, certificates, self.now, known["aliases"])
        return describe_gateway(name, certificates, known["root_sha256"], self.now, known["aliases"])


def _without_evidence(arguments: Any) -> Any:
    """Ansible sends a task's arguments back with its result, and keeps them for every host until the end of the task.

    What gateways tell is the same for all hosts, and grows with their number.
    """
    gateways = arguments.get("gateways")
    if not isinstance(gateways, list):
        return arguments
    brief = [{**each, "evidence": None} if isinstance(each, dict) else each for each in gateways]
    return {**arguments, "gateways": brief}


def asked(arguments: dict[str, Any]) -> list[str]:
    """The names of all gateways that a task is about."""
    return [each["name"] for each in arguments["gateways"]]
