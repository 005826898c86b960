# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every event that is understood is asked for, within what a query may hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.reading.link_events import (
    ACCEPTING_RANGES,
    AGENT_RANGES,
    GATEWAY_RANGES,
    agent_events,
    gateway_events,
    newest_event,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.event_log import EventReader, EventReaders

MOST_EXPRESSIONS = 20
COMPARISON = re.compile(r"[<>]=?|=")


def numbers(ranges: tuple[tuple[int, int], ...]) -> set[int]:
    return {number for first, last in ranges for number in range(first, last + 1)}


def test_every_event_with_a_row_is_asked_for() -> None:
    assert set(EVENT_KINDS) <= numbers((*AGENT_RANGES, *ACCEPTING_RANGES, *GATEWAY_RANGES))


@pytest.mark.parametrize(
    ("ranges", "asked"),
    [
        (AGENT_RANGES, {number for number, kind in EVENT_KINDS.items() if kind.side in ("agent", "either")}),
        (
            (*ACCEPTING_RANGES, *GATEWAY_RANGES),
            {number for number, kind in EVENT_KINDS.items() if kind.side in ("gateway", "either")},
        ),
        ((*ACCEPTING_RANGES, *GATEWAY_RANGES), {1210, 20070, 21005, 21006, 21016, 21025}),
    ],
    ids=["an agent", "a gateway of its agents", "a gateway of its own link"],
)
def test_every_event_of_a_side_is_asked_for(ranges: tuple[tuple[int, int], ...], asked: set[int]) -> None:
    assert asked <= numbers(ranges)


@pytest.mark.parametrize(
    "reader",
    [
        agent_events(2**63, datetime(2026, 6, 1, tzinfo=UTC)),
        gateway_events(2**63, datetime(2026, 6, 1, tzinfo=UTC)),
        newest_event(),
    ],
    ids=["agent", "gateway", "newest"],
)
def test_a_query_stays_within_the_expressions_that_wevtutil_takes(reader: EventReader | EventReaders) -> None:
    expressions = [len(COMPARISON.findall(command)) for command in reader.commands]
    assert 0 < min(expressions) <= max(expressions) <= MOST_EXPRESSIONS
