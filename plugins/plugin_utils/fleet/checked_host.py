# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the last check left on a host, for whoever puts the hosts of a run together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.registry import UNDETERMINED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import UNREACHABLE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.onboarding import Onboarding, unpack
from ansible_collections.scom.dmz.plugins.plugin_utils.results.check_summary import describe_failure, explain

Result = dict[str, Any]

FACT = "gateway_trust_result"
"""What the role gateway_trust registers a check as."""


@dataclass(frozen=True)
class CheckedHost:
    """``result`` is what ``gateway_trust`` or ``gateway_trust_info`` returned last."""

    name: str
    result: Mapping[str, Any]

    @property
    def gateways(self) -> list[tuple[Result, Mapping[str, Any]]]:
        """For each gateway that the agent is pointed at, what became of it in short and the whole check; or else for the host once."""
        result = self.result
        short = self._short(result)
        described = result.get("gateways") or []
        if not described:
            return [(short, result.get("gateway_trust") or {})]
        before = {each["gateway"]: each["verdict"] for each in result["onboarding"]["verdicts_before"]}
        return [
            (
                {
                    **self._short(each),
                    **explain(each),
                    "verdict_before": before.get(each["gateway"], short["verdict_before"]),
                },
                each,
            )
            for each in described
        ]

    @property
    def pointed_at(self) -> frozenset[str]:
        """The gateways that its agent is pointed at, of those that were asked about."""
        return frozenset(each["gateway"] for each in self.result.get("gateways") or () if each["parent"])

    @property
    def was_read(self) -> bool:
        return not find_verdict(self.result["verdict"]).unread

    def _short(self, seen: Mapping[str, Any]) -> Result:
        """What a run changed, it changed for all gateways."""
        onboarding = self.result["onboarding"]
        return {
            **{name: seen[name] for name in ("gateway", "verdict", "confidence", "link")},
            **{name: self.result[name] for name in ("fix", "error")},
            **{name: onboarding[name] for name in ("verdict_before", "changes", "run")},
        }

    def is_served(self, failing: Collection[str]) -> bool:
        """No verdict is among the ``failing`` ones, no repair failed, and the links that a repair was for came up."""
        result = self.result
        gateways = result.get("gateways") or ()
        verdicts = {result["verdict"], *(each["verdict"] for each in gateways)}
        return not self.repair_failed and verdicts.isdisjoint(failing) and not self.lost_links

    @property
    def repair_failed(self) -> bool:
        """Whether it was refused, or ended early."""
        return bool(self.result["error"]) and not find_verdict(self.result["verdict"]).unread

    @property
    def was_changed(self) -> bool:
        """By this run, be it halfway."""
        return bool(self.result["onboarding"]["begun"])

    @property
    def lost_links(self) -> dict[str, str]:
        """By their gateways, the links that a repair was for and that did not come up: the most urgent one and those of mended roots."""
        result, onboarding = self.result, self.result["onboarding"]
        if not onboarding["repaired"]:
            return {}
        mended = {each["gateway"] for each in onboarding["verdicts_before"] if find_verdict(each["verdict"]).remedy}
        judged = [result, *(each for each in result.get("gateways") or () if each["gateway"] in mended)]
        return {each["gateway"]: each["link"] for each in judged if not _is_up(each["link"])}

    @property
    def sentence(self) -> str:
        """What the host is, and why."""
        result = self.result
        others = [f", the one to {name} {link}" for name, link in self.lost_links.items() if name != result["gateway"]]
        link = "".join([f" and its link is {result['link']}", *others]) if result["onboarding"]["repaired"] else ""
        why = result["error"] or ". ".join(filter(None, (result["evidence"], result["fix"])))
        return f"{self.name} is {result['verdict']}{link}: {why}"


def _is_up(link: str) -> bool:
    return link == LinkState.PROBABLE or LinkState(link).settled


def read_host(name: str, registered: Mapping[str, Any], now: datetime) -> CheckedHost:
    """A host by what its task registered; a failure says little, and least when it is Ansible's own."""
    if "link" in registered:
        return CheckedHost(name, registered)
    known, unreached = registered.get("verdict"), bool(registered.get("unreachable"))
    verdict = find_verdict(known) if known else UNREACHABLE if unreached else UNDETERMINED
    reason, asked = str(registered.get("msg") or "the check failed"), registered.get("asked", ())
    onboarding = unpack(registered["onboarding"]) if "onboarding" in registered else _begin(registered, verdict)
    return CheckedHost(name, describe_failure(verdict, reason, asked, now, onboarding))


def _begin(registered: Mapping[str, Any], verdict: Verdict) -> Onboarding:
    """A task that Ansible has ended in the middle (``task_timeout``) may have begun a change."""
    return Onboarding(verdict.id, begun=bool(registered.get("timedout")))
