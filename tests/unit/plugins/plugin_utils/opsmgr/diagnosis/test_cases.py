# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verdict has a case that stands up for it, with its source."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.order import GROUPS, LAST_GROUP
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Verdict
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import TRUSTED

from tests.integration.cases import Case, cases, cases_of

GIVEN = dict.fromkeys(
    (TRUSTED, *(verdict for group in (*GROUPS, LAST_GROUP) for place in group.places for verdict in place.verdicts))
)
"""By the rules, and where none applies. `unreachable` is given by no state of a machine (tests/integration/plugins/test_faults.py)."""


@pytest.mark.parametrize("verdict", GIVEN, ids=lambda verdict: verdict.id)
def test_a_verdict_has_a_case(verdict: Verdict) -> None:
    assert cases_of(verdict.id)


@pytest.mark.parametrize("case", cases().values(), ids=cases())
def test_a_case_says_what_state_it_is_who_says_so_and_what_is_right(case: Case) -> None:
    texts: Sequence[str] = [case.state.content.get("state", ""), case.state.content.get("source", "")]
    assert all(isinstance(text, str) and text for text in texts)
    assert case.expectation.verdict
    assert case.expectation.action
