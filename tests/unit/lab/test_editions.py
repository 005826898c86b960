# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Windows in other languages: other words, the same events."""

from __future__ import annotations

import pytest

from tests.lab.demonstration import GATEWAY
from tests.lab.scenarios import AGENT, HOST_SCENARIOS, build, fleet
from tests.lab.windows.clock import Clock
from tests.lab.windows.console.output import ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS, ConsoleStyle
from tests.lab.windows.machine import Machine
from tests.lab.windows.messages import ENGLISH, GERMAN, JAPANESE

EDITIONS = pytest.mark.parametrize("style", [GERMAN_WINDOWS, JAPANESE_WINDOWS], ids=["german", "japanese"])

REFUSED = 10061


def agent_of(name: str, style: ConsoleStyle, clock: Clock) -> Machine:
    return build(name, style=style, clock=clock).machines[AGENT]


def newest(machine: Machine, *options: str) -> bytes:
    line = 'wevtutil qe "Operations Manager" "/q:*[System[(EventID=21006)]]" /f:xml'
    return machine.run(" ".join((line, *options))).stdout


def events_of_every_state(style: ConsoleStyle, clock: Clock) -> dict[str, list[int] | None]:
    """What the machines of a fleet have logged, by their names."""
    machines = fleet(len(HOST_SCENARIOS), style=style, clock=clock).machines
    logs = {name: machine.event_logs.get("operations manager") for name, machine in machines.items()}
    return {name: None if log is None else log.ids() for name, log in logs.items()}


def test_every_edition_logs_the_same_events(clock: Clock) -> None:
    english = events_of_every_state(ENGLISH_WINDOWS, clock)
    assert events_of_every_state(GERMAN_WINDOWS, clock) == english
    assert events_of_every_state(JAPANESE_WINDOWS, clock) == english


@EDITIONS
def test_the_text_of_a_code_is_in_the_language_and_the_rest_is_not(style: ConsoleStyle, clock: Clock) -> None:
    log = agent_of("not_listening", style, clock).event_logs["operations manager"]
    [data] = [event.data for event in log if event.event_id == 21006]
    assert data == (GATEWAY, "5724", "10061L", style.messages[REFUSED])
    assert style.messages[REFUSED] != ENGLISH[REFUSED]


@EDITIONS
def test_unicode_output_keeps_every_character(style: ConsoleStyle, clock: Clock) -> None:
    assert style.messages[REFUSED] in newest(agent_of("not_listening", style, clock), "/uni:true").decode("utf-16")


def test_without_unicode_output_is_in_the_code_page(clock: Clock) -> None:
    assert JAPANESE[REFUSED].encode("cp932") in newest(agent_of("not_listening", JAPANESE_WINDOWS, clock))


def test_what_the_code_page_lacks_becomes_question_marks(clock: Clock) -> None:
    machine = agent_of("not_listening", GERMAN_WINDOWS, clock)
    machine.event_logs["operations manager"].write(21006, 2, "OpsMgr Connector", JAPANESE[REFUSED])
    assert b"<Data>??" in newest(machine, "/rd:true")


@EDITIONS
def test_a_missing_key_is_told_in_the_language(style: ConsoleStyle, clock: Clock) -> None:
    output = agent_of("trusted", style, clock).run(r'reg query "HKLM\SOFTWARE\Nothing"')
    assert output.stderr.decode().strip() == style.key_missing
    assert style.key_missing != ENGLISH_WINDOWS.key_missing


def test_dates_in_events_are_written_as_the_edition_does(clock: Clock) -> None:
    styles = (ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS)
    logs = [agent_of("certificate_expired", style, clock).event_logs["operations manager"] for style in styles]
    dates = [event.data[0] for log in logs for event in log if event.event_id == 20051]
    assert dates == ["11/27/2024 12:00:00 AM", "27.11.2024 00:00:00", "2024/11/27 00:00:00"]


@pytest.mark.parametrize("messages", [GERMAN, JAPANESE])
def test_every_language_has_a_text_for_every_code(messages: dict[int, str]) -> None:
    assert set(messages) == set(ENGLISH)
