# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json

import pytest

from tests.bench.profile import REST, breakdown, spent
from tests.bench.spans import Spans

WORKER = "ansible.builtin.raw: Say something"
ENTRIES = (
    {"process": "main", "cpu": 0.5, "spans": {"forking": 0.2}},
    {"process": WORKER, "cpu": 0.25, "spans": {"templating": 0.05}},
    {"process": WORKER, "cpu": 0.25, "spans": {"templating": 0.15}},
)
LINES = [json.dumps(entry) for entry in ENTRIES]


class Time:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Work:
    """Something whose methods take time."""

    def __init__(self, time: Time) -> None:
        self.time = time

    def outer(self) -> None:
        self.time.seconds += 1
        self.inner()
        self.time.seconds += 1

    def inner(self) -> None:
        self.time.seconds += 3


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def spans(time: Time) -> Spans:
    return Spans(time)


def test_a_span_is_counted_without_those_inside_it(spans: Spans, time: Time) -> None:
    class Counted(Work):
        pass

    spans.count(Counted, "outer", "outer")
    spans.count(Counted, "inner", "inner")
    Counted(time).outer()
    assert spans.times == {"outer": 2, "inner": 3}


def test_a_span_that_ends_in_an_error_is_counted(spans: Spans, time: Time) -> None:
    with pytest.raises(KeyError), spans.span("broken"):
        time.seconds += 2
        raise KeyError
    assert spans.times == {"broken": 2}


def test_a_new_process_forgets_what_its_parent_has_counted(spans: Spans, time: Time) -> None:
    with spans.span("forking"):
        time.seconds += 1
    spans.restart()
    with spans.span("action"):
        time.seconds += 2
    assert spans.times == {"action": 2}


def test_processes_of_one_name_are_added_up_and_what_no_span_counts_is_the_rest() -> None:
    found = spent(LINES)
    assert found[WORKER].processes == 2
    assert found[WORKER].cpu == 0.5
    assert found[WORKER].spans == pytest.approx({"templating": 0.2, REST: 0.3})
    assert found["main"].spans == pytest.approx({"forking": 0.2, REST: 0.3})


def test_the_breakdown_is_for_one_host() -> None:
    lines = [line.split(maxsplit=2) for line in breakdown(spent(LINES), hosts=2)]
    assert lines[0] == ["500.0", "100.0%", "all processes"]
    assert ["250.0", "50.0%", "main"] in lines
    assert ["250.0", "50.0%", f"2 workers, {WORKER}"] in lines
    assert ["100.0", "20.0%", "templating"] in lines
