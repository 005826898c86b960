# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many commands in few lines: each one's output is told apart, and output that is cut off is noticed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CommandTimedOut,
    HostUnreachable,
    Unreadable,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows import console
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import STORES
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import (
    MAX_LINE,
    Apart,
    Further,
    Reader,
    Section,
    Tolerant,
    query_events,
    read_all,
    reg_query,
    run_commands,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.certificate_store import StoreReader
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.event_log import EventReader
from hypothesis import given
from hypothesis import strategies as st

from tests.lab.windows.console.allowed_commands import refusal
from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost

A, B = reg_query(r"SOFTWARE\A"), reg_query(r"SOFTWARE\B")


class Echo:
    """A reader that returns what it was given, or raises."""

    def __init__(self, *commands: str, error: Exception | None = None) -> None:
        self.commands: Sequence[str] = commands
        self._error = error

    def read(self, sections: Sequence[Section], host: Host) -> Any:
        if self._error:
            raise self._error
        return [section.text.strip() for section in sections]


def test_every_command_gets_its_own_output_and_success(host: FakeHost, windows: Host) -> None:
    host.texts = {A: "one\r\n", B: None}
    assert run_commands(windows, [A, B, A]) == [Section(True, "one\n"), Section(False, ""), Section(True, "one\n")]
    assert len(host.lines) == 1


def test_no_commands_are_no_line(host: FakeHost, windows: Host) -> None:
    assert run_commands(windows, []) == []
    assert host.lines == []


def test_marks_are_different_every_time(host: FakeHost, windows: Host) -> None:
    host.texts = {A: ""}
    run_commands(windows, [A])
    run_commands(windows, [A])
    assert host.lines[0] != host.lines[1]


def test_text_that_looks_like_a_mark_is_only_text(host: FakeHost, windows: Host) -> None:
    host.texts = {A: "0aB1+\r\nxxxx-\r\n", B: ""}
    assert run_commands(windows, [A, B])[0].text == "0aB1+\nxxxx-\n"


def test_a_mark_within_a_line_is_only_text(host: FakeHost, windows: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console.secrets, "choice", lambda letters: letters[0])
    host.texts = {A: "    A    REG_SZ    aaaa+\r\naaaa+ b\r\n", B: ""}
    assert run_commands(windows, [A, B])[0].text == "    A    REG_SZ    aaaa+\naaaa+ b\n"


def test_the_last_event_need_not_end_its_line(host: FakeHost, windows: Host) -> None:
    host.texts = {A: "<Event>1</Event><Event>2</Event>", B: "second one\r\n"}
    assert [section.text for section in run_commands(windows, [A, B])] == [host.texts[A], "second one\n"]


def test_a_line_that_is_a_mark_by_chance_ends_the_reading(
    host: FakeHost, windows: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console.secrets, "choice", lambda letters: letters[0])
    host.texts = {A: "one\r\naaaa+\r\ntwo\r\n", B: ""}
    with pytest.raises(Unreadable, match="the output of 2 commands ended after 3$"):
        run_commands(windows, [A, B])


@given(st.integers(min_value=0, max_value=70))
def test_output_that_was_cut_anywhere_is_unreadable(length: int) -> None:
    host: Any = FakeHost()
    host.texts = {A: "first one\r\n", B: "second one\r\n"}
    whole = len(host.run(f"{A}&&echo 0aB1+||echo 0aB1-&{B}&&echo 0aB1+||echo 0aB1-").stdout)
    host.cut = min(length, whole - 1)
    with pytest.raises(
        Unreadable, match="^cannot read web01.dmz.example by console commands: (the host|the output|no command) "
    ):
        run_commands(Host(host), [A, B])


def refused(host: FakeHost, windows: Host, commands: Sequence[str] = (A, B)) -> str:
    with pytest.raises(Unreadable) as caught:
        run_commands(windows, commands)
    return str(caught.value).removeprefix("cannot read web01.dmz.example by console commands: ")


def test_a_line_of_which_the_host_ran_nothing_is_told_with_its_length(host: FakeHost, windows: Host) -> None:
    host.texts, host.cut = {A: ""}, 0
    assert refused(host, windows, [A]) == f"the host ran nothing of a command line of {len(host.lines[0])} characters"


@pytest.mark.parametrize(
    ("stderr", "stdout", "words"),
    [
        ("Blocked.\r\nAsk.\r\nBlocked.\r\n", "noise", "Blocked. Ask."),
        ("\r\n", "Disabled.\r\n\r\nPress any key . . . ", "Disabled. Press any key . . ."),
        ("\x1b[2J" + "x" * 500, "", "\\x1b[2J" + "x" * 293 + "..."),
    ],
    ids=["stderr goes first, each line once", "stdout where stderr is blank", "escaped and bounded"],
)
def test_output_without_its_marks_is_told_in_the_hosts_words(
    host: FakeHost, windows: Host, stderr: str, stdout: str, words: str
) -> None:
    host.texts, host.stderr = {A: stdout}, stderr
    host.cut = len(stdout)
    assert refused(host, windows, [A]) == f"no command ran to its end; the host wrote: {words}"


def test_what_follows_the_last_mark_are_the_hosts_words(host: FakeHost, windows: Host) -> None:
    host.texts, host.cut = {A: "a\r\n", B: "b\r\n"}, len("a\r\n0aB1+\r\nb\r\n")
    assert refused(host, windows) == "the output of 2 commands ended after 1; the host wrote: b"


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({A: "", B: None}, ["", "; the host wrote: Denied."]),
        ({A: None, B: None}, ["; the host wrote meanwhile: Denied."] * 2),
    ],
    ids=["one", "several"],
)
def test_a_failed_command_carries_what_the_host_wrote(
    host: FakeHost, windows: Host, texts: dict[str, str | None], words: list[str]
) -> None:
    host.texts, host.stderr = texts, "Denied.\r\n"
    assert [section.words for section in run_commands(windows, [A, B])] == words


