# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read certificate stores. Documented in plugins/modules/certificate_info.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import files as controller_file
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import StoreError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.results.stores import describe_properties, describe_unreadable
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_filter import (
    CertificateFilter,
    read_fingerprint,
    read_key_identifier,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_properties import read_properties
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    Store,
    StoreEntry,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.physical_names import PhysicalName
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.pem_bundle import pem_bundle

_DISALLOWED = "Disallowed"


@dataclass(frozen=True)
class _Listed:
    """A certificate of a store, the name of its registry key, and what is wrong with the entry."""

    store: str
    registry_key: str
    fault: str | None
    entry: StoreEntry


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        **WindowsAction.ARGUMENTS,
        "stores": {"type": "list", "elements": "str", "default": ["Root"]},
        "thumbprints": {"type": "list", "elements": "str", "default": []},
        "subject": {"type": "str"},
        "issuer": {"type": "str"},
        "subject_key_identifier": {"type": "str"},
        "expires_within": {"type": "int"},
        "is_ca": {"type": "bool"},
        "self_signed": {"type": "bool"},
        "physical_stores": {
            "type": "list",
            "elements": "str",
            "choices": [str(each) for each in PhysicalName],
            "default": [],
        },
        "pem": {"type": "bool", "default": False},
        "export": {"type": "path"},
    }

    def serve(self, host: Host, arguments: dict[str, Any]) -> dict[str, Any]:
        wanted = _filter(arguments)
        stores = _read_stores(host, arguments["stores"])
        asked = {name.lower() for name in arguments["stores"]}
        now = self.now
        named = [store for store in stores.values() if store.name.lower() in asked]
        listed = [each for store in named for each in _listed(store, wanted, now)]
        certificates = [
            {
                "store": each.store,
                "registry_key": each.registry_key,
                "entry_fault": each.fault,
                "physical_stores": list(each.entry.physical_stores),
                "disallowed": each.entry.certificate.thumbprint in stores[_DISALLOWED].thumbprints,
                **describe_properties(read_properties(tuple(each.entry.blobs.values()))),
                **describe_certificate(each.entry.certificate, now),
                "pem": each.entry.certificate.pem() if arguments["pem"] else None,
            }
            for each in listed
        ]
        unreadable = [
            describe_unreadable(store.name, each)
            for store in stores.values()
            for each in store.irregular
            if each.certificate is None and wanted.selects_unreadable(each)
        ]
        export = self._export(arguments["export"], [each.entry.certificate for each in listed if each.fault is None])
        return {"certificates": certificates, "unreadable": unreadable, **export}

    def _export(self, option: str | None, certificates: Sequence[Certificate]) -> dict[str, Any]:
        if option is None:
            return {"changed": False, "exported": None}
        path = Path(self._loader.path_dwim(option))
        before, after = controller_file.read_if_there(path), pem_bundle(certificates)
        if before == after:
            return {"changed": False, "exported": str(path)}
        if not self.check_mode:
            controller_file.replace(path, after)
        result = {"changed": True, "exported": str(path)}
        return {**result, "diff": _diff(path, before or "", after)} if self._task.diff else result


def _filter(arguments: dict[str, Any]) -> CertificateFilter:
    identifier = arguments["subject_key_identifier"]
    return CertificateFilter(
        fingerprints=frozenset(map(read_fingerprint, arguments["thumbprints"])),
        subject_key_identifier=None if identifier is None else read_key_identifier(identifier),
        physical_stores=frozenset(arguments["physical_stores"]),
        **{name: arguments[name] for name in ("subject", "issuer", "expires_within", "is_ca", "self_signed")},
    )


def _read_stores(host: Host, names: Sequence[str]) -> dict[str, Store]:
    """The stores in their order, each once by its name, and Disallowed, which is read in any case."""
    if not names:
        raise StoreError("no certificate store is named")
    spellings = {name.lower(): name for name in (*names, _DISALLOWED)}
    (stores,) = read_all(host, StoreReader(spellings.values()))
    return {store.name: store for store in stores.values()}


def _listed(store: Store, wanted: CertificateFilter, now: datetime) -> list[_Listed]:
    """What is selected of the certificates of a store, those of irregular entries behind those that lie as they should."""
    regular = [
        _Listed(store.name, entry.certificate.thumbprint, None, entry)
        for entry in store.entries
        if wanted.selects(entry, now)
    ]
    irregular = [
        _Listed(store.name, each.registry_key, each.fault, each.entry)
        for each in store.irregular
        if each.entry and wanted.selects(each.entry, now, each.registry_key)
    ]
    return sorted(regular + irregular, key=_order)


def _order(listed: _Listed) -> tuple[str, str, bool, str]:
    certificate = listed.entry.certificate
    return certificate.subject.casefold(), certificate.sha256, listed.fault is not None, listed.registry_key


def _diff(path: Path, before: str, after: str) -> dict[str, str]:
    return {"before_header": str(path), "after_header": str(path), "before": before, "after": after}
