# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read certificate stores. Documented in plugins/modules/certificate_info.py."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.actions.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import files as controller_file
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import StoreError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.results.stores import describe_properties
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
        selected = [
            (store.name, entry)
            for store in stores.values()
            if store.name.lower() in asked
            for entry in _sorted(store)
            if wanted.selects(entry, now)
        ]
        certificates = [
            {
                "store": store,
                "physical_stores": list(entry.physical_stores),
                "disallowed": stores[_DISALLOWED].entry(entry.certificate.thumbprint) is not None,
                **describe_properties(read_properties(tuple(entry.blobs.values()))),
                **describe_certificate(entry.certificate, now),
                "pem": entry.certificate.pem() if arguments["pem"] else None,
            }
            for store, entry in selected
        ]
        unusable = [{"store": store.name, "reason": reason} for store in stores.values() for reason in store.unusable]
        export = self._export(arguments["export"], [entry.certificate for _store, entry in selected])
        return {"certificates": certificates, "unusable": unusable, **export}

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


def _sorted(store: Store) -> list[StoreEntry]:
    return sorted(store.entries, key=lambda entry: (entry.certificate.subject.casefold(), entry.certificate.sha256))


def _diff(path: Path, before: str, after: str) -> dict[str, str]:
    return {"before_header": str(path), "after_header": str(path), "before": before, "after": after}
