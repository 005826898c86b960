# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Something is concluded from each event that is read, or its row says why not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.verdict import diagnose
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS, EventKind
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import LinkEvent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import lines_about

from tests.unit.plugins.plugin_utils.opsmgr.situations import (
    CLOSED,
    UNKNOWN_DEVICE,
    evidence,
    gateway_evidence,
    link,
    logged,
)

ADDRESS = "192.0.2.10"
NAMES = ("web01", "CORP", "gw01.corp.example")


def readings(number: int, kind: EventKind) -> Iterator[tuple[Evidence, Evidence]]:
    """A host without this event and with it, in the agent's log and in the gateway's, after nothing and after a refusal."""
    for name in NAMES:
        event = logged(number, *_strings(kind, name), record_id=2)
        for before in ((), (CLOSED,)):
            yield evidence(link=link(*before)), evidence(link=link(*before, event))
        for line in ((), (UNKNOWN_DEVICE,)):
            yield _seen_by_gateway(*line), _seen_by_gateway(*line, event)


def _strings(kind: EventKind, name: str) -> list[str]:
    strings = [""] * max(kind.about or 0, kind.address or 0)
    if kind.about:
        strings[kind.about - 1] = name
    if kind.address:
        strings[kind.address - 1] = ADDRESS
    return strings


def _seen_by_gateway(*events: LinkEvent) -> Evidence:
    host, known = evidence(), gateway_evidence(events=events)
    return evidence(gateway_evidence=known, gateway_lines=lines_about(host.agent, (ADDRESS,), known))


@pytest.mark.parametrize("number", sorted(EVENT_KINDS))
def test_an_event_tells_something_unless_its_row_says_why_not(number: int) -> None:
    kind = EVENT_KINDS[number]
    differs = [diagnose(without) != diagnose(seen) for without, seen in readings(number, kind)]
    assert any(differs) is not bool(kind.idle)


def test_a_reason_is_a_sentence() -> None:
    reasons = [kind.idle for kind in EVENT_KINDS.values() if kind.idle]
    assert all(reason.endswith(".") for reason in reasons)
