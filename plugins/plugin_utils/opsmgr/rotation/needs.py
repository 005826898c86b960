# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The old root of a rotation on a host, and what needs it there."""

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
    """``imported_by`` is the run of this collection that imported the local copy, None when something else did."""

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


def find_old_root(host: HostState, rotation: Rotation) -> OldRoot | None:
    """The old root on a host, with what needs it; None when Root does not hold it, not even in an irregular entry."""
    entries = host.stores["Root"].possible_entries
    entry = next((each for each in entries if each.certificate.sha256 == rotation.old_sha256), None)
    if entry is None:
        return None
    old, new, mark = entry.certificate, rotation.root, read_import_mark(entry)
    return OldRoot(
        entry=entry,
        imported_by=mark.run if mark else None,
        same_key=(old.subject_der, old.public_key_info) == (new.subject_der, new.public_key_info),
        needs=_needs(host, old, rotation),
    )


def _needs(host: HostState, old: Certificate, rotation: Rotation) -> tuple[Need, ...]:
    """Whoever holds it, and in whichever physical stores."""
    root = host.stores["Root"]
    without = replace(
        root,
        entries=tuple(entry for entry in root.entries if entry.certificate != old),
        irregular=tuple(each for each in root.irregular if each.certificate != old),
    )
    known = KnownGateways(rotation.gateways, rotation.not_loaded)
    return needs_of(host, {**host.stores, "Root": without}, known, rotation.now)
