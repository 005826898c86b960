# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a stage made of one host, and which hosts fail for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import Method
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.standing import RotationStanding


class Stage(StrEnum):
    """The steps of a rotation, in their order. They may lie days apart, and each may be repeated."""

    DISTRIBUTE = "distribute"
    DECIDE = "decide"
    VERIFY = "verify"
    REMOVE = "remove"


class State(StrEnum):
    """What a stage made of a host."""

    UNREACHABLE = "unreachable"
    """The host could not be reached."""

    UNDETERMINED = "undetermined"
    """The host, or its journal, could not be read, or it is not known whether its agent needs the new root."""

    NOT_CONCERNED = "not_concerned"
    """No agent of the gateways that authenticates by certificate, and no gateway behind them."""

    COVERED = "covered"
    """It trusts the new root; after ``verify``, that no link of it could be checked."""

    IMPORTED = "imported"
    """It trusts the new root since this run."""

    NOT_COVERED = "not_covered"
    """It would not trust a gateway that switches, or has switched."""

    PARENTS_UNKNOWN = "parents_unknown"
    """It does not trust the new root, and nobody knows whether it has to: the registry does not name all parents."""

    LINKED = "linked"
    """All links to the gateways are up, and it trusts the new root."""

    NOT_LINKED = "not_linked"
    """A link to a gateway is not up, or would not come up."""

    ABSENT = "absent"
    """It has no old root."""

    KEPT = "kept"
    """The old root stays, because something needs it."""

    REMOVED = "removed"
    """The old root is gone since this run."""

    NOT_REMOVED = "not_removed"
    """The removal failed."""


NOT_READ = frozenset({State.UNREACHABLE, State.UNDETERMINED})
"""Nobody knows whether such a host is an agent of the gateways, and what it trusts."""

FAILING: Mapping[Stage, frozenset[State]] = {
    Stage.DISTRIBUTE: NOT_READ | {State.NOT_COVERED},
    Stage.DECIDE: frozenset(),  # its answer is about all hosts together
    Stage.VERIFY: NOT_READ | {State.NOT_LINKED, State.NOT_COVERED, State.PARENTS_UNKNOWN},
    Stage.REMOVE: NOT_READ | {State.NOT_REMOVED},
}
"""The states with which a host was not served, by the stage."""

OTHER_PARENTS = (
    "the registry does not name all parents of the agent, and it would not trust a gateway that switches: "
    "import the new root there, with scom.dmz.root_certificate for example"
)


BY_KERBEROS = "its agent authenticates by Kerberos, because no channel certificate is registered and the host is a member of a domain"


@dataclass(frozen=True)
class HostResult:
    """What a stage made of a host, and why (``detail``).

    ``gateways`` are its parents among the gateways given, ``run`` is the run that changed it in the journal, empty for none.
    """

    host: str
    state: State
    detail: str = ""
    gateways: tuple[str, ...] = ()
    parents_unknown: bool = False
    same_key: bool = False
    run: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.host} is {self.state}: {self.detail}"


def question(stage: Stage, root_sha256: str, gateways: Sequence[str]) -> list[str]:
    """What a host is asked, which tells its answer from those to other runs of the role in the same play."""
    return [stage.value, root_sha256, *gateways]


def look_result(host: str, standing: RotationStanding) -> HostResult:
    """Where a host stands that was read. A host is of no concern only when all of its parents are known."""
    gateways = tuple(dict.fromkeys(pointer.gateway for pointer in standing.pointers))
    state = _trust(standing)
    details = {
        State.NOT_COVERED: "; ".join(standing.gaps),
        State.PARENTS_UNKNOWN: OTHER_PARENTS,
        State.NOT_CONCERNED: BY_KERBEROS if _may_need_root(standing) else "",
        State.UNDETERMINED: standing.authentication.reason,
    }
    same_key = standing.old_root is not None and standing.old_root.same_key
    return HostResult(host, state, details.get(state, ""), gateways, standing.parents_unknown, same_key)


def failed_look(host: str, error: ScomDmzError) -> HostResult:
    """Where a host stands that could not be read."""
    state = State.UNREACHABLE if isinstance(error, HostUnreachable) else State.UNDETERMINED
    return HostResult(host, state, str(error))


def _trust(standing: RotationStanding) -> State:
    """An agent without a channel certificate may need the new root only where its host is known to be in a workgroup."""
    method = standing.authentication.method
    if not _may_need_root(standing) or method is Method.KERBEROS:
        return State.NOT_CONCERNED
    if standing.covered:
        return State.COVERED
    if method is Method.UNKNOWN:
        return State.UNDETERMINED
    return State.NOT_COVERED if standing.pointers else State.PARENTS_UNKNOWN


def _may_need_root(standing: RotationStanding) -> bool:
    return bool(standing.pointers) or standing.parents_unknown
