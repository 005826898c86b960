# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What still needs the old root on a host.

Something needs it when its chain is complete with the old root and not complete without it, and may need it when nobody
knows its chain. A renewal with the same key needs no rule of its own: what the old root issued has a chain to the new
one as well, unless it names the serial number of the old one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    find_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import HostState, Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import LOCAL, read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

_OUT_OF_DATE = frozenset({Problem.EXPIRED, Problem.NOT_YET_VALID})

_OF_OUR_RULES = frozenset(
    {
        Problem.LIMITED_ROOT,
        Problem.VALIDITY_UNREADABLE,
        Problem.MALFORMED,
        Problem.PURPOSE,
        Problem.NAME_CONSTRAINTS,
        Problem.CRITICAL_EXTENSION,
        Problem.KEY_USAGE,
    }
)
"""Windows may see these otherwise, so that a chain that has one may be in use."""


class NeededBy(StrEnum):
    """The kinds of what needs a root."""

    PARENT = "parent"
    UNKNOWN_PARENT = "unknown_parent"
    OWN_CERTIFICATE = "own_certificate"
    WINRM_LISTENER = "winrm_listener"
    SERVER = "server"


@dataclass(frozen=True)
class Need:
    """What needs the old root, or may need it, and the sentence that says so."""

    kind: NeededBy
    name: str
    sentence: str


@dataclass(frozen=True)
class OldRoot:
    """``imported_by`` is the run of this collection that imported the local copy, None when something else did."""

    entry: StoreEntry
    imported_by: str | None
    same_key: bool
    needs: tuple[Need, ...]

    def reasons_to_keep(self, remove_foreign: bool) -> tuple[str, ...]:
        """Why the local copy must stay, a sentence each; none when it may be removed."""
        stores = self.entry.physical_stores
        if LOCAL not in stores:
            return (f"only {', '.join(stores)} holds it, which is not ours to change",)
        foreign = self.imported_by is None and not remove_foreign
        return tuple(need.sentence for need in self.needs) + (("somebody else has imported it",) if foreign else ())


def find_old_root(host: HostState, rotation: Rotation) -> OldRoot | None:
    """The old root on a host, with what needs it; None when Root does not hold it, not even in an irregular entry."""
    entries = host.stores["Root"].possible_entries
    entry = next((each for each in entries if each.certificate.sha256 == rotation.old_sha256), None)
    if entry is None:
        return None
    old, new, mark = entry.certificate, rotation.root, read_import_mark(entry)
    return OldRoot(
        entry=entry,
        imported_by=mark.run if mark else None,
        same_key=(old.subject_der, old.public_key_info) == (new.subject_der, new.public_key_info),
        needs=tuple(dict.fromkeys(_needs(host, old, rotation))),
    )


def _needs(host: HostState, old: Certificate, rotation: Rotation) -> Iterator[Need]:
    ties = _Ties.to(old, host, rotation.now)
    for parent in host.agent.parents:
        yield from _needs_of_parent(parent, rotation, ties)
    yield from _needs_of_unknown_parents(host)
    yield from _needs_of_server(host.agent)
    yield from _needs_of_agent(host, ties)
    for listener in host.listeners:
        yield from _needs_of_listener(listener, host, ties)


@dataclass(frozen=True)
class _Ties:
    """What the chains on a host have to do with the old root."""

    old: Certificate
    trust: Trust
    without: Trust
    now: datetime

    @classmethod
    def to(cls, old: Certificate, host: HostState, now: datetime) -> _Ties:
        others = tuple(each for each in host.stores["Root"].certificates if each != old)
        return cls(old, replace(host.trust, roots=(old, *others)), replace(host.trust, roots=others), now)

    def of(self, certificate: Certificate, purpose: str, sent: Sequence[Certificate] = ()) -> str | None:
        """The end of a sentence about the chain of a certificate, None when it does without the old root."""
        purposes, now = [purpose], self.now
        without = build_chain(certificate, self.without, sent, purposes=purposes, now=now)
        chain = build_chain(certificate, self.trust, sent, purposes=purposes, now=now)
        if _is_complete(without):
            return f"may end in it: {without.doubts[0]}" if without.doubts and not chain.doubts else None
        if _is_complete(chain):
            return "ends in it"
        is_judged_by_us_alone = chain.root == self.old and any(each.problem in _OF_OUR_RULES for each in chain.problems)
        return f"may end in it: {chain.problems[0].sentence}" if chain.root is None or is_judged_by_us_alone else None


def _is_complete(chain: Chain) -> bool:
    """An end-entity certificate that is out of date will be renewed, so its dates don't count."""
    first = chain.certificates[0]
    return all(each.certificate == first and each.problem in _OUT_OF_DATE for each in chain.problems)


def _needs_of_parent(parent: Parent, rotation: Rotation, ties: _Ties) -> Iterator[Need]:
    known = [gateway for gateway in rotation.gateways if gateway.is_parent(parent)]
    if not known:
        sentence = f"nobody knows the chain of the parent {parent.network_name}, which is none of the gateways given"
        yield Need(NeededBy.UNKNOWN_PARENT, parent.network_name, sentence)
    for gateway in known:
        if tie := ties.of(gateway.first, SERVER_AUTHENTICATION, gateway.issuers):
            yield Need(NeededBy.PARENT, gateway.name, f"the chain of the parent {gateway.name} {tie}")
        elif gateway.name in rotation.not_loaded:
            sentence = f"the parent {gateway.name} has not loaded its new certificate, so it presents an older one"
            yield Need(NeededBy.PARENT, gateway.name, sentence)


def _needs_of_unknown_parents(host: HostState) -> Iterator[Need]:
    for group in host.groups_of_unknown_parents:
        sentence = f"nobody knows all parents of the management group {group}, because the registry does not name them"
        yield Need(NeededBy.UNKNOWN_PARENT, group, sentence)
    if host.agent.ad_integration:
        yield Need(NeededBy.UNKNOWN_PARENT, "", "nobody knows the parents that Active Directory names for the agent")


def _needs_of_server(agent: Agent) -> Iterator[Need]:
    """A gateway or management server verifies the certificates of all that connect to it."""
    for group in agent.server_groups:
        sentence = f"nobody knows the certificates of all that connect to this server of the management group {group}"
        yield Need(NeededBy.SERVER, group, sentence)


def _needs_of_agent(host: HostState, ties: _Ties) -> Iterator[Need]:
    own = find_channel_certificate(host.agent, host.stores, ties.now).certificate
    if own is None and host.agent.channel_serial is not None:
        sentence = "nobody knows the agent's own certificate, which is registered and not found in My"
        yield Need(NeededBy.OWN_CERTIFICATE, "", sentence)
    if own is not None and (tie := ties.of(own, CLIENT_AUTHENTICATION)):
        yield Need(
            NeededBy.OWN_CERTIFICATE, own.subject, f"the chain of the agent's own certificate {own.subject} {tie}"
        )


def _needs_of_listener(listener: HttpsListener, host: HostState, ties: _Ties) -> Iterator[Need]:
    name = f"the WinRM listener {listener.name}"
    entry = host.stores["My"].entry(listener.thumbprint) if listener.thumbprint else None
    if entry is None:
        sentence = f"nobody knows the certificate of {name}, which is not found in My"
        yield Need(NeededBy.WINRM_LISTENER, listener.name, sentence)
    elif tie := ties.of(entry.certificate, SERVER_AUTHENTICATION):
        sentence = f"the chain of the certificate {entry.certificate.subject} of {name} {tie}"
        yield Need(NeededBy.WINRM_LISTENER, listener.name, sentence)
