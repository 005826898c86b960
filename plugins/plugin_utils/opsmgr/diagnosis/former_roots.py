# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other roots that a gateway is known to have had than the one it presents now: by the journal, and by the host's own stores.

An entry of ours that is moved to Disallowed in the console should keep its properties, and so the mark. That was not verified
on Windows; where it is not so, the journal is the only witness.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.request import CheckRequest, GatewayTarget
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.gateway import comparable
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.root_statement import name_root
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
    target: GatewayTarget, request: CheckRequest, stores: Mapping[str, Store], *, pointed_at: bool = True
) -> tuple[FormerRoot, ...]:
    """Those of a gateway, each once. Gateways that present one root are one matter, so those of the others count too.

    A mark of an earlier version names no gateway: on an agent that is ``pointed_at`` this one it may have been for it,
    unless it is the root of another gateway now. Of an accepted root that is no excuse.
    """
    root, alike = target.gateway.root, request.with_root_of(target)
    names = frozenset[str]().union(*(each.gateway.names for each in alike))
    present = frozenset() if target.accepted else request.roots
    witnesses = {certificate: "the journal" for each in alike for certificate in each.former_roots}
    for certificate, mark in _marked(stores):
        attributed = not names.isdisjoint(comparable(mark.gateways))
        if attributed or (pointed_at and not mark.gateways and certificate not in present):
            witnesses.setdefault(certificate, f"the mark of the run {mark.run}")
    for certificate in (entry.certificate for entry in stores["Disallowed"].possible_entries):
        if root and certificate.self_signed and certificate.public_key_info == root.public_key_info:
            witnesses.setdefault(certificate, "its key, which is that of the root now")
    return tuple(
        FormerRoot(certificate, witness, certificate.thumbprint in stores["Disallowed"].thumbprints)
        for certificate, witness in witnesses.items()
        if certificate != root
    )


def tell(former: FormerRoot, gateway: str) -> str:
    """As the beginning of a sentence, or the whole of it."""
    return f"{name_root(former.certificate)} was a root of {gateway} before, as {former.witness} says"


def _marked(stores: Mapping[str, Store]) -> Iterator[tuple[Certificate, ImportMark]]:
    """What was imported for an agent. Other marks are those of certificates that were imported for themselves."""
    for name in _MARKED_STORES:
        for entry in stores[name].entries:
            mark = read_import_mark(entry)
            if mark and mark.health_service and entry.certificate.self_signed:
                yield entry.certificate, mark