def test_a_command_that_did_not_end_is_told_in_the_words_after_the_last_mark(
    host: FakeHost, windows: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console.secrets, "choice", lambda letters: letters[0])
    host.failure = CommandTimedOut("it did not end", b"one\r\naaaa+\r\nPress any key . . . ", b"")
    with pytest.raises(CommandTimedOut, match="it did not end; the host wrote: Press any key . . .$"):
        run_commands(windows, [A, B])


def test_output_that_is_no_utf_8_is_read_all_the_same(host: FakeHost, windows: Host) -> None:
    host.texts = {A: "größe\r\n"}
    host.charset = "cp1252"
    assert run_commands(windows, [A])[0].text == "gr\ufffd\ufffde\n"


@given(st.lists(st.from_regex(r"\A[A-Za-z0-9 _.-]{1,64}(\\[A-Za-z0-9 _.-]{1,64}){0,3}\Z"), min_size=1, max_size=80))
def test_any_keys_fit_the_grammar_in_lines_that_cmd_takes(keys: list[str]) -> None:
    host: Any = FakeHost()
    sections = run_commands(Host(host), [reg_query(rf"SOFTWARE\{key}") for key in keys])
    assert len(sections) == len(keys)
    assert [refusal(line) for line in host.lines] == [None] * len(host.lines)


def test_lines_are_split_only_where_they_must_be(host: FakeHost, windows: Host) -> None:
    run_commands(windows, [reg_query("SOFTWARE\\" + "x" * 60)] * 200)
    assert len(host.lines) > 1
    assert all(MAX_LINE - 200 < len(line) <= MAX_LINE for line in host.lines[:-1])


@pytest.mark.parametrize("name", STORES)
def test_all_commands_of_a_store_fit_the_grammar(host: FakeHost, windows: Host, name: str) -> None:
    run_commands(windows, StoreReader([name]).commands)
    assert [refusal(line) for line in host.lines] == [None]


def test_the_commands_of_an_event_reader_fit_the_grammar(host: FakeHost, windows: Host) -> None:
    reader = EventReader("Operations Manager", [(20000, 21099), (1210, 1210)], after_record_id=2**63, count=50)
    run_commands(windows, reader.commands)
    assert [refusal(line) for line in host.lines] == [None]


