# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of the ``.Default`` physical stores of Root and CA, each by the name of its registry key, as the host holds them now.

A name out of the host's registry may be any, so none but a thumbprint gets into a command line.
"""

from __future__ import annotations

from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    RegistryError,
    Unreadable,
    WriteFailed,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import STORES, is_thumbprint
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import reg_query, run_commands
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree, Value

ROOT = "Root"
CA = "CA"
WRITABLE_STORES = (ROOT, CA)

VALUE = "Blob"


class Vacancy(StrEnum):
    """Why there are no bytes under a registry key."""

    NO_KEY = "no key"
    NO_VALUE = "no value"
    OTHER_TYPE = "other type"
    """The value is there, and no REG_BINARY."""


Held = bytes | Vacancy
"""What the host holds under a registry key."""


def entry_key(store: str, name: str) -> str:
    """The registry key of an entry below HKEY_LOCAL_MACHINE."""
    if "\\" in name:
        raise ValueError(f"not the name of a registry key: {name!r}")
    return f"{_certificates_key(store)}\\{name}"


class LocalEntries:
    """Reads single entries. Raises :class:`RegistryError`, :class:`Unreadable` and the errors of the session."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def read(self, store: str, name: str) -> bytes | None:
        """The bytes of an entry; None when there is none, and when its value is missing or no REG_BINARY.

        A host does not deliver some 3 kB and more by StdRegProv, with 24 characters a byte; reg.exe prints any.
        """
        data = self._value(store, name)
        return None if isinstance(data, Vacancy) else data

    def held(self, store: str, name: str) -> Held:
        """Like :meth:`read`, and why there are no bytes."""
        data = self._value(store, name)
        if data is not None:
            return data
        return Vacancy.NO_VALUE if self.is_there(store, name) else Vacancy.NO_KEY

    def to_be_replaced(self, store: str, name: str) -> bytes | None:
        """Like :meth:`read`, before an import. A value of another type is none of ours: raises :class:`WriteFailed`."""
        data = self._value(store, name)
        if not isinstance(data, Vacancy):
            return data
        printed = self._printed(store, name)
        kind = f"a {printed.type}" if printed else "no REG_BINARY"
        raise WriteFailed(
            f"the value {VALUE} of HKLM\\{entry_key(store, name)} is {kind}, as Windows writes none, and nothing was changed: "
            "find out what has put it there, delete that key on the host, and import the certificate again"
        )

    def _value(self, store: str, name: str) -> Held | None:
        """None where the key or its value is missing."""
        try:
            return self._host.registry.binary(entry_key(store, name), VALUE)
        except RegistryError as error:
            if error.code != RegistryError.OTHER_TYPE:
                raise
            return Vacancy.OTHER_TYPE
        except WsmanFault as fault:
            if not fault.too_large:
                raise
        data = self.printed(store, name)
        if data is None:
            raise Unreadable("the host does not deliver it, neither by StdRegProv nor by reg.exe")
        return data

    def printed(self, store: str, name: str) -> bytes | None:
        """The bytes of an entry as reg.exe prints them, which has no trouble with large values."""
        value = self._printed(store, name)
        return value.binary if value else None

    def _printed(self, store: str, name: str) -> Value | None:
        key = entry_key(store, name)
        query = reg_query(key) if is_thumbprint(name) else reg_query(_certificates_key(store), recursive=True)
        (section,) = run_commands(self._host, [query])
        return RegistryTree(section.text).value(key, VALUE)

    def is_there(self, store: str, name: str) -> bool:
        """Whether the registry key exists, with a value or without one."""
        key = _certificates_key(store)
        (section,) = run_commands(self._host, [reg_query(key)])
        return name.lower() in read_subkeys(key, section, self._host)


def _certificates_key(store: str) -> str:
    if store not in WRITABLE_STORES:
        raise ValueError(f"the store {store} is never written")
    return STORES[store][0].certificates_key
