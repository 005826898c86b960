# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests run each line of the modules, and how long each of them takes: one pass over all of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pytest
from coverage import Coverage

from tests.environment import REPOSITORY
from tests.mutation.modules import PLUGIN_UTILS, imports, own_tests
from tests.mutation.running import run_forked, run_tests

TIERS = ("tests/unit", "tests/integration/plugins")
"""The tests that mutants are tried with, the cheap ones first."""


@dataclass(frozen=True)
class Covering:
    """The ids of tests by module and line, the seconds that each takes, and the files of tests that import each module."""

    tests: Mapping[str, Mapping[int, Collection[str]]]
    seconds: Mapping[str, float]
    importing: Mapping[str, Collection[str]]

    def tests_of(self, module: str, lines: range) -> list[tuple[str, list[str]]]:
        """The tests that run the lines, by their files: what finds a fault most cheaply comes first.

        What runs only while modules are imported belongs to no test, so that all tests are asked that run some line of
        the module, or import it.
        """
        by_line = self.tests.get(module, {})
        own = own_tests(module)
        chosen = {test for line in lines for test in by_line.get(line, ())}
        if not chosen:
            chosen = {test for tests in by_line.values() for test in tests}
            chosen |= {test for test in self.seconds if _file(test) in self.importing[module]}
        chosen |= {test for test in self.seconds if _file(test) == own}
        by_file = [
            (file, sorted(tests, key=self.seconds.__getitem__)) for file, tests in groupby(sorted(chosen), _file)
        ]
        return sorted(by_file, key=lambda each: (_tier(each[0]), each[0] != own, self.duration([each])))

    def duration(self, files: Sequence[tuple[str, Collection[str]]]) -> float:
        return sum(self.seconds[test] for _file, tests in files for test in tests)


def _file(test: str) -> str:
    return test.partition("::")[0]


def _tier(file: str) -> int:
    return next(rank for rank, tier in enumerate(TIERS) if file.startswith(f"{tier}/"))


def find_covering(modules: Collection[str], paths: Sequence[str] = TIERS) -> Covering:
    """Run all tests once. Ends the program when one of them fails: tests that fail anyway tell nothing of a mutant."""
    with TemporaryDirectory() as folder:
        result = Path(folder, "covering.json")
        code = run_forked(lambda: _measure(modules, paths, result))
        measured = json.loads(result.read_text(encoding="utf-8"))
    if code:
        failed = ", ".join(measured["failed"])
        raise SystemExit(f"the tests have to pass without any mutant first: pytest ended with {code}, {failed}")
    tests = {module: {int(line): each for line, each in lines.items()} for module, lines in measured["tests"].items()}
    files = {file: (REPOSITORY / file).read_text(encoding="utf-8") for file in map(_file, measured["seconds"])}
    importing = {module: [file for file, text in files.items() if imports(text, module)] for module in modules}
    return Covering(tests, measured["seconds"], importing)


def _measure(modules: Collection[str], paths: Sequence[str], result: Path) -> int:
    coverage = Coverage(data_file=None, config_file=False, include=[str(PLUGIN_UTILS / "*")])
    contexts = _Contexts(coverage)
    coverage.start()
    code = run_tests(paths, contexts)
    coverage.stop()
    tests = {module: dict(_contexts_by_line(coverage, module)) for module in modules}
    measured = {"tests": tests, "seconds": contexts.seconds, "failed": contexts.failed}
    result.write_text(json.dumps(measured), encoding="utf-8")
    return code


def _contexts_by_line(coverage: Coverage, module: str) -> Iterator[tuple[int, list[str]]]:
    by_line = coverage.get_data().contexts_by_lineno(str(PLUGIN_UTILS / module))
    for line, contexts in by_line.items():
        yield line, [*filter(None, contexts)]


class _Contexts:
    """A plugin of pytest that makes each test a context of the measurement."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        began = perf_counter()
        outcome = yield
        self.seconds[item.nodeid] = perf_counter() - began
        self._coverage.switch_context("")
        return outcome

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
