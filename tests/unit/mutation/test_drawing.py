# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The mutants are drawn by a seed, of every module a share; what is kept of them can be read."""

from __future__ import annotations

import pytest

from tests.mutation.drawing import COUNT, LEAST, draw, read_drawn, read_equivalent, share_out
from tests.mutation.modules import imports

SOURCE = "def f(x):\n    return x == 1 or x == 2\n"


def test_the_same_mutants_are_drawn_each_time() -> None:
    sources = {"one.py": SOURCE, "other.py": SOURCE}
    assert draw(sources, 7) == draw(sources, 7)
    assert len(set(draw(sources, 7))) == 7


def test_shares_are_in_proportion_with_a_least_one_for_small_modules() -> None:
    assert share_out({"large": 200, "half": 100, "small": 4, "tiny": 1, "empty": 0}, 34) == {
        "large": 20,
        "half": 10,
        "small": LEAST,
        "tiny": 1,
        "empty": 0,
    }


def test_no_more_are_drawn_than_there_are() -> None:
    assert share_out({"one": 2, "other": 5}, 100) == {"one": 2, "other": 5}


def test_the_mutants_that_are_kept_are_as_many_as_are_drawn() -> None:
    assert len(set(read_drawn())) == COUNT


def test_each_equivalent_mutant_is_one_of_those_that_are_tried_and_has_its_reason() -> None:
    equivalent = read_equivalent()
    assert equivalent.keys() <= set(read_drawn())
    assert all(equivalent.values())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from a.plugin_utils.x509.chain import Trust", True),
        ("from a.plugin_utils.x509 import chain", True),
        ("from a.plugin_utils.x509 import certificate, chain", True),
        ("from a.plugin_utils.x509 import (\n    certificate,\n    chain,\n)", True),
        ("from a.plugin_utils.x509 import chains", False),
        ("from a.plugin_utils.x509 import certificate\nchain = 1", False),
        ("from a.plugin_utils.audit import chain", False),
    ],
)
def test_what_imports_a_module_is_told_by_its_text(text: str, found: bool) -> None:
    assert imports(text, "x509/chain.py") == found
