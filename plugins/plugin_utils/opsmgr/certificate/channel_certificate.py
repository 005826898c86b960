# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The channel certificate: the one that HealthService presents, chosen by the serial number in its registry.

The registry holds the serial number with its bytes reversed, of any length up to 20 bytes (Microsoft,
"Troubleshoot agent connectivity issues"; RFC 5280 4.1.2.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import (
    LATENT,
    PURPOSES,
    Check,
    ExaminedCertificate,
    examine,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.certificate import (
    AMBIGUOUS,
    HASH_DIFFERS,
    NOT_FOUND,
    NOT_REGISTERED,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import KEY_PROV_INFO
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import read_limits
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import KeyProvider, read_key_provider
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

LEAD_DAYS = 30

AGENT_STORES = ("Operations Manager", "Microsoft Monitoring Agent")
"""Stores of the agent's own self-signed certificate, up to 2012 R2 and since 2016, into which people import theirs."""

STORES = ("Root", "CA", "My", "Disallowed")
"""What all checks need."""

_LONGEST_SERIAL = 21
"""Bytes: 20 and a sign byte (RFC 5280, 4.1.2.2)."""

_LONGEST_HASH = 64
"""Characters that are shown; a SHA-1 thumbprint has 40."""


@dataclass(frozen=True)
class ChannelCertificate:
    """The registered certificate and what was checked of it.

    ``chain`` is built against the host's own stores, and None when they were not read. ``key`` is None when the store
    entry names no key or cannot be understood. After a failed check that it is registered, or that My holds it, there
    are no further ones; ``hash_matches`` is None then, and when no hash is registered.
    """

    certificate: Certificate | None
    chain: Chain | None
    hash_matches: bool | None
    key: KeyProvider | None = None
    checks: tuple[Check, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those of the failed checks."""
        return tuple(check.kind(check.evidence) for check in self.checks if check.passed is False)

    @property
    def faults(self) -> tuple[str, ...]:
        """The evidence of the errors: why the certificate cannot serve."""
        return tuple(finding.evidence for finding in self.findings if finding.severity == Severity.ERROR)

    @property
    def latent(self) -> tuple[Finding, ...]:
        """What a restart of the running service would expose."""
        return tuple(finding for finding in self.findings if finding.id in LATENT)


def trust_of(stores: Mapping[str, Store]) -> Trust:
    """What a host trusts for certain: its roots and intermediates, less all that it may disallow."""
    return Trust(
        roots=stores["Root"].certificates,
        intermediates=stores["CA"].certificates,
        disallowed=stores["Disallowed"].thumbprints,
        limits_of=lambda thumbprint: _limits_of(stores["Root"].entry(thumbprint)),
    )


def _limits_of(entry: StoreEntry | None) -> tuple[RootLimits, ...]:
    return read_limits(tuple(entry.blobs.values())) if entry else ()


def find_channel_certificate(
    agent: Agent, stores: Mapping[str, Store], now: datetime, lead_days: int = LEAD_DAYS
) -> ChannelCertificate:
    """The certificate of the store My whose serial number is registered, judged at ``now`` (UTC).

    ``stores`` hold My at least; with Root, CA and Disallowed the chain is built, with :data:`AGENT_STORES` a certificate
    that My lacks is looked for there. Fewer than ``lead_days`` of validity left are a warning.
    """
    if agent.channel_serial is None:
        unregistered = Check(NOT_REGISTERED, False, "the registry holds no ChannelCertificateSerialNumber")
        return ChannelCertificate(None, None, None, checks=(unregistered,))
    matches = _with_serial(stores["My"], agent.channel_serial)
    checks = (_registered(agent.channel_serial), _found(stores, agent.channel_serial, matches))
    if not matches:
        return ChannelCertificate(None, None, None, checks=checks)
    entry = next((match for match in matches if match.certificate.thumbprint == _hash(agent)), matches[0])
    examined = examined_entry(agent, stores, entry, now, lead_days)
    same_hash = _same_hash(agent, entry.certificate)
    return ChannelCertificate(
        certificate=entry.certificate,
        chain=examined.chain,
        hash_matches=same_hash.passed,
        key=examined.key if isinstance(examined.key, KeyProvider) else None,
        checks=(*checks, _unambiguous(matches, entry), same_hash, *examine(examined)),
    )


def examined_entry(
    agent: Agent, stores: Mapping[str, Store], entry: StoreEntry, now: datetime, lead_days: int
) -> ExaminedCertificate:
    """What the checks look at of an entry of My, with its chain where the other :data:`STORES` were read."""
    certificate = entry.certificate
    return ExaminedCertificate(
        certificate=certificate,
        own_name=agent.computer_name,
        key=_key(entry),
        chain=build_chain(certificate, trust_of(stores), purposes=PURPOSES, now=now)
        if set(STORES) <= set(stores)
        else None,
        now=now,
        lead_days=lead_days,
    )


def _registered(serial: bytes) -> Check:
    return Check(NOT_REGISTERED, True, f"the serial number {_shown(serial)} is registered")


def _shown(serial: bytes) -> str:
    """A registry value may hold anything; what no certificate can have is cut."""
    rest = f"... ({len(serial)} bytes)" if len(serial) > _LONGEST_SERIAL else ""
    return serial[:_LONGEST_SERIAL].hex().upper() + rest


def _found(stores: Mapping[str, Store], serial: bytes, matches: Sequence[StoreEntry]) -> Check:
    if matches:
        return Check(NOT_FOUND, True, f"the store My holds {matches[0].certificate.subject} with that serial number")
    evidence = f"the store My holds no certificate with the serial {_shown(serial)}"
    mistaken = [name for name in AGENT_STORES if name in stores and _with_serial(stores[name], serial)]
    if mistaken:
        evidence += f", but the store {' and the store '.join(mistaken)} does"
    if irregular := stores["My"].irregular:
        evidence += f"; {len(irregular)} of its entries cannot be read or lie under another certificate's thumbprint"
    return Check(NOT_FOUND, False, evidence)


def _unambiguous(matches: Sequence[StoreEntry], entry: StoreEntry) -> Check:
    thumbprints = ", ".join(match.certificate.thumbprint for match in matches)
    evidence = f"of the certificates in the store My, {len(matches)} have the registered serial number: {thumbprints}"
    if len(matches) == 1:
        return Check(AMBIGUOUS, True, evidence)
    return Check(AMBIGUOUS, False, f"{evidence}; {entry.certificate.thumbprint} is the one that was checked")


def _same_hash(agent: Agent, certificate: Certificate) -> Check:
    if not agent.channel_hash:
        return Check(HASH_DIFFERS, None, "no ChannelCertificateHash is registered")
    evidence = f"ChannelCertificateHash is {agent.channel_hash:.{_LONGEST_HASH}}, the certificate's thumbprint {certificate.thumbprint}"
    return Check(HASH_DIFFERS, certificate.thumbprint == _hash(agent), evidence)


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


def _key(entry: StoreEntry) -> KeyProvider | CertificateError | None:
    data = entry.blob.properties.get(KEY_PROV_INFO)
    try:
        return None if data is None else read_key_provider(data)
    except CertificateError as error:
        return error
