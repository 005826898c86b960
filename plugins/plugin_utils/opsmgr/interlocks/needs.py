# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What on a host needs the certificates that a change would take away, by the stores as they are and as they would be.

Something needs them when its chain is complete now and would not be any more, and may need them when nobody knows its
chain. A renewal with the same key needs no rule of its own: what the old root issued has a chain to the new one as well,
unless it names the serial number of the old one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import (
    find_channel_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import trust_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.stores_after import (
    certificates_lost,
    entries_limited,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    ANY_PURPOSE,
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
    """The kinds of what needs a certificate."""

    PARENT = "parent"
    UNKNOWN_PARENT = "unknown_parent"
    OWN_CERTIFICATE = "own_certificate"
    WINRM_LISTENER = "winrm_listener"
    OTHER_CERTIFICATE = "other_certificate"
    SERVER = "server"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Need:
    """What needs a certificate that would be taken away, or may need it, and the sentence that says so."""

    kind: NeededBy
    name: str
    sentence: str


@dataclass(frozen=True)
class KnownGateways:
    """The gateways whose chains are known. ``not_loaded`` are the names of those that still present an older certificate."""

    gateways: tuple[Gateway, ...] = ()
    not_loaded: frozenset[str] = frozenset()


def needs_of(host: HostState, after: Mapping[str, Store], known: KnownGateways, now: datetime) -> tuple[Need, ...]:
    """What needs something that the stores hold now and ``after`` a change would not hold, or not for all purposes."""
    ties = _Ties.between(host.stores, after, now)
    if ties.are_none:
        return ()
    return tuple(dict.fromkeys(_needs(host, known, ties)))


def _needs(host: HostState, known: KnownGateways, ties: _Ties) -> Iterator[Need]:
    for parent in host.agent.parents:
        yield from _needs_of_parent(parent, known, ties)
    yield from _needs_of_unknown_parents(host)
    yield from _needs_of_server(host.agent)
    yield from _needs_of_agent(host, ties)
    for listener in host.listeners:
        yield from _needs_of_listener(listener, host, ties)
    yield from _needs_of_others(host, ties)


@dataclass(frozen=True)
class _Ties:
    """What chains on a host have to do with the certificates that it would lose."""

    lost: tuple[Certificate, ...]
    before: Trust
    after: Trust
    may_limit: bool
    now: datetime

    @classmethod
    def between(cls, before: Mapping[str, Store], after: Mapping[str, Store], now: datetime) -> _Ties:
        """Windows may use irregular entries too, so those that go are taken for trusted. A root in CA is no anchor."""
        lost_roots, lost_cas = (certificates_lost(before, {name: after[name]}) for name in ("Root", "CA"))
        trusted, left = trust_of(before), trust_of(after)
        roots = tuple(each for each in lost_roots if each.self_signed)
        others = tuple(dict.fromkeys(each for each in (*lost_roots, *lost_cas) if not each.self_signed))
        return cls(
            (*roots, *others),
            replace(
                trusted,
                roots=tuple(dict.fromkeys((*roots, *trusted.roots))),
                intermediates=tuple(dict.fromkeys((*others, *trusted.intermediates))),
            ),
            left,
            bool(entries_limited(before["Root"], after["Root"])),
            now,
        )

    @property
    def are_none(self) -> bool:
        return not (self.lost or self.may_limit)

    def of(self, certificate: Certificate, purposes: Sequence[str], sent: Sequence[Certificate] = ()) -> str | None:
        """The end of a sentence about the chain of a certificate, None when it does without what is lost.

        ``sent`` is what the peer may send along, which is never certain.
        """
        return self._of(certificate, purposes, sent) or (self.certain(certificate, purposes) if sent else None)

    def certain(
        self, certificate: Certificate, purposes: Sequence[str], sent: Sequence[Certificate] = ()
    ) -> str | None:
        """As :meth:`of`, for a chain that is complete now and would not be any more."""
        chain, left = self._chains(certificate, purposes, sent)
        return f"needs {self._names_in(chain)}" if _is_complete(chain) and not _is_complete(left) else None

    def _of(self, certificate: Certificate, purposes: Sequence[str], sent: Sequence[Certificate]) -> str | None:
        chain, left = self._chains(certificate, purposes, sent)
        if _is_complete(left):
            doubtful = left.doubts and not chain.doubts
            return f"may need {self._names_in(chain)}: {left.doubts[0]}" if doubtful else None
        if _is_complete(chain):
            return f"needs {self._names_in(chain)}"
        is_judged_by_us_alone = not set(self.lost).isdisjoint(chain.certificates) and any(
            each.problem in _OF_OUR_RULES for each in chain.problems
        )
        if self.lost and (chain.root is None or is_judged_by_us_alone):
            return f"may need {self._names_in(chain)}: {chain.problems[0].sentence}"
        return None

    def _chains(
        self, certificate: Certificate, purposes: Sequence[str], sent: Sequence[Certificate]
    ) -> tuple[Chain, Chain]:
        before, after = (
            build_chain(certificate, trust, sent, purposes=purposes, now=self.now)
            for trust in (self.before, self.after)
        )
        return before, after

    def _names_in(self, chain: Chain) -> str:
        """Those lost certificates that a chain goes through, all where it does not tell, or its root that is restricted."""
        named = [each for each in self.lost if each in chain.certificates] or self.lost or chain.certificates[-1:]
        return ", ".join(each.subject for each in named)


def _is_complete(chain: Chain) -> bool:
    """An end-entity certificate that is out of date will be renewed, so its dates don't count."""
    first = chain.certificates[0]
    return all(each.certificate == first and each.problem in _OUT_OF_DATE for each in chain.problems)


def _needs_of_parent(parent: Parent, known: KnownGateways, ties: _Ties) -> Iterator[Need]:
    gateways = [gateway for gateway in known.gateways if gateway.is_parent(parent)]
    if not gateways:
        sentence = (
            f"the chain of the parent {parent.network_name} is not known: it is none of the gateways that were read"
        )
        yield Need(NeededBy.UNKNOWN_PARENT, parent.network_name, sentence)
    for gateway in gateways:
        if gateway.first is None or gateway.guessed:
            sentence = (
                f"the chain of the parent {gateway.name} is not known, because no certificate is registered on it"
            )
            yield Need(NeededBy.UNKNOWN_PARENT, gateway.name, sentence)
        elif tie := ties.of(gateway.first, [SERVER_AUTHENTICATION], gateway.issuers):
            yield Need(NeededBy.PARENT, gateway.name, f"the chain of the parent {gateway.name} {tie}")
        elif gateway.name in known.not_loaded:
            sentence = f"the parent {gateway.name} has not loaded the certificate that is registered, so it presents another one or none"
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
    if own is not None and (tie := ties.of(own, [CLIENT_AUTHENTICATION])):
        yield Need(
            NeededBy.OWN_CERTIFICATE, own.subject, f"the chain of the agent's own certificate {own.subject} {tie}"
        )


def _needs_of_listener(listener: HttpsListener, host: HostState, ties: _Ties) -> Iterator[Need]:
    name = f"the WinRM listener {listener.name}"
    entry = host.stores["My"].entry(listener.thumbprint) if listener.thumbprint else None
    if entry is None:
        sentence = f"nobody knows the certificate of {name}, which is not found in My"
        yield Need(NeededBy.WINRM_LISTENER, listener.name, sentence)
    elif tie := ties.of(entry.certificate, [SERVER_AUTHENTICATION]):
        sentence = f"the chain of the certificate {entry.certificate.subject} of {name} {tie}"
        yield Need(NeededBy.WINRM_LISTENER, listener.name, sentence)


def _needs_of_others(host: HostState, ties: _Ties) -> Iterator[Need]:
    """Other certificates of My serve programs that nobody knows, from irregular entries too. One that has expired serves none."""
    own = find_channel_certificate(host.agent, host.stores, ties.now).certificate
    listening = {listener.thumbprint for listener in host.listeners}
    for certificate in (entry.certificate for entry in host.stores["My"].possible_entries):
        if certificate == own or certificate.thumbprint in listening or _has_expired(certificate, ties.now):
            continue
        if tie := next(filter(None, (ties.certain(certificate, uses) for uses in _possible_uses(certificate))), None):
            sentence = f"the chain of the certificate {certificate.subject} ({certificate.thumbprint}) in My {tie}"
            yield Need(NeededBy.OTHER_CERTIFICATE, certificate.subject, sentence)


def _possible_uses(certificate: Certificate) -> list[list[str]]:
    """None, by which its chain is judged for itself, and each that it allows; one that allows any may serve for TLS."""
    allowed = certificate.extended_key_usage
    uses = (SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION) if allowed is None or ANY_PURPOSE in allowed else allowed
    return [[], *([each] for each in uses)]


def _has_expired(certificate: Certificate, now: datetime) -> bool:
    return certificate.not_after is not None and certificate.not_after < now
