# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads which signature algorithms Windows offers under TLS 1.2: the value ``Functions``, a line each, such as ``RSA/SHA512``.

Sources: Microsoft KB 2973337 (RSA/SHA512 and ECDSA/SHA512 are missing there on Windows Server 2012 R2 before that update), the lists of
Windows Server 2016 and 2022 as recorded by mondoohq/mql, and a diagnosis of Microsoft's that reads this value.
"""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section, reg_query_value
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree

_KEY = r"SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010003"
_VALUE = "Functions"


class SignatureReader:
    """Reads them in upper case; None where the list is not delivered or holds no signature with RSA, as another list would."""

    commands = (reg_query_value(_KEY, _VALUE),)

    def read(self, sections: Sequence[Section], _host: Host) -> tuple[str, ...] | None:
        (section,) = sections
        if not section.succeeded:
            return None
        listed = tuple(each.strip().upper() for each in RegistryTree(section.text).strings(_KEY, _VALUE))
        return listed if any(each.startswith("RSA/") for each in listed) else None
