# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTPS listeners of WinRM in a host's registry, and the certificate that each of them shows.

Below WSMAN\\Listener a key for each listener is called by its address and transport, such as ``*+HTTPS``, and has the
thumbprint as the REG_SZ ``certThumbprint``, in the spelling in which it was given. Microsoft documents neither (GK,
unverified); public scripts and exported registries agree on both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_listing import read_subkeys
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA1_DIGITS, normalize_fingerprint

_WSMAN = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN"
_LISTENERS = rf"{_WSMAN}\Listener"
_HTTPS = "+https"


@dataclass(frozen=True)
class HttpsListener:
    """``name`` is that of its key. ``thumbprint`` (SHA-1) is None when the listener shares another service's certificate."""

    name: str
    thumbprint: str | None


class HttpsListenerReader:
    """Reads :class:`HttpsListener`. Keys are listed first, so that missing is told from unreadable."""

    commands = (reg_query(_WSMAN), reg_query(_LISTENERS), reg_query(_LISTENERS, recursive=True))

    def read(self, sections: Sequence[Section], registry: Registry) -> tuple[HttpsListener, ...]:
        """The listeners in their order. Raises :class:`Unreadable` and RegistryError."""
        keys, listing, contents = sections
        with attempting(f"read the WinRM listeners of {registry.host}"):
            if "listener" not in read_subkeys(_WSMAN, keys, registry):
                return ()
            names = read_subkeys(_LISTENERS, listing, registry).values()
            tree = RegistryTree(contents.text)
            return tuple(_listener(tree, name) for name in sorted(names) if name.lower().endswith(_HTTPS))


def _listener(tree: RegistryTree, name: str) -> HttpsListener:
    key = rf"{_LISTENERS}\{name}"
    if not tree.shows(key):
        raise Unreadable(f"the key of the listener {name} exists, but was not delivered")
    text = tree.string(key, "certThumbprint")
    try:
        return HttpsListener(name, normalize_fingerprint(text, SHA1_DIGITS) if text else None)
    except CertificateError as error:
        raise Unreadable(f"certThumbprint of the listener {name} holds no thumbprint") from error
