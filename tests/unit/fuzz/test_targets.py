# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser gives its value or the error that it promises, whatever a host sends; what a fuzzer once found stays found."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import __main__ as command
from tests.fuzz.mutations import MUTATIONS
from tests.fuzz.seeds import SEEDS, WORDS
from tests.fuzz.targets import TARGETS
from tests.unit.fuzz import hostile

CASES = sorted(path for path in (command.HERE / "cases").glob("*/*") if path.is_file())
WELL_FORMED = {
    "envelope": hostile.soap(),
    "fault": hostile.xml(),
    "reg_query": hostile.registry_text(),
    "event_xml": hostile.xml(),
    "blob": hostile.der(),
    "bundle": hostile.der(),
    "certificate": hostile.der(),
    "trust_list": hostile.der(),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_what_was_found_once_is_a_value_or_a_promised_error(case: Path) -> None:
    TARGETS[case.parent.name](case.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.data())
@settings(max_examples=100)
def test_whatever_arrives_is_a_value_or_a_promised_error(target: str, data: st.DataObject) -> None:
    TARGETS[target](data.draw(st.binary() | hostile.damaged(SEEDS[target]) | WELL_FORMED[target]))


@pytest.mark.parametrize("target", MUTATIONS)
@given(data=st.data(), number=st.integers(0, 2**32))
@settings(max_examples=50)
def test_what_was_changed_and_is_well_formed_is_a_value_or_a_promised_error(
    target: str, data: st.DataObject, number: int
) -> None:
    content, random = data.draw(st.sampled_from(SEEDS[target])), Random(number)
    for _change in range(4):
        content = MUTATIONS[target](content, random)
        TARGETS[target](content)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_begins_with_input_in_good_order(target: str) -> None:
    assert SEEDS[target]
    assert WORDS[target]
    for seed in SEEDS[target]:
        TARGETS[target](seed)
