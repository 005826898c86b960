# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the HTTPS listeners of WinRM in a host's registry, and the certificate that each of them shows.

Below WSMAN\\Listener a key for each listener is called by its address and transport, such as ``*+HTTPS``, and has the
thumbprint as the REG_SZ ``certThumbprint``, in the spelling in which it was given. Microsoft documents neither (GK,
unverified); public scripts and exported registries agree on both.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.winrm_listener import HttpsListener
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA1_DIGITS, normalize_fingerprint

_WSMAN = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN"
_LISTENERS = rf"{_WSMAN}\Listener"
_HTTPS = "+https"


class HttpsListenerReader:
    """Reads :class:`HttpsListener`.

    The listing of ``WSMAN`` tells whether there are listeners, that of ``Listener`` which, and ``/s`` delivers their values.
    """

    commands = (reg_query(_WSMAN), reg_query(_LISTENERS), reg_query(_LISTENERS, recursive=True))

    def read(self, sections: Sequence[Section], host: Host) -> tuple[HttpsListener, ...]:
        """The listeners in their order. Raises :class:`Unreadable` and RegistryError."""
        keys, listing, contents = sections
        with attempting(f"read the WinRM listeners of {host.name}"):
            if "listener" not in read_subkeys(_WSMAN, keys, host):
                return ()
            names = read_subkeys(_LISTENERS, listing, host, is_there=True).values()
            tree = RegistryTree(contents.text)
            return tuple(_listener(tree, name, contents) for name in sorted(names) if name.lower().endswith(_HTTPS))


def _listener(tree: RegistryTree, name: str, contents: Section) -> HttpsListener:
    key = rf"{_LISTENERS}\{name}"
    if not tree.shows(key):
        raise Unreadable(f"the key of the listener {name} exists, but was not delivered{contents.words}")
    text = tree.string(key, "certThumbprint")
    try:
        return HttpsListener(name, normalize_fingerprint(text, SHA1_DIGITS) if text else None)
    except CertificateError as error:
        raise Unreadable(f"certThumbprint of the listener {name} holds no thumbprint") from error
