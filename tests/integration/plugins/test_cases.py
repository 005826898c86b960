# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each case of tests/cases gets the verdict that its source says is right, and what is done about it is right too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.cases import Case, cases
from tests.integration.expectation import differences
from tests.integration.plugins.visiting import Visit, visit
from tests.lab.states import Built, build


@pytest.mark.parametrize("name", cases())
def test_a_case_is_judged_as_its_source_says(name: str, tmp_path: Path) -> None:
    case, built = cases()[name], build(cases()[name].state)
    with visit(case.question, built, tmp_path) as visited:
        assert "\n".join(differences(case.expectation, visited.diagnose(), built.words)) == ""
        _check_what_is_done(case, visited, built)


def _check_what_is_done(case: Case, visited: Visit, built: Built) -> None:
    """In check mode; and where nothing may be imported, what a real run leaves of the registries."""
    expected = case.expectation.action
    if not expected:
        return
    assert visited.onboard(check_mode=True) == expected
    if "import" not in expected:
        before = built.dmz.dump()
        assert visited.onboard(check_mode=False) == expected
        assert built.dmz.dump() == before
