# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is looked at of an entry of the store My: the certificate, its key, and its chain against the host's own stores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import PURPOSES, ExaminedCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import KEY_PROV_INFO
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import read_limits
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import KeyProvider, read_key_provider
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.root_limits import RootLimits
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

STORES = ("Root", "CA", "My", "Disallowed")
"""What all checks need."""


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


def examined_entry(
    agent: Agent, stores: Mapping[str, Store], entry: StoreEntry, now: datetime, lead_days: int
) -> ExaminedCertificate:
    """What the checks look at of an entry of My, with its chain where the other :data:`STORES` were read."""
    certificate = entry.certificate
    return ExaminedCertificate(
        certificate=certificate,
        own_names=agent.names,
        key=_key(entry),
        chain=build_chain(certificate, trust_of(stores), purposes=PURPOSES, now=now)
        if set(STORES) <= set(stores)
        else None,
        now=now,
        lead_days=lead_days,
    )


def _key(entry: StoreEntry) -> KeyProvider | CertificateError | None:
    data = entry.blob.properties.get(KEY_PROV_INFO)
    try:
        return None if data is None else read_key_provider(data)
    except CertificateError as error:
        return error
