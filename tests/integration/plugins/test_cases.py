# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each case of tests/cases gets the verdict that its source says is right, and what is done about it is right too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.integration.cases import Case, cases
from tests.integration.expectation import differences, gateway_differences
from tests.integration.plugins.visiting import Visit, visit
from tests.lab.states import Built, build


@pytest.mark.parametrize("name", cases(), ids=list(cases()))  # pytest numbers those that are long
def test_a_case_is_judged_as_its_source_says(name: str, tmp_path: Path) -> None:
    case, built = cases()[name], build(cases()[name].state)
    with visit(case.question, built, tmp_path) as visited:
        assert "\n".join(differences(case.expectation, visited.diagnose(), built.words)) == ""
        assert "\n".join(gateway_differences(case.expectation.gateway, visited.told, built.words)) == ""
        _check_what_is_done(case, visited, built)


def _check_what_is_done(case: Case, visited: Visit, built: Built) -> None:
    """An import in check mode; where nothing may be imported, a real run, which leaves the registries as they are."""
    expected = case.expectation.action
    before = built.dmz.dump()
    assert visited.onboard(check_mode="import" in expected) == expected
    assert built.dmz.dump() == before


def _base_cases() -> list[str]:
    return [name for name in cases() if "/" not in name]


@pytest.mark.parametrize(
    ("name", "language"),
    [(name, ("german", "japanese")[number % 2]) for number, name in enumerate(_base_cases())],
    ids=_base_cases(),
)
def test_the_language_of_windows_changes_no_case(name: str, language: str, tmp_path: Path) -> None:
    case = cases()[name]
    built = build(replace(case.state, content={**case.state.content, "language": language}))
    with visit(case.question, built, tmp_path) as visited:
        assert "\n".join(differences(case.expectation, visited.diagnose(), built.words)) == ""
