# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether gateways may switch to the new root: the one "yes" of a rotation that can cut agents off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.host_names import name_hosts
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import HostResult, State
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

UNREACHED = "could not be reached"
UNREAD = "could not be read"
UNKNOWN_PARENTS = "may have parents that the registry does not name and would not trust it"
MISSING = "took no part in this run"
UNKNOWN = (UNREACHED, UNREAD, UNKNOWN_PARENTS, MISSING)
"""What is said of hosts that may be agents of any gateway, so that they keep all gateways from switching."""

DISTRUSTING = "would not trust it"
UNUSED = "is a parent of no host, unless by another name"


@dataclass(frozen=True)
class Decision:
    """``refused`` are the gateways that may not switch; ``obstacles`` are the hosts, or gateways, that keep them, by what is said of them."""

    gateways: tuple[str, ...]
    refused: tuple[str, ...]
    obstacles: Mapping[str, Sequence[str]]

    def sentence(self, root: str) -> str:
        """``root`` is the subject of the new root."""
        if not self.refused:
            return f"{', '.join(self.gateways)} may switch to {root}: every agent trusts it."
        reason = "; ".join(f"{name_hosts(hosts)} {words}" for words, hosts in self.obstacles.items() if hosts)
        return f"{', '.join(self.refused)} may not switch to {root} yet: {reason}."


def decide(results: Sequence[HostResult], gateways: Sequence[str], expected: Sequence[str]) -> Decision:
    """What the hosts that answered mean for the gateways; ``expected`` are all hosts that may have an agent of them.

    A gateway that is a parent of no host may not switch: its agents may know it by a name that was not given.
    """
    missing = set(expected) - set(gateways) - {each.host for each in results}
    unknown = {words: [each.host for each in results if obstacle_of(each) == words] for words in UNKNOWN}
    unknown[MISSING] = sorted(missing)
    distrusting = [each for each in results if obstacle_of(each) == DISTRUSTING]
    if any(unknown.values()):
        return Decision(tuple(gateways), tuple(gateways), {**unknown, DISTRUSTING: _names(distrusting)})
    parents = {gateway for each in results for gateway in each.gateways}
    unused = [gateway for gateway in gateways if gateway not in parents]
    refused = [gateway for each in distrusting for gateway in each.gateways] + unused
    return Decision(tuple(gateways), tuple(dict.fromkeys(refused)), {DISTRUSTING: _names(distrusting), UNUSED: unused})


def obstacle_of(result: HostResult) -> str | None:
    """What is said of a host that keeps gateways from switching; None of one that does not."""
    match result.state:
        case State.COVERED | State.NOT_CONCERNED:
            return None
        case State.UNREACHABLE:
            return UNREACHED
        case State.NOT_COVERED if not result.parents_unknown:
            return DISTRUSTING
        case State.NOT_COVERED | State.PARENTS_UNKNOWN:
            return UNKNOWN_PARENTS
        case _:
            return UNREAD


_REGISTERED_ALREADY = (
    "one is registered already, and what is left is a start of HealthService that loads it, which event 20053 shows: where a restart "
    "does not help, the verdict of the gateway says why"
)


def say_not_switched(rotation: Rotation) -> str:
    """Which gateways do not present a certificate of the new CAs yet, and what is left to do; empty when all do."""
    lacking = {each.name: rotation.lacking(each) for each in rotation.gateways}
    others = [name for name, certificates in lacking.items() if certificates]
    not_loaded = [name for name in lacking if name in rotation.not_loaded and name not in others]
    if not (others or not_loaded):
        return ""
    missing = {each for certificates in lacking.values() for each in certificates}
    goal = next((each for each in rotation.goals if each in missing), rotation.goals[-1])
    restart = f"; on {', '.join(not_loaded)} {_REGISTERED_ALREADY}" if not_loaded else ""
    return (
        f"{', '.join([*others, *not_loaded])} did not switch to {_name(goal)} yet: import that "
        f"{'root' if goal == rotation.root else 'CA'} there, register a certificate of it and restart HealthService{restart}"
    )


def _name(goal: Certificate) -> str:
    """A renewed CA often has the name of the old one."""
    return goal.subject if goal.self_signed else f"{goal.subject} (SHA-256 {goal.sha256})"


def _names(results: Sequence[HostResult]) -> list[str]:
    return [each.host for each in results]
