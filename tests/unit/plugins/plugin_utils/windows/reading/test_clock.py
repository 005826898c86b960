# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time that a host's clock shows, beside the controller's at that moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.clock import read_clock
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import CimObject

ASKED = datetime(2026, 12, 1, 12, tzinfo=UTC)


class Session:
    """Answers with a time."""

    host = "web01"

    def __init__(self, *times: str) -> None:
        self._times = times

    def query(self, namespace: str, wql: str) -> list[CimObject]:
        assert (namespace, wql) == ("root/cimv2", "SELECT LocalDateTime FROM Win32_OperatingSystem")
        return [_instance(time) for time in self._times]


def _instance(time: str) -> CimObject:
    element = Element("Win32_OperatingSystem")
    SubElement(SubElement(element, "LocalDateTime"), "Datetime").text = time
    return CimObject(element)


def read(*times: str, seconds: float = 0.0) -> ClockOffset | None:
    moments = iter((0.0, seconds))
    return read_clock(Host(cast(Any, Session(*times))), lambda: ASKED, lambda: next(moments))


@pytest.mark.parametrize(
    ("shown", "ahead"),
    [
        ("2026-12-01T12:00:00Z", timedelta()),
        ("2026-12-01T12:00:01.5Z", timedelta(seconds=1.5)),
        ("2026-12-01T12:00:01.488171Z", timedelta(seconds=1, microseconds=488171)),
        ("2026-12-01T13:07:00+01:00", timedelta(minutes=7)),
        ("2026-12-01T04:00:00.000000-08:00", timedelta()),
        ("2024-12-01T12:00:00Z", timedelta(days=-730)),
    ],
)
def test_a_time_counts_with_its_offset(shown: str, ahead: timedelta) -> None:
    assert read(shown) == ClockOffset(ahead)


def test_the_way_of_the_question_is_the_uncertainty(shown: str = "2026-12-01T12:00:03Z") -> None:
    assert read(shown, seconds=2) == ClockOffset(timedelta(seconds=2), timedelta(seconds=1))


@pytest.mark.parametrize(
    "shown", ["", "now", "2026-12-01T12:00:00", "2026-13-01T12:00:00Z", "0001-01-01T00:00:00+23:59"]
)
def test_what_is_no_time_with_an_offset_tells_nothing(shown: str) -> None:
    assert read(shown) is None


def test_no_instance_tells_nothing() -> None:
    assert read() is None
