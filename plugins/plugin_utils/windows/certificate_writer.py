# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes to the certificate stores of LocalMachine: one key with one value, read back, and undone when it differs.

Only ``SystemCertificates\\ROOT`` and ``SystemCertificates\\CA`` are ever written: the copies of group policy, of the
enterprise and of Microsoft's root program belong to somebody else.
"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import ScomDmzError, WriteFailed, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import certificate_blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import Blob
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import reg_query, run_commands
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

WRITABLE_STORES = ("Root", "CA")

_VALUE = "Blob"


class CertificateWriter:
    """Imports into and removes from the ``.Default`` physical store of one host."""

    def __init__(self, session: Session, registry: Registry) -> None:
        self._session = session
        self._registry = registry

    def add(self, store: str, certificate: Certificate, description: str) -> None:
        """Import a certificate; ``description`` marks who imported it (property 13).

        Raises :class:`WriteFailed` when the host holds something else afterwards; what was there before is put back.
        """
        key = _entry_key(store, certificate.thumbprint)
        data = certificate_blob.encode(
            Blob(
                certificate.der,
                {
                    certificate_blob.SHA1_HASH: bytes.fromhex(certificate.thumbprint),
                    certificate_blob.DESCRIPTION: certificate_blob.encode_text(description),
                },
            )
        )
        with attempting(f"import {certificate.subject} into the store {store} of {self._registry.host}"):
            before = self._registry.binary(key, _VALUE)
            try:
                self._registry.create_key(key)
                self._registry.set_binary(key, _VALUE, data)
                if self._read_back(key) != data:
                    raise WriteFailed("the host holds other bytes than were written")
            except ScomDmzError as error:
                self._undo(key, before, error)

    def remove(self, store: str, thumbprint: str) -> None:
        """Remove a certificate by its SHA-1 thumbprint; a missing one is as good as removed."""
        with attempting(f"remove {thumbprint} from the store {store} of {self._registry.host}"):
            self._registry.delete_key(_entry_key(store, thumbprint))

    def _read_back(self, key: str) -> bytes | None:
        """By reg.exe, which is not the program that wrote, and has no trouble with large values."""
        (section,) = run_commands(self._session, [reg_query(key)])
        value = RegistryTree(section.text).value(key, _VALUE)
        return value.binary if value else None

    def _undo(self, key: str, before: bytes | None, cause: ScomDmzError) -> None:
        try:
            if before is None:
                self._registry.delete_key(key)
            else:
                self._registry.set_binary(key, _VALUE, before)
        except ScomDmzError as error:
            raise WriteFailed(f"{cause}; HKLM\\{key} could not be put back and must be looked at: {error}") from cause
        raise WriteFailed(f"{cause.reason}; nothing was changed") from cause


def _entry_key(store: str, thumbprint: str) -> str:
    if store not in WRITABLE_STORES:
        raise ValueError(f"the store {store} is never written")
    return f"{STORES[store][0].certificates_key}\\{thumbprint}"
