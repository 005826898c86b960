# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a host what needs the certificates that it would lose, before any of them goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.outcome import Outcome, refuse
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.host_state import HostState
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import (
    REQUIRED,
    Insistence,
    Judgement,
    judge_changes,
    refuse_required,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.needs import (
    KnownGateways,
    Need,
    NeededBy,
    needs_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.host_facts import read_for_rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.stores_after import EntryChange


class RemovalGuard:
    """Guards one host, as its gateways present themselves at ``now`` (UTC)."""

    def __init__(self, host: Host, known: KnownGateways, insistence: Insistence, now: datetime) -> None:
        self._host = host
        self._known = known
        self._insistence = insistence
        self._now = now

    def judge(self, stores: Mapping[str, Store], changes: Collection[EntryChange]) -> Judgement:
        """Whether entries of these stores may be changed so. Raises :class:`HostUnreachable`."""
        return judge_changes(stores, changes, self._insistence, self._needs)

    def sift(
        self, stores: Mapping[str, Store], outcomes: Sequence[Outcome], *, partial: bool = False
    ) -> tuple[list[Outcome], tuple[str, ...]]:
        """What may be done of what was planned, and warnings. Raises :class:`HostUnreachable`."""
        if not any(outcome.takes_away for outcome in outcomes):
            return list(outcomes), ()
        changes = [
            EntryChange(each.store, each.name, each.after)
            for each in outcomes
            if each.changed and each.store is not None
        ]
        judgement = self.judge(stores, changes)
        return refuse(outcomes, lambda each: _reason(each, judgement), partial=partial), judgement.warnings

    def _needs(self, after: Mapping[str, Store]) -> Sequence[Need]:
        """What cannot be read may need anything."""
        try:
            host = HostState.of(read_for_rotation(self._host, listeners=True))
            return needs_of(host, {**host.stores, **after}, self._known, self._now)
        except HostUnreachable:
            raise
        except ScomDmzError as error:
            return [Need(NeededBy.UNKNOWN, "", f"nobody knows what needs it, because {error}")]


def _reason(outcome: Outcome, judgement: Judgement) -> str | None:
    """Why an entry stays."""
    if not outcome.takes_away:
        return None
    against = [
        each
        for each in judgement.refusals
        if each.rule != REQUIRED or (outcome.certificate and each == refuse_required(outcome.certificate))
    ]
    return "; ".join(f"{each.reason} (rule {each.rule})" for each in against) or None
