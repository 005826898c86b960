# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The channel certificate: the one that HealthService presents, chosen by the serial number in its registry.

The registry holds the serial number with its bytes reversed, of any length up to 20 bytes (Microsoft,
"Troubleshoot agent connectivity issues"; RFC 5280 4.1.2.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import KEY_PROV_INFO
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, Trust, build_chain


@dataclass(frozen=True)
class ChannelCertificate:
    """The registered certificate, and why it cannot serve (``faults``, empty when it can)."""

    certificate: Certificate | None
    chain: Chain | None
    hash_matches: bool | None
    faults: tuple[str, ...]


def trust_of(stores: dict[str, Store]) -> Trust:
    """What a host trusts: its roots and intermediates, less what it disallows."""
    return Trust(
        roots=stores["Root"].certificates,
        intermediates=stores["CA"].certificates,
        disallowed=frozenset(certificate.thumbprint for certificate in stores["Disallowed"].certificates),
    )


def find_channel_certificate(agent: Agent, stores: dict[str, Store], now: datetime) -> ChannelCertificate:
    """The certificate of the store My whose serial number is registered, judged at ``now`` (UTC)."""
    if agent.channel_serial is None:
        return ChannelCertificate(None, None, None, ("no channel certificate is registered (run MOMCertImport)",))
    matches = [entry for entry in stores["My"].entries if _has_serial(entry.certificate, agent.channel_serial)]
    if not matches:
        serial = agent.channel_serial.hex().upper()
        return ChannelCertificate(None, None, None, (f"the store My holds no certificate with the serial {serial}",))
    entry = next((match for match in matches if match.certificate.thumbprint == _hash(agent)), matches[0])
    return ChannelCertificate(
        certificate=entry.certificate,
        chain=build_chain(entry.certificate, trust_of(stores), now=now),
        hash_matches=entry.certificate.thumbprint == _hash(agent) if agent.channel_hash else None,
        faults=tuple(_faults(entry, now)),
    )


def _has_serial(certificate: Certificate, serial: bytes) -> bool:
    return certificate.serial_bytes.lstrip(b"\0") == serial.lstrip(b"\0")


def _hash(agent: Agent) -> str:
    return (agent.channel_hash or "").upper()


def _faults(entry: StoreEntry, now: datetime) -> list[str]:
    certificate = entry.certificate
    faults = []
    if not certificate.valid_at(now):
        faults.append(f"it is valid from {certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d} only")
    if KEY_PROV_INFO not in entry.blob.properties:
        faults.append("it has no private key on the host")
    return faults
