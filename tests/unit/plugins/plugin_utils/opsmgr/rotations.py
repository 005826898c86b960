# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rotation, and hosts on which this collection has imported the old root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import describe_gateway
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation, plan_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION, Blob, encode_text
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

from tests.unit.plugins.plugin_utils.opsmgr.hosts import agent, stores
from tests.unit.plugins.plugin_utils.x509.authority import NOW, YEAR, issue, leaf

GW1, GW2 = "gw01.corp.example", "gw02.corp.example"

OLD = issue("Corp Root CA")
NEW = issue("Corp Root CA 2")
RENEWED = issue("Corp Root CA", key=OLD.key, not_after=NOW + 5 * YEAR)
"""The old root's name and key."""

OLD_GATEWAY = (leaf(GW1, OLD), OLD.certificate)
NEW_GATEWAY = (leaf(GW1, NEW), NEW.certificate)

Chains = Mapping[str, Sequence[Certificate]]


def rotation(
    gateways: Chains | None = None,
    new: Sequence[Certificate] = (NEW.certificate,),
    *,
    old: Certificate = OLD.certificate,
    not_loaded: Sequence[str] = (),
) -> Rotation:
    """From OLD to NEW, with the chains that the gateways present."""
    described = [describe_gateway(name, chain, None, NOW) for name, chain in (gateways or {}).items()]
    return plan_rotation(described, new, old.sha256, NOW, not_loaded)


def old_entry(description: str | None = "scom.dmz 20260101T101337Z-5f3a9c") -> StoreEntry:
    """The old root in Root, with a description or without one."""
    properties = {} if description is None else {DESCRIPTION: encode_text(description)}
    return StoreEntry(OLD.certificate, {".Default": Blob(OLD.certificate.der, properties)})


OURS = old_entry()


def host(
    *,
    root: Sequence[Certificate] = (NEW.certificate,),
    ca: Sequence[Certificate] = (),
    my: Sequence[StoreEntry] = (),
    disallowed: Sequence[Certificate] = (),
    old: StoreEntry | None = OURS,
    parents: Sequence[Parent] = (),
    listeners: Sequence[HttpsListener] = (),
    serial: bytes | None = None,
    **facts: Any,
) -> HostState:
    """A host that trusts some roots beside the old one."""
    found = stores(root, ca, my, disallowed)
    found["Root"] = Store("Root", (*((old,) if old else ()), *found["Root"].entries))
    return HostState(agent(*parents, serial=serial, **facts), found, tuple(listeners))
