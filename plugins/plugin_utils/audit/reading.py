# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an audit reads of a host, in one command line."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Trusted
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import read_all
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.issuer_list import IssuerListReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

ROOT = "Root"
DISALLOWED = "Disallowed"


def read_trusted(session: Session) -> Trusted:
    """Read a host. What cannot be read is never empty: raises :class:`Unreadable` and the errors of the session."""
    stores, sends = read_all(session, Registry(session), StoreReader((ROOT, DISALLOWED)), IssuerListReader())
    return Trusted(stores[ROOT], stores[DISALLOWED], sends)
