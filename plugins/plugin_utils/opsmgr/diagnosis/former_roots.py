# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other roots that a gateway is known to have had than the one it presents now: by the journal, and by marks on the host.

Whoever moves an entry of ours to Disallowed in the console should move its properties along, and so the mark. That was not
verified on Windows; where it is not so, the journal is the only witness.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import Gateway, comparable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import ImportMark, read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

_MARKED_STORES = ("Root", "Disallowed")


@dataclass(frozen=True)
class FormerRoot:
    """``witness`` says where it is known from. It is ``disallowed`` when the store Disallowed of the host holds it."""

    certificate: Certificate
    witness: str
    disallowed: bool


def find_former_roots(
    gateway: Gateway, journalled: Collection[Certificate], present: Collection[Certificate], stores: Mapping[str, Store]
) -> tuple[FormerRoot, ...]:
    """Those of a gateway, each once. ``journalled`` are the ones that a journal has, ``present`` the roots of all gateways now.

    A mark of an earlier version names no gateway: what it imported for an agent may have been for this one, unless it is
    the root of another one now.
    """
    witnesses = {certificate: "the journal" for certificate in journalled}
    for certificate, mark in _marked(stores):
        known = certificate in present if not mark.gateways else gateway.names.isdisjoint(comparable(mark.gateways))
        if not known and certificate != gateway.root:
            witnesses.setdefault(certificate, f"the mark of the run {mark.run} on it")
    return tuple(
        FormerRoot(certificate, witness, _is_in(stores["Disallowed"], certificate))
        for certificate, witness in witnesses.items()
    )


def _marked(stores: Mapping[str, Store]) -> Iterator[tuple[Certificate, ImportMark]]:
    """What was imported for an agent. Other marks are those of certificates that were imported for themselves."""
    for name in _MARKED_STORES:
        for entry in stores[name].entries:
            mark = read_import_mark(entry)
            if mark and mark.health_service and entry.certificate.self_signed:
                yield entry.certificate, mark


def _is_in(disallowed: Store, certificate: Certificate) -> bool:
    unusable = any(entry.startswith(certificate.thumbprint) for entry in disallowed.unusable)
    return unusable or disallowed.entry(certificate.thumbprint) is not None
