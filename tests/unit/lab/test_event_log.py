# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Event logs and how wevtutil reads them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.lab.windows.clock import Clock
from tests.lab.windows.console.output import ConsoleOutput, ConsoleStyle
from tests.lab.windows.console.wevtutil import Wevtutil
from tests.lab.windows.event_log import EVENT_NAMESPACE, EventLog
from tests.unit.lab.conftest import Time

LOG = "Operations Manager"


@pytest.fixture
def log(clock: Clock, time: Time) -> EventLog:
    log = EventLog(LOG, "web01.dmz.example", clock, first_record=100)
    for event_id, provider in ((20053, "OpsMgr Connector"), (20070, "OpsMgr Connector"), (1210, "HealthService")):
        log.write(event_id, 2 if event_id == 20070 else 4, provider, "gw01 <&> 'x'")
        time.pass_(60)
    return log


@pytest.fixture
def wevtutil(log: EventLog, clock: Clock) -> Wevtutil:
    return Wevtutil({LOG.lower(): log}, clock, ConsoleStyle())


def ids(output: ConsoleOutput) -> list[int]:
    assert output.exit_code == 0
    wrapped = ElementTree.fromstring(f"<all>{output.stdout.decode()}</all>")
    return [int(element.text or "") for element in wrapped.iter(f"{{{EVENT_NAMESPACE}}}EventID")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("*", [20053, 20070, 1210]),
        ("*[System[(EventID=20070)]]", [20070]),
        ("*[System[EventID>=20000 and EventID<=21099]]", [20053, 20070]),
        ("*[System[(EventID=1210 or EventID=20053) and EventRecordID>100]]", [1210]),
        ("*[System[Provider[@Name='HealthService']]]", [1210]),
        ("*[System/Level=2]", [20070]),
        ("*[System[TimeCreated[@SystemTime>='2026-01-01T00:01:00.000Z']]]", [20070, 1210]),
        ("*[System[TimeCreated[@SystemTime >= '2026-01-01T00:01:00Z']]]", [20070, 1210]),
        ("*[System[TimeCreated[@SystemTime > '2026-01-01T00:01:00.0000000Z']]]", [1210]),
        ("*[System[EventID=20070 and TimeCreated[@SystemTime>'2026-01-01T00:01:30.5Z']]]", []),
        ("*[System[TimeCreated[timediff(@SystemTime) <= 120000]]]", [20070, 1210]),
        ("*[System[EventID=1]]", []),
    ],
)
def test_a_query_selects_events(wevtutil: Wevtutil, query: str, found: list[int]) -> None:
    assert ids(wevtutil(["qe", LOG, f"/q:{query}", "/f:xml"])) == found


def test_the_newest_events_come_first_and_no_more_than_asked(wevtutil: Wevtutil) -> None:
    assert ids(wevtutil(["qe", LOG, "/f:xml", "/rd:true", "/c:2"])) == [1210, 20070]


def test_the_data_survives_the_xml(wevtutil: Wevtutil) -> None:
    event = ElementTree.fromstring(wevtutil(["qe", LOG, "/c:1"]).stdout)
    assert [element.text for element in event.iter(f"{{{EVENT_NAMESPACE}}}Data")] == ["gw01 <&> 'x'"]


def test_unicode_output_is_utf_16(wevtutil: Wevtutil, log: EventLog) -> None:
    log.write(20070, 2, "OpsMgr Connector", "gw\u00e9")
    plain = wevtutil(["qe", LOG, "/rd:true", "/c:1"])
    unicode = wevtutil(["qe", LOG, "/rd:true", "/c:1", "/uni:true"])
    assert b"gw?" in plain.stdout
    assert "gw\u00e9" in unicode.stdout.decode("utf-16")


def test_more_than_twenty_expressions_are_an_invalid_query(wevtutil: Wevtutil) -> None:
    twenty = " or ".join(f"EventID={number}" for number in range(20))
    assert wevtutil(["qe", LOG, f"/q:*[System[{twenty}]]"]).exit_code == 0
    assert wevtutil(["qe", LOG, f"/q:*[System[{twenty} or EventID=20]]"]).exit_code == 15001


@pytest.mark.parametrize(
    "query",
    [
        "System",
        "*[System[EventID=]]",
        "*[System[EventID=1]",
        "*[System[EventID ~ 1]]",
        "*]",
        "*[System[TimeCreated[@SystemTime>'today']]]",
    ],
)
def test_a_broken_query_is_an_error(wevtutil: Wevtutil, query: str) -> None:
    assert wevtutil(["qe", LOG, f"/q:{query}"]).exit_code == 15001


def test_a_missing_log_is_error_15007(wevtutil: Wevtutil) -> None:
    output = wevtutil(["qe", "Nothing", "/f:xml"])
    assert (output.stdout, output.exit_code) == (b"", 15007)


def test_the_log_information_names_count_and_oldest_record(wevtutil: Wevtutil) -> None:
    assert wevtutil(["gli", LOG]).stdout.decode().splitlines()[-2:] == [
        "numberOfLogRecords: 3",
        "oldestRecordNumber: 100",
    ]


def test_a_full_log_loses_its_oldest_records(clock: Clock) -> None:
    log = EventLog(LOG, "web01", clock, capacity=2)
    for event_id in (1, 2, 3):
        log.write(event_id, 4, "x")
    assert (log.ids(), log.oldest_record) == ([2, 3], 2)
