# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which subkeys a registry key has: out of a listing by ``reg query``, or of StdRegProv where that proves nothing."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    HostUnreachable,
    RegistryError,
    WsmanError,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree


def read_subkeys(key: str, listing: Section, host: Host) -> dict[str, str]:
    """The names of a key's subkeys as the host spells them, by lower-case name; a key that does not exist has none.

    Text that does not show the key proves nothing, so the typed class is asked then. Raises :class:`RegistryError`.
    """
    tree = RegistryTree(listing.text)
    if listing.succeeded and tree.shows(key):
        return {name.lower(): name for name in tree.subkeys(key)}
    try:
        return {name.lower(): name for name in host.registry.subkeys(key)}
    except RegistryError as error:
        if error.code == RegistryError.KEY_MISSING:
            return {}
        raise
    except WsmanFault as fault:
        fault.add(listing.words)
        raise


def refuse_if_denied(key: str, host: Host) -> None:
    """Raise the host's error where a key that reg.exe did not deliver is denied to the account, which only StdRegProv says by a code."""
    try:
        host.registry.subkeys(key)
    except WsmanError as error:
        if error.access_denied or isinstance(error, HostUnreachable):
            raise
