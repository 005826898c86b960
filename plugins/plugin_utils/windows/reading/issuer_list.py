# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether Schannel sends the names of trusted issuers to TLS clients that it asks for a certificate.

``SendTrustedIssuerList`` below SCHANNEL; without it Windows Server 2012 and later send none (Microsoft, "TLS registry settings").
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import Unreadable, attempting
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree

_SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"


class IssuerListReader:
    """Reads whether the list is sent. Raises :class:`Unreadable`."""

    commands = (reg_query(_SCHANNEL),)

    def read(self, sections: Sequence[Section], host: Host) -> bool:
        [section] = sections
        tree = RegistryTree(section.text)
        if not section.succeeded or not tree.shows(_SCHANNEL):
            with attempting(f"read the TLS settings of {host.name}"):
                raise Unreadable(f"the key {_SCHANNEL} cannot be read{section.words}")
        return bool(tree.integer(_SCHANNEL, "SendTrustedIssuerList"))
