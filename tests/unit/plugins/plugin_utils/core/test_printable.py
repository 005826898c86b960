# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's text is shown as text: what would act on a terminal is escaped, what people write is not."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.actions.controller_action import ControllerAction
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import HostUnreachable, ScomDmzError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import LINES, one_line, printable

ACTIONS = Path(__file__).parents[5] / "plugins" / "action"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("a\r\nb\x08\tc\x7f\x00", r"a\r\nb\x08\tc\x7f\x00"),
        ("\x85\u2028\u2029", r"\x85\u2028\u2029"),
        ("\u202e\u202a\u2066\u2069\u200e\u200f\u061c", r"\u202e\u202a\u2066\u2069\u200e\u200f\u061c"),
        ("\u200b\u200c\u200d\u2060\ufeff\xad", r"\u200b\u200c\u200d\u2060\ufeff\xad"),
        ("\U000e0041\U000f0000\ue000", r"\U000e0041\U000f0000\ue000"),
        ("\ud800", r"\ud800"),
        ("\u0378\uffff", r"\u0378\uffff"),
    ],
    ids=["escape", "c1", "c0", "breaks", "bidi", "zero-width", "tag and private", "surrogate", "unassigned"],
)
def test_a_character_that_does_more_than_stand_there_is_escaped(text: str, shown: str) -> None:
    assert one_line(f"<{text}>") == f"<{shown}>"


@pytest.mark.parametrize(
    "text",
    [
        "Zertifizierungsstelle für Übergänge",
        "Центр сертификации",
        "مركز الشهادات",
        "רשות אישורים",
        "証明書機関",
        "प्रमाणपत्र",
        "e\u0301",
        "accès refusé\xa0: «\u202fnon\u202f»",
        "全角\u3000空白",
        "😀 {{ braces }} {% set %} <b> & ' \" $(id) `id`",
        r"C:\Program Files\\x1b",
    ],
)
def test_what_people_write_stays_even_beside_what_is_escaped(text: str) -> None:
    assert one_line(text) == text
    assert one_line(f"{text}\x1b") == rf"{text}\x1b"


def test_a_result_is_made_printable_in_all_its_depth_and_keys() -> None:
    result = {"a\x1b": [{"b": ("c\n", None, 1, True)}], "msg": "d\u202e"}
    assert printable(result) == {r"a\x1b": [{"b": [r"c\n", None, 1, True]}], "msg": r"d\u202e"}


def test_a_member_of_an_enumeration_leaves_as_plain_text_which_ansible_takes() -> None:
    [(key, values)] = printable({Severity.ERROR: [Severity.INFO]}).items()
    assert (key, values) == ("error", ["info"])
    assert {type(key), *map(type, values)} == {str}


@pytest.mark.parametrize("key", sorted(LINES))
def test_a_text_of_lines_keeps_its_line_feeds_and_nothing_else(key: str) -> None:
    assert printable({key: PEM, "other": PEM}) == {key: PEM, "other": PEM.replace("\n", r"\n")}
    assert printable({key: "a\r\nb\x1b\n"}) == {key: "a\\r\nb\\x1b\n"}


def test_a_key_of_lines_that_holds_something_else_lends_nothing_to_it() -> None:
    assert printable({"before": {"state": "a\nb"}, "after": None}) == {"before": {"state": r"a\nb"}, "after": None}


class Action(ControllerAction):
    """Returns or raises what it is given."""

    def __init__(self, outcome: dict[str, Any] | Exception) -> None:
        task = SimpleNamespace(action="scom.dmz.test", args={}, async_val=0, check_mode=False)
        connection = SimpleNamespace(_shell=SimpleNamespace(tmpdir="unused"))
        super().__init__(task, connection, None, None, None, None)
        self._outcome_of_work = outcome

    def work(self, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        if isinstance(self._outcome_of_work, Exception):
            raise self._outcome_of_work
        return self._outcome_of_work


@pytest.mark.parametrize(
    "outcome",
    [
        {"changed": False, "name": "\x1b[2J"},
        {"warnings": ["\x1b[2J"]},
        ScomDmzError("\x1b[2J"),
        HostUnreachable("\x1b[2J"),
    ],
    ids=["result", "warning", "failure", "unreachable"],
)
def test_whatever_a_plugin_returns_or_raises_leaves_the_frame_printable(outcome: dict[str, Any] | Exception) -> None:
    shown = json.dumps(Action(outcome).run(task_vars={}), ensure_ascii=False)
    assert r"\\x1b[2J" in shown
    assert r"\u001b" not in shown


def test_every_plugin_leaves_its_result_to_the_frame() -> None:
    names = [f"ansible_collections.scom.dmz.plugins.action.{path.stem}" for path in ACTIONS.glob("*.py")]
    plugins = [import_module(name).ActionModule for name in names]
    assert [each for each in plugins if not issubclass(each, ControllerAction) or "run" in vars(each)] == []
