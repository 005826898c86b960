# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mutant is killed by a test that notices it, and survives where none does."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from tests.mutation import __main__ as command
from tests.mutation.covering import Covering, find_covering
from tests.mutation.places import Mutant, find_mutants
from tests.mutation.report import describe
from tests.mutation.running import run_forked
from tests.mutation.trial import Fate, Trial, try_mutant

MODULE = "made_up.py"
SOURCE = "LIMIT = 5\ndef is_old(age):\n    return age > LIMIT\n"
CHECKS = "tests/unit/mutation/checks_of_made_up.py"
IDS = [f"{CHECKS}::test_what_is_old_is_old", f"{CHECKS}::test_what_is_new_is_not_old"]
COVERING = Covering({MODULE: {3: IDS}}, dict.fromkeys(IDS, 0.1), {MODULE: []})

KILLED = Mutant(MODULE, "is_old", "result", "return age > LIMIT", "return None", 1)
SURVIVOR = Mutant(MODULE, "is_old", "comparison", "age > LIMIT", "age >= LIMIT", 1)
OUTCOME = "fleet/outcome.py"


def test_a_mutant_that_a_test_notices_is_killed() -> None:
    assert try_mutant(KILLED, SOURCE, COVERING) == Trial(KILLED, 3, Fate.KILLED)


def test_a_mutant_that_no_test_notices_survives() -> None:
    assert try_mutant(SURVIVOR, SOURCE, COVERING) == Trial(SURVIVOR, 3, Fate.SURVIVED)


def test_a_survivor_that_is_known_to_change_nothing_is_equivalent() -> None:
    assert try_mutant(SURVIVOR, SOURCE, COVERING, {SURVIVOR}).fate == Fate.EQUIVALENT
    assert try_mutant(KILLED, SOURCE, COVERING, {KILLED}).fate == Fate.KILLED


def test_a_mutant_whose_place_has_changed_is_gone() -> None:
    assert try_mutant(replace(KILLED, function="is_older"), SOURCE, COVERING) == Trial(
        replace(KILLED, function="is_older"), None, Fate.GONE
    )


def test_a_mutant_that_breaks_the_import_is_killed() -> None:
    broken = Mutant(MODULE, "", "statement", "f()", "pass", 1)
    source = f"def f():\n    global limit\n    limit = 5\nf()\nassert limit\n{SOURCE}"
    assert try_mutant(broken, source, COVERING).fate == Fate.KILLED


def test_the_tests_that_run_a_line_are_known() -> None:
    tests = "tests/unit/plugins/plugin_utils/fleet/test_outcome.py"
    covering = find_covering([OUTCOME], [tests])
    source = command.read_sources()[OUTCOME]
    place = find_mutants(OUTCOME, ast.parse(source))[
        Mutant(OUTCOME, "judge_outcome", "result", "return BatchOutcome(own)", "return None", 1)
    ]
    assert 0 < len(covering.tests[OUTCOME][place.lines[0]]) < len(covering.seconds)


OWN = "tests/unit/plugins/plugin_utils/fleet/test_outcome.py"
OTHER = "tests/unit/plugins/action/test_a.py"
QUICK = "tests/unit/plugins/action/test_b.py"
READER = "tests/unit/docs/test_guide.py"
LAB = "tests/integration/plugins/test_c.py"


@pytest.mark.parametrize(
    ("line", "files"), [(1, [OWN, QUICK, OTHER, LAB]), (2, [OWN, OTHER]), (3, [OWN, READER, QUICK, OTHER, LAB])]
)
def test_the_own_tests_of_a_module_come_first_and_those_of_the_lab_last(line: int, files: list[str]) -> None:
    """Line 3 runs only while the module is imported, which a test of a guide does too."""
    seconds = {OWN: 3.0, OTHER: 2.0, QUICK: 1.0, READER: 0.1, LAB: 0.5}
    tests = {file: f"{file}::test" for file in seconds}
    by_line = {1: [tests[file] for file in (OWN, OTHER, QUICK, LAB)], 2: [tests[OTHER]]}
    covering = Covering(
        {OUTCOME: by_line}, {tests[file]: time for file, time in seconds.items()}, {OUTCOME: [OWN, READER]}
    )
    assert covering.tests_of(OUTCOME, range(line, line + 1)) == [(file, [tests[file]]) for file in files]


def test_a_task_that_takes_too_long_is_ended() -> None:
    assert run_forked(_go_on_for_ever, seconds=0) is None


def _go_on_for_ever() -> int:
    while True:
        pass


@pytest.mark.parametrize(("mutant", "code"), [(SURVIVOR, 1), (KILLED, 0)])
def test_a_run_fails_when_a_mutant_survives(
    mutant: Mutant, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = replace(KILLED, function="is_older")
    monkeypatch.setattr(command, "read_sources", lambda: {MODULE: SOURCE})
    monkeypatch.setattr(command, "find_covering", lambda modules: COVERING)
    monkeypatch.setattr(command, "read_drawn", lambda: [mutant, gone])
    monkeypatch.setattr(command, "import_libraries", lambda: None)
    assert command.main() == code
    printed = capsys.readouterr().out
    assert (describe(Trial(mutant, 3, Fate.SURVIVED)) in printed) == bool(code)
    assert describe(Trial(gone, None, Fate.GONE)) in printed
