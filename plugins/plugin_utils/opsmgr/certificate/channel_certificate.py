# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The channel certificate: the one that HealthService presents, chosen by the serial number in its registry.

The registry holds the serial number with its bytes reversed, of any length up to 20 bytes (Microsoft,
"Troubleshoot agent connectivity issues"; RFC 5280 4.1.2.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding, Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.candidates import (
    Candidate,
    Candidates,
    find_candidates,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import (
    LATENT,
    Check,
    examine,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import STORES, examined_entry
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.certificate import (
    AMBIGUOUS,
    ARCHIVED,
    EXPIRING,
    HASH_DIFFERS,
    NOT_FOUND,
    NOT_REGISTERED,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import KeyProvider
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain

LEAD_DAYS = 30

AGENT_STORES = ("Operations Manager", "Microsoft Monitoring Agent")
"""Stores of the agent's own self-signed certificate, up to 2012 R2 and since 2016, into which people import theirs."""

_LONGEST_SERIAL = 21
"""Bytes: 20 and a sign byte (RFC 5280, 4.1.2.2)."""

_LONGEST_HASH = 64
"""Characters that are shown; a SHA-1 thumbprint has 40."""


@dataclass(frozen=True)
class ChannelCertificate:
    """The registered certificate and what was checked of it.

    ``chain`` is built against the host's own stores, and None when they were not read. ``key`` is None when the store
    entry names no key or cannot be understood. After a failed check that it is registered, or that My holds it, there
    are no further ones; ``hash_matches`` is None then, and when no hash is registered. ``candidates`` are looked for when
    something speaks against it, in stores that hold Root, CA, My and Disallowed.
    """

    certificate: Certificate | None
    chain: Chain | None
    hash_matches: bool | None
    key: KeyProvider | None = None
    checks: tuple[Check, ...] = ()
    candidates: Candidates = field(default_factory=Candidates)

    @property
    def replacement(self) -> Candidate | None:
        """The certificate of My that should be registered in its place."""
        chosen = self.candidates.chosen
        return chosen if chosen and chosen.certificate != self.certificate else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of the failed checks."""
        return tuple(
            check.kind(check.evidence, self._fix(check.kind)) for check in self.checks if check.passed is False
        )

    def _fix(self, kind: Kind) -> str:
        """Of the kind's own fix another certificate in My makes a registration; empty where it does not."""
        if kind == HASH_DIFFERS and self.certificate and not self.faults:
            return self.candidates.how_to_register(self.certificate)
        if self.replacement and _calls_for_another(kind):
            return self.candidates.how_to_register(self.replacement.certificate)
        return ""

    @property
    def faults(self) -> tuple[str, ...]:
        """The evidence of the errors: why the certificate cannot serve."""
        errors = (check for check in self.checks if check.passed is False and check.kind.severity == Severity.ERROR)
        return tuple(check.evidence for check in errors)

    @property
    def passed_over(self) -> Finding | None:
        """That it is archived, so that HealthService may not find it."""
        return next((finding for finding in self.findings if finding.kind == ARCHIVED), None)

    @property
    def latent(self) -> tuple[Finding, ...]:
        """What a restart of the running service would expose."""
        return tuple(finding for finding in self.findings if finding.id in LATENT)


def find_channel_certificate(
    agent: Agent, stores: Mapping[str, Store], now: datetime, lead_days: int = LEAD_DAYS
) -> ChannelCertificate:
    """The certificate of the store My whose serial number is registered, judged at ``now`` (UTC).

    ``stores`` hold My at least; with Root, CA and Disallowed the chain is built, with :data:`AGENT_STORES` a certificate
    that My lacks is looked for there. Fewer than ``lead_days`` of validity left are a warning.
    """
    own = _find(agent, stores, now, lead_days)
    if set(STORES) <= set(stores) and any(_calls_for_another(finding.kind) for finding in own.findings):
        return replace(own, candidates=find_candidates(agent, stores, now))
    return own


def _calls_for_another(kind: Kind) -> bool:
    """Whether a certificate with such a finding is to be replaced, by one that is there already or by a new one."""
    return kind.severity == Severity.ERROR or kind in (ARCHIVED, EXPIRING, HASH_DIFFERS)


def _find(agent: Agent, stores: Mapping[str, Store], now: datetime, lead_days: int) -> ChannelCertificate:
    if agent.channel_serial is None:
        evidence = f"the registry holds no ChannelCertificateSerialNumber{_but_a_hash(agent, stores)}"
        return ChannelCertificate(None, None, None, checks=(Check(NOT_REGISTERED, False, evidence),))
    matches = _with_serial(stores["My"], agent.channel_serial)
    checks = (_registered(agent.channel_serial), _found(agent, stores, agent.channel_serial, matches))
    if not matches:
        return ChannelCertificate(None, None, None, checks=checks)
    entry = next((match for match in matches if match.certificate.thumbprint == _hash(agent)), matches[0])
    examined = examined_entry(agent, stores, entry, now, lead_days)
    same_hash = _same_hash(agent, stores, entry.certificate)
    return ChannelCertificate(
        certificate=entry.certificate,
        chain=examined.chain,
        hash_matches=same_hash.passed,
        key=examined.key if isinstance(examined.key, KeyProvider) else None,
        checks=(*checks, _unambiguous(matches, entry), same_hash, _not_archived(entry), *examine(examined)),
    )


def _registered(serial: bytes) -> Check:
    return Check(NOT_REGISTERED, True, f"the serial number {_shown(serial)} is registered")


def _shown(serial: bytes) -> str:
    """A registry value may hold anything; what no certificate can have is cut."""
    rest = f"... ({len(serial)} bytes)" if len(serial) > _LONGEST_SERIAL else ""
    return serial[:_LONGEST_SERIAL].hex().upper() + rest


def _found(agent: Agent, stores: Mapping[str, Store], serial: bytes, matches: Sequence[StoreEntry]) -> Check:
    if matches:
        return Check(NOT_FOUND, True, f"the store My holds {matches[0].certificate.subject} with that serial number")
    evidence = f"the store My holds no certificate with the serial {_shown(serial)}"
    mistaken = [name for name in AGENT_STORES if name in stores and _with_serial(stores[name], serial)]
    if mistaken:
        evidence += f", but the store {' and the store '.join(mistaken)} does"
    evidence += _but_a_hash(agent, stores)
    if irregular := stores["My"].irregular:
        evidence += f"; {len(irregular)} of its entries cannot be read or lie under another certificate's thumbprint"
    return Check(NOT_FOUND, False, evidence)


def _unambiguous(matches: Sequence[StoreEntry], entry: StoreEntry) -> Check:
    thumbprints = ", ".join(match.certificate.thumbprint for match in matches)
    evidence = f"of the certificates in the store My, {len(matches)} have the registered serial number: {thumbprints}"
    if len(matches) == 1:
        return Check(AMBIGUOUS, True, evidence)
    return Check(AMBIGUOUS, False, f"{evidence}; {entry.certificate.thumbprint} is the one that was checked")


def _not_archived(entry: StoreEntry) -> Check:
    title = Candidate(entry.certificate).title
    evidence = f"the registered certificate {title} is {'' if entry.archived else 'not '}archived in the store My"
    return Check(ARCHIVED, not entry.archived, evidence)


def _same_hash(agent: Agent, stores: Mapping[str, Store], certificate: Certificate) -> Check:
    if not agent.channel_hash:
        return Check(HASH_DIFFERS, None, "no ChannelCertificateHash is registered")
    evidence = f"ChannelCertificateHash is {agent.channel_hash:.{_LONGEST_HASH}}, the certificate's thumbprint {certificate.thumbprint}"
    if certificate.thumbprint == _hash(agent):
        return Check(HASH_DIFFERS, True, evidence)
    other = stores["My"].entry(_hash(agent))
    held = (
        f"the hash names {Candidate(other.certificate).title}"
        if other
        else "no certificate of the store My has that hash"
    )
    return Check(HASH_DIFFERS, False, f"{evidence}; {held}")


def _but_a_hash(agent: Agent, stores: Mapping[str, Store]) -> str:
    """What the hash names where the serial number leads to no certificate."""
    named = stores["My"].entry(_hash(agent))
    return f"; ChannelCertificateHash names {Candidate(named.certificate).title}" if named else ""


def _with_serial(store: Store, serial: bytes) -> tuple[StoreEntry, ...]:
    return tuple(entry for entry in store.entries if _is_registered(entry.certificate.serial_bytes, serial))


def _is_registered(serial: bytes, registered: bytes) -> bool:
    """DER writes a zero byte before a serial number whose first bit is set; not every tool registers it.

    From a negative one CryptoAPI removes the leading bytes of FF (Microsoft, CERT_INFO and CertCompareIntegerBlob).
    """
    negative = serial[:1] >= b"\x80"
    return serial.lstrip(b"\0") == registered.lstrip(b"\0") or (negative and serial.lstrip(b"\xff") == registered)


def _hash(agent: Agent) -> str:
    return (agent.channel_hash or "").upper()
