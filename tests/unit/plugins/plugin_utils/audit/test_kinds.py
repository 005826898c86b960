# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of finding of an audit says what is wrong, what mends it and where that is from, under an id of its own."""

from __future__ import annotations

import re

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import CATALOGUE, KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind

EACH_KIND = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.id))


def test_the_catalogue_holds_every_kind_once() -> None:
    assert list(CATALOGUE.values()) == list(KINDS)
    assert {kind for kind in vars(kinds).values() if isinstance(kind, Kind)} == set(KINDS)


@EACH_KIND
def test_an_id_is_one_word(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.id)


@EACH_KIND
def test_cause_and_fix_are_sentences_and_a_source_is_named(kind: Kind) -> None:
    assert re.fullmatch(r"[A-Z].+[\w)]\.", kind.cause)
    assert re.fullmatch(r"[A-Z].+[\w)]\.", kind.fix)
    assert len(kind.source) > 5 and kind.source == kind.source.strip()
