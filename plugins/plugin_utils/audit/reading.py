# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit reads of a host, in one command line."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Trusted
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.issuer_list import IssuerListReader

ROOT = "Root"
DISALLOWED = "Disallowed"


def read_trusted(host: Host) -> Trusted:
    """Read a host. What cannot be read is never empty: raises :class:`Unreadable` and the errors of the session."""
    stores, sends = read_all(host, StoreReader((ROOT, DISALLOWED)), IssuerListReader())
    return Trusted(stores[ROOT], stores[DISALLOWED], sends)
