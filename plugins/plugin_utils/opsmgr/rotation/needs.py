# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The old root of a rotation on a host, or the old CA below a root that stays, and what needs it there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import KnownGateways, Need, needs_of
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.import_mark import LOCAL, read_import_mark
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate


@dataclass(frozen=True)
class OldRoot:
    """What is old, in its ``store``. ``imported_by`` is the run of this collection that imported the local copy, None when something else did.

    ``owner`` is the exact set that it belongs to, empty for none. What needs it keeps it, unless that is ``overruled``.
    """

    store: str
    entry: StoreEntry
    imported_by: str | None
    same_key: bool
    needs: tuple[Need, ...]
    overruled: bool = False
    owner: str = ""

    def reasons_to_keep(self, remove_foreign: bool) -> tuple[str, ...]:
        """Why the local copy must stay, a sentence each; none when it may be removed."""
        stores = self.entry.physical_stores
        if LOCAL not in stores:
            return (f"only {', '.join(stores)} holds it, which is not ours to change",)
        needs = () if self.overruled else tuple(need.sentence for need in self.needs)
        return needs if remove_foreign else needs + self._others()

    def _others(self) -> tuple[str, ...]:
        """Whose it is, when it is not that of rotations and onboardings."""
        if self.imported_by is None:
            return ("somebody else has imported it",)
        return (f"it belongs to the set {self.owner}",) if self.owner else ()


def find_old_root(host: HostState, rotation: Rotation) -> OldRoot | None:
    """What is old on a host, with what needs it; None when neither Root nor CA holds it, not even in an irregular entry."""
    found = _find(host, rotation.old_sha256)
    if found is None:
        return None
    store, entry = found
    old, mark = entry.certificate, read_import_mark(entry)
    return OldRoot(
        store=store,
        entry=entry,
        imported_by=mark.run if mark else None,
        same_key=any(_is_renewal(new, old) for new in rotation.new),
        needs=_needs(host, store, old, rotation),
        overruled=rotation.force,
        owner=mark.owner if mark else "",
    )


def _find(host: HostState, sha256: str | None) -> tuple[str, StoreEntry] | None:
    """A root counts in Root alone, where it is trusted. A CA below a root lies in CA, or in Root by mistake."""
    entries = (("Root", each) for each in host.stores["Root"].possible_entries)
    below = (("CA", each) for each in host.stores["CA"].possible_entries if not each.certificate.self_signed)
    return next(((store, each) for store, each in (*entries, *below) if each.certificate.sha256 == sha256), None)


def _is_renewal(new: Certificate, old: Certificate) -> bool:
    return (old.subject_der, old.public_key_info) == (new.subject_der, new.public_key_info)


def _needs(host: HostState, name: str, old: Certificate, rotation: Rotation) -> tuple[Need, ...]:
    """Whoever holds it, and in whichever physical stores."""
    store = host.stores[name]
    without = replace(
        store,
        entries=tuple(entry for entry in store.entries if entry.certificate != old),
        irregular=tuple(each for each in store.irregular if each.certificate != old),
    )
    known = KnownGateways(rotation.gateways, rotation.not_loaded)
    return needs_of(host, {**host.stores, name: without}, known, rotation.now)
