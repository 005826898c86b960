# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a host stands while the root behind its gateways is replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.authentication import BY_CERTIFICATE, Authentication
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.needs import OldRoot, find_old_root
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import SERVER_AUTHENTICATION


@dataclass(frozen=True)
class Pointer:
    """A parent of the agent, or of a gateway or management server itself, that is one of the gateways."""

    gateway: str
    parent: Parent


@dataclass(frozen=True)
class RotationStanding:
    """``gaps`` say what the host lacks to trust what the new root issues; ``new_root`` is its entry in Root.

    ``parents_unknown`` when the registry does not name all parents of the agent: the others may be any of the gateways.
    """

    pointers: tuple[Pointer, ...]
    parents_unknown: bool
    new_root: StoreEntry | None
    gaps: tuple[str, ...]
    old_root: OldRoot | None
    authentication: Authentication = BY_CERTIFICATE

    @property
    def covered(self) -> bool:
        return not self.gaps


def look(host: HostState, rotation: Rotation) -> RotationStanding:
    """Where a host stands."""
    return RotationStanding(
        pointers=_pointers(host.agent, rotation),
        parents_unknown=bool(host.groups_of_unknown_parents or host.agent.ad_integration),
        new_root=host.stores["Root"].entry(rotation.root.thumbprint),
        gaps=tuple(dict.fromkeys((*_gaps(host, rotation), *_gaps_behind_gateways(host, rotation)))),
        old_root=find_old_root(host, rotation),
        authentication=host.authentication,
    )


def _pointers(agent: Agent, rotation: Rotation) -> tuple[Pointer, ...]:
    """A gateway behind a gateway verifies its parent's certificate as an agent does (where its parents stand is unverified, GK)."""
    return tuple(
        Pointer(gateway.name, parent)
        for parent in (*agent.parents, *agent.server_parents)
        for gateway in rotation.gateways
        if gateway.is_parent(parent)
    )


def _gaps(host: HostState, rotation: Rotation) -> Iterator[str]:
    """Issuing CAs must lie in the stores themselves: that a gateway sends them along is never certain."""
    held = {*host.stores["Root"].certificates, *host.stores["CA"].certificates}
    for certificate in rotation.new:
        if certificate not in held and not certificate.self_signed:
            yield f"the CA {certificate.subject} is not in the stores"
        chain = build_chain(certificate, host.trust, rotation.new, purposes=[SERVER_AUTHENTICATION], now=rotation.now)
        yield from (problem.sentence for problem in chain.problems)
        yield from chain.doubts


def _gaps_behind_gateways(host: HostState, rotation: Rotation) -> Iterator[str]:
    """A parent that has switched presents CAs that may have been left out of what was given."""
    parents = {pointer.gateway for pointer in _pointers(host.agent, rotation)}
    for gateway in rotation.gateways:
        if gateway.first and gateway.name in parents and not rotation.lacking(gateway):
            chain = build_chain(
                gateway.first, host.trust, rotation.new, purposes=[SERVER_AUTHENTICATION], now=rotation.now
            )
            yield from (each.sentence for each in chain.problems if each.problem is Problem.PARTIAL)
