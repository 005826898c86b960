# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of hosts in order: of an agent that trusts its gateway and is linked, and of the gateway."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_facts import HostFacts
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import KEY_PROV_INFO, Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.tcp import Connection
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

from tests.lab.windows.private_key import PrivateKey
from tests.pki.certificates import dns_names, rsa_key
from tests.unit.plugins.plugin_utils.opsmgr import channel_certificates
from tests.unit.plugins.plugin_utils.opsmgr.hosts import GATEWAY_NAME, ISSUING, ROOT, agent, parent, stores
from tests.unit.plugins.plugin_utils.opsmgr.situations import CONFIGURED, CONNECTED, GATEWAY_ADDRESS, PROCESS, RUNNING
from tests.unit.plugins.plugin_utils.x509.authority import leaf

PORT = 5723
SERVER_NAME, SERVER_ADDRESS = "ms01.corp.example", "192.0.2.200"

OWN = channel_certificates.GOOD
OWN_ROOT = channel_certificates.ROOT.certificate
TRUSTS_OWN = Trust((OWN_ROOT,), (), frozenset())

GATEWAY_CERTIFICATE = leaf(
    GATEWAY_NAME,
    ISSUING,
    key=rsa_key(),
    extensions=(dns_names(GATEWAY_NAME), channel_certificates.BOTH, channel_certificates.USAGE),
)


def held(certificate: Certificate) -> StoreEntry:
    """An entry of My that names a private key."""
    key = PrivateKey(certificate.common_name or "").serialized()
    return StoreEntry(certificate, {".Default": Blob(certificate.der, {KEY_PROV_INFO: key})})


def agent_stores(root: tuple[Certificate, ...] = (ROOT.certificate,), **others: Any) -> dict[str, Store]:
    """Those of the agent, with some roots beside its own."""
    return stores((*root, OWN_ROOT), **{"ca": [ISSUING.certificate], "my": [held(OWN)], **others})


def registered(*parents: Any, **facts: Any) -> Agent:
    """An agent whose certificate is registered."""
    return agent(
        *(parents or (parent(),)),
        **{"serial": OWN.serial_bytes, "computer_name": channel_certificates.NAME, "host_name": "web01", **facts},
    )


def agent_facts(**facts: Any) -> HostFacts:
    plain = HostFacts(
        host="web01",
        agent=registered(),
        service=RUNNING,
        stores=agent_stores(),
        events=(CONFIGURED,),
        addresses=("192.0.2.11",),
        connections={PORT: (CONNECTED,)},
    )
    return replace(plain, **facts)


def gateway_facts(**facts: Any) -> HostFacts:
    gateway = replace(
        agent(serial=GATEWAY_CERTIFICATE.serial_bytes),
        role=Role.GATEWAY,
        computer_name=GATEWAY_NAME,
        server_groups=("CORP",),
        server_parents=(parent(SERVER_NAME),),
    )
    plain = HostFacts(
        host=GATEWAY_NAME,
        agent=gateway,
        service=RUNNING,
        stores=stores((ROOT.certificate, OWN_ROOT), ca=[ISSUING.certificate], my=[held(GATEWAY_CERTIFICATE)]),
        events=(CONFIGURED,),
        addresses=(GATEWAY_ADDRESS,),
        connections={PORT: (Connection(SERVER_ADDRESS, PORT, PROCESS),)},
    )
    return replace(plain, **facts)
