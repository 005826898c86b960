# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read certificate stores. Documented in plugins/modules/certificate_info.py."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from ansible_collections.scom.dmz.plugins.plugin_utils.results import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import FRIENDLY_NAME
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import (
    STORES,
    Store,
    StoreEntry,
    StoreReader,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.windows_action import WindowsAction
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import (
    SHA1_DIGITS,
    SHA256_DIGITS,
    normalize_fingerprint,
)


class ActionModule(WindowsAction):
    ARGUMENTS: ClassVar[dict[str, Any]] = {
        "stores": {"type": "list", "elements": "str", "default": ["Root"], "choices": sorted(STORES)},
        "thumbprints": {"type": "list", "elements": "str", "default": []},
    }

    def serve(self, session: Session, arguments: dict[str, Any]) -> dict[str, Any]:
        wanted = frozenset(_fingerprint(text) for text in arguments["thumbprints"])
        names = tuple(dict.fromkeys(arguments["stores"]))
        (stores,) = read_all(session, Registry(session), StoreReader((*names, "Disallowed")))
        disallowed = frozenset(certificate.thumbprint for certificate in stores["Disallowed"].certificates)
        certificates = [
            _describe(entry, stores[name], disallowed, self.now)
            for name in names
            for entry in stores[name].entries
            if not wanted or not wanted.isdisjoint((entry.certificate.thumbprint, entry.certificate.sha256))
        ]
        unusable = [{"store": name, "reason": reason} for name in names for reason in stores[name].unusable]
        return {"changed": False, "certificates": certificates, "unusable": unusable}


def _fingerprint(text: str) -> str:
    hexadecimal = sum(character.isalnum() for character in text)
    return normalize_fingerprint(text, SHA256_DIGITS if hexadecimal > SHA1_DIGITS else SHA1_DIGITS)


def _describe(entry: StoreEntry, store: Store, disallowed: frozenset[str], now: datetime) -> dict[str, Any]:
    return {
        "store": store.name,
        "physical_stores": list(entry.physical_stores),
        "disallowed": entry.certificate.thumbprint in disallowed,
        "friendly_name": entry.blob.text(FRIENDLY_NAME),
        **describe_certificate(entry.certificate, now),
    }
