# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which subkeys a registry key has: out of a listing by ``reg query``, or of StdRegProv where that proves nothing."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    HostUnreachable,
    RegistryError,
    Unreadable,
    WsmanError,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree


def read_subkeys(key: str, listing: Section, host: Host, *, is_there: bool = False) -> dict[str, str]:
    """The names of a key's subkeys as the host spells them, by lower-case name; a key that does not exist has none.

    How ``reg query`` prints a key without values and subkeys is not known: as nothing, a blank line, its name, or its name and a
    line of the unnamed value. All of these mean the same, and are no proof by themselves: a program that prints nothing may be
    none. ``is_there`` says that the listing of a key above it, of the same program in the same command line, shows that there is such
    a key or the one that it belongs to. So the program works and prints. Exit code 0 then means that it was opened for reading and enumerated: reg.exe ends
    with 1 where it cannot open a key. What it enumerated is printed before the mark, in the same stream, so nothing is empty.

    Any other text that does not show the key proves nothing, and the typed class is asked. Raises :class:`RegistryError`.
    """
    tree = RegistryTree(listing.text)
    if listing.succeeded and (tree.shows(key) or (is_there and tree.is_blank)):
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


def not_delivered(sentence: str, key: str, words: str, host: Host) -> WsmanError | Unreadable:
    """The error of a key that is there and was not delivered.

    StdRegProv says by a code whether it is denied to the account; otherwise the words are all there is. Raises
    :class:`HostUnreachable`.
    """
    try:
        host.registry.subkeys(key)
    except HostUnreachable:
        raise
    except WsmanError as error:
        if error.access_denied:
            error.begin(f"{sentence}: ")
            return error
    return Unreadable(f"{sentence}{words}")
