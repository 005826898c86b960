# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of an attempt to change a host, and what earlier runs have left to be settled there first."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeHistory
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import JournalError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_blob import certificate_sha256


@dataclass(frozen=True)
class Attempt:
    """``changed`` says whether something was written by a run before an ``error`` ended it; in a ``dry`` run, whether it would be."""

    by: str
    changed: bool = False
    error: str = ""
    dry: bool = False

    @property
    def run(self) -> str:
        """The run to take back, empty when nothing was written."""
        return self.by if self.changed and not self.dry else ""


@dataclass(frozen=True)
class Interruptions:
    """The changes of a host whose end nobody knows, as the SHA-256 of each certificate; empty of a damaged one.

    ``fault`` is why the journal cannot be read, so that nobody knows of them either.
    """

    certificates: tuple[str, ...] = ()
    fault: str = ""


def read_interruptions(history: ChangeHistory) -> Interruptions:
    try:
        changes = history.open_changes()
    except JournalError as error:
        return Interruptions(fault=str(error))
    return Interruptions(tuple(certificate_sha256(each.before or each.after or b"") or "" for each in changes))
