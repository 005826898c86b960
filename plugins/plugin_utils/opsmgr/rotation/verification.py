# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stage ``verify`` makes of a host: its links to the gateways that have switched are up, or would come up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import (
    NOT_READ,
    OTHER_PARENTS,
    HostResult,
    State,
)

UNCHECKED = "it trusts the new root, and nobody could check a link of it"

OLDER_CONNECTION = (
    "its link holds, which proves nothing: the connection may be older than the switch, and the host would not trust the "
    "gateway after a restart of either: %s; repeat distribute"
)

_UNPROVEN = (LinkState.PROBABLE, LinkState.STANDBY)
"""A link that may be up, or stands by: whether the agent would accept the gateway's certificate, only the verdict tells."""


@dataclass(frozen=True)
class Link:
    """The link of an agent to a parent, as a check found it. ``why`` is what the check knows of it, in sentences."""

    gateway: str
    state: str
    verdict: str
    why: str

    @property
    def holds(self) -> bool:
        """A link that is not known to be up holds as long as the agent would accept the certificate."""
        refuses = find_verdict(self.verdict).refuses_gateway_certificate
        return self.state == LinkState.UP or (self.state in _UNPROVEN and not refuses)

    @property
    def fault(self) -> str:
        return f"the link with {self.gateway} is {self.state}, {self.verdict}: {self.why}"


@dataclass(frozen=True)
class LinkCheck:
    """What a check found of a host. ``not_read`` is None when it could be asked, or else the state that it is in, with the ``error``."""

    links: tuple[Link, ...] = ()
    not_read: State | None = None
    error: str = ""


def read_link_check(registered: Mapping[str, Any]) -> LinkCheck:
    """Of what ``gateway_trust_info`` returned. Ansible's own failures have a message and nothing else."""
    verdict = registered.get("verdict", State.UNDETERMINED)
    if verdict in NOT_READ:
        return LinkCheck((), State(verdict), registered.get("error") or registered.get("msg") or "")
    return LinkCheck(tuple(map(_link, filter(_has_link, registered.get("gateways", ())))))


def verification_result(seen: HostResult, check: LinkCheck) -> HostResult:
    """A host passes when its links are up and it trusts the new root: a connection that is older than the switch proves nothing.

    Where nobody can check a link, as of a gateway behind a gateway, the trust alone decides.
    """
    if check.not_read:
        return replace(seen, state=check.not_read, detail=check.error)
    if broken := _broken(check.links):
        return replace(seen, state=State.NOT_LINKED, detail=broken.fault + _lacking(seen, broken))
    if seen.state in NOT_READ:
        return seen
    if seen.parents_unknown and seen.state is not State.COVERED:
        return replace(seen, state=State.PARENTS_UNKNOWN, detail=OTHER_PARENTS)
    match seen.state:
        case State.COVERED if check.links:
            return replace(seen, state=State.LINKED, detail="")
        case State.COVERED:
            return replace(seen, detail=UNCHECKED)
        case State.NOT_COVERED if check.links:
            return replace(seen, detail=OLDER_CONNECTION % seen.detail)
        case _:
            return seen


def _lacking(seen: HostResult, broken: Link) -> str:
    """What keeps a host from trusting its gateways, unless the fault of the link says so."""
    return f" Besides, {seen.detail}" if seen.state is State.NOT_COVERED and seen.detail not in broken.why else ""


def _broken(links: Sequence[Link]) -> Link | None:
    """The worst: a link that is not there before one that would not come up."""
    broken = [link for link in links if not link.holds]
    return min(broken, key=lambda link: link.state in _UNPROVEN, default=None)


def _has_link(checked: Mapping[str, Any]) -> bool:
    return bool(checked["parent"]) and find_verdict(checked["verdict"]).has_agent


def _link(checked: Mapping[str, Any]) -> Link:
    first = next(iter(checked["findings"]), {"evidence": "nothing tells why", "fix": "Look at its log"})
    return Link(checked["gateway"], checked["link"], checked["verdict"], f"{first['evidence']}. {first['fix']}")