@pytest.mark.parametrize(
    "key",
    ["", "A\\", "\\A", "A\\\\B", 'A"&dir', "A&B", "A|B", "A%PATH%", "A^B", "A\r\nB", "A\n", "Größe", "A>B", "x" * 65],
)
def test_a_key_that_could_mean_more_than_a_key_never_gets_into_a_line(key: str) -> None:
    with pytest.raises(ValueError, match="^not a key that may stand in a command line: "):
        reg_query(key)


def test_a_value_is_asked_for_alone() -> None:
    assert console.reg_query_value(r"SOFTWARE\A", "Port") == r'reg query "HKLM\SOFTWARE\A" /v Port'


@pytest.mark.parametrize("name", ["", "A B", 'A"', "A&dir", "%A%", "/s", "A\n"])
def test_a_value_that_could_mean_more_than_a_value_never_gets_into_a_line(name: str) -> None:
    with pytest.raises(ValueError, match="^not a value that may stand in a command line: "):
        console.reg_query_value("SOFTWARE", name)


def test_the_newest_events_are_asked_for() -> None:
    assert query_events("System", "*", 5) == 'wevtutil qe "System" /q:"*" /f:xml /rd:true /c:5'


def test_every_reader_gets_its_own_sections(host: FakeHost, windows: Host) -> None:
    host.texts = {A: "a\r\n", B: "b\r\n"}
    assert read_all(windows, Echo(A, B), Echo(), Echo(B)) == [["a", "b"], [], ["b"]]
    assert len(host.lines) == 1


def test_a_tolerant_reader_returns_its_error(windows: Host) -> None:
    error = Unreadable("cut off")
    assert read_all(windows, Tolerant(Echo(A, error=error)), Echo(B)) == [error, [""]]


def test_a_lost_host_is_no_answer_of_a_tolerant_reader(windows: Host) -> None:
    with pytest.raises(HostUnreachable):
        read_all(windows, Tolerant(Echo(A, error=HostUnreachable("gone"))))


class TwoSteps(Echo):
    """Asks for more when it has read its first output."""

    def __init__(self, first: str, *further: Reader) -> None:
        super().__init__(first)
        self._further = further

    def read(self, sections: Sequence[Section], host: Host) -> Any:
        commands = [command for reader in self._further for command in reader.commands]
        return Further(commands, lambda found, host: [reader.read(found, host) for reader in self._further])


def test_what_is_worth_asking_for_is_asked_for_together(host: FakeHost, windows: Host) -> None:
    host.texts = {A: "a\r\n", B: "b\r\n"}
    answers = read_all(windows, TwoSteps(A, Echo(B)), Echo(B), Tolerant(TwoSteps(B, Echo(A))))
    assert answers == [[["b"]], ["b"], [["a"]]]
    assert len(host.lines) == 2


def test_what_fails_when_more_was_asked_for_is_tolerated_too(host: FakeHost, windows: Host) -> None:
    error = Unreadable("cut off")
    assert read_all(windows, Tolerant(TwoSteps(A, Echo(B, error=error)))) == [error]


def test_a_reader_apart_has_a_command_line_of_its_own_after_the_others(host: FakeHost, windows: Host) -> None:
    host.texts = {A: "a\r\n", B: "b\r\n"}
    assert read_all(windows, Apart(Echo(A)), Echo(B)) == [["a"], ["b"]]
    assert [A in line for line in host.lines] == [False, True]


def test_the_time_of_a_reader_apart_is_its_loss_alone(host: FakeHost, windows: Host) -> None:
    host.texts, host.slow = {B: "b\r\n"}, A
    slow, other = read_all(windows, Apart(Echo(A)), Echo(B))
    assert (type(slow), other) == (CommandTimedOut, ["b"])


def test_a_host_that_is_lost_at_a_reader_apart_is_lost(windows: Host) -> None:
    with pytest.raises(HostUnreachable):
        read_all(windows, Apart(Echo(A, error=HostUnreachable("gone"))))
