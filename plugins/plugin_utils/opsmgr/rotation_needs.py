# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What still needs the old root on a host.

Something needs it when its chain is complete with the old root and not complete without it. A renewal with the same key
needs no rule of its own: what the old root issued has a chain to the new one as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.channel_certificate import find_channel_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.management_groups import Parent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation import Host, Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import DESCRIPTION
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.managed_stores import OWNER
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, Problem, Trust, build_chain

PARENT = "parent"
UNKNOWN_PARENT = "unknown_parent"
OWN_CERTIFICATE = "own_certificate"
WINRM_LISTENER = "winrm_listener"
"""The kinds of what needs a root."""

LOCAL = ".Default"
"""The physical store that is ours to change."""

_OUT_OF_DATE = frozenset({Problem.EXPIRED, Problem.NOT_YET_VALID})
_IMPORT = re.compile(rf"{re.escape(OWNER)} (?P<run>\S+)(?: .*)?", re.DOTALL)


@dataclass(frozen=True)
class Need:
    """What needs the old root, or may need it, and the sentence that says so."""

    kind: str
    name: str
    sentence: str


@dataclass(frozen=True)
class OldRoot:
    """``imported_by`` is the run of this collection that imported the local copy, None when somebody else did."""

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


def find_old_root(host: Host, rotation: Rotation) -> OldRoot | None:
    """The old root on a host, with what needs it; None when Root does not hold it."""
    entries = host.stores["Root"].entries
    entry = next((each for each in entries if each.certificate.sha256 == rotation.old_sha256), None)
    if entry is None:
        return None
    old, new = entry.certificate, rotation.root
    return OldRoot(
        entry=entry,
        imported_by=_importing_run(entry),
        same_key=(old.subject_der, old.public_key_info) == (new.subject_der, new.public_key_info),
        needs=tuple(dict.fromkeys(_needs(host, old, rotation))),
    )


def _importing_run(entry: StoreEntry) -> str | None:
    blob = entry.blobs.get(LOCAL)
    match = _IMPORT.fullmatch((blob.text(DESCRIPTION) or "") if blob else "")
    return match["run"] if match else None


def _needs(host: Host, old: Certificate, rotation: Rotation) -> Iterator[Need]:
    for parent in (*host.agent.parents, *host.agent.server_parents):
        yield from _needs_of_parent(parent, host, old, rotation)
    yield from _needs_of_active_directory(host.agent)
    own = find_channel_certificate(host.agent, host.stores, rotation.now).certificate
    if own is not None and _depends(own, old, host.trust, rotation.now):
        yield Need(OWN_CERTIFICATE, own.subject, f"the chain of the agent's own certificate {own.subject} ends in it")
    for listener in host.listeners:
        yield from _needs_of_listener(listener, host, old, rotation.now)


def _needs_of_parent(parent: Parent, host: Host, old: Certificate, rotation: Rotation) -> Iterator[Need]:
    known = [gateway for gateway in rotation.gateways if gateway.is_parent(parent)]
    if not known:
        sentence = f"nobody knows the chain of the parent {parent.network_name}, which is none of the gateways given"
        yield Need(UNKNOWN_PARENT, parent.network_name, sentence)
    for gateway in known:
        if _depends(gateway.first, old, host.trust, rotation.now, gateway.issuers):
            yield Need(PARENT, gateway.name, f"the chain of the parent {gateway.name} ends in it")


def _needs_of_active_directory(agent: Agent) -> Iterator[Need]:
    for group in agent.active_directory_groups:
        sentence = f"nobody knows the parents that Active Directory names for the management group {group}"
        yield Need(UNKNOWN_PARENT, group, sentence)
    if agent.ad_integration:
        yield Need(UNKNOWN_PARENT, "", "nobody knows the parents that Active Directory names for the agent")


def _needs_of_listener(listener: HttpsListener, host: Host, old: Certificate, now: datetime) -> Iterator[Need]:
    entry = host.stores["My"].entry(listener.thumbprint) if listener.thumbprint else None
    if entry is None:
        sentence = f"nobody knows the certificate of the WinRM listener {listener.name}, which is not found in My"
        yield Need(WINRM_LISTENER, listener.name, sentence)
    elif _depends(entry.certificate, old, host.trust, now):
        subject = entry.certificate.subject
        yield Need(
            WINRM_LISTENER,
            listener.name,
            f"the chain of the certificate {subject} of the WinRM listener {listener.name} ends in it",
        )


def _depends(
    certificate: Certificate, old: Certificate, trust: Trust, now: datetime, sent: Sequence[Certificate] = ()
) -> bool:
    without = replace(trust, roots=tuple(root for root in trust.roots if root != old))
    return _is_complete(build_chain(certificate, trust, sent, now=now)) and not _is_complete(
        build_chain(certificate, without, sent, now=now)
    )


def _is_complete(chain: Chain) -> bool:
    """An end-entity certificate that is out of date will be renewed, so its dates don't count."""
    first = chain.certificates[0]
    return all(each.certificate == first and each.problem in _OUT_OF_DATE for each in chain.problems)
