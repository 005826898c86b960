# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of mutation is found where it changes what the code does, and nowhere else."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tests.mutation.kinds import KINDS
from tests.mutation.places import Mutant, find_mutants

CASES = [
    ("comparison", "x == y", ["x != y"]),
    ("comparison", "x != y", ["x == y"]),
    ("comparison", "x < y <= z", ["x <= y <= z", "x < y < z"]),
    ("comparison", "x > y", ["x >= y"]),
    ("comparison", "x >= y", ["x > y"]),
    ("comparison", "x in y", ["x not in y"]),
    ("comparison", "x not in y", ["x in y"]),
    ("comparison", "x is y", ["x is not y"]),
    ("comparison", "x is not y", ["x is y"]),
    ("connective", "x and y", ["x or y"]),
    ("connective", "x or y", ["x and y"]),
    ("negation", "y if x else z", ["not x"]),
    ("negation", "y if not x else z", ["x"]),
    ("negation", "[y for y in x if y]", ["not y"]),
    ("negation", "y if x == 1 else z", []),
    ("negation", "y if x < 1 else z", ["not x < 1"]),
    ("constant", "f(True)", ["f(False)"]),
    ("constant", "f(x=False)", ["x=True"]),
    ("constant", "f(None)", ["f(True)"]),
    ("constant", "x is None", []),
    ("number", "x + 1", ["x + 2", "x + 0"]),
    ("number", "f(0.5)", ["f(1.5)", "f(-0.5)"]),
    ("string", "x == 'a'", ["x == 'a?'"]),
    ("string", "x in ('a', b'b')", ["'a?'", "b'b?'"]),
    ("string", "{'a': 'b'}", ["'a?'"]),
    ("string", "x['a']", ["x['a?']"]),
    ("string", "x.get('a', 'b')", ["x.get('a?', 'b')"]),
    ("string", "f('a')", []),
    ("aggregate", "any(x)", ["all(x)"]),
    ("aggregate", "all(x)", ["any(x)"]),
    ("aggregate", "min(x)", ["max(x)"]),
    ("aggregate", "max(x)", ["min(x)"]),
    ("result", "x", ["return None"]),
    ("result", "None", []),
]
"""What a function returns, and what stands there in the mutants of one kind."""

STATEMENTS = [
    ("f(x)", True),
    ("self.x = 1", True),
    ("self.x: int = 1", True),
    ("self.x += 1", True),
    ("raise ValueError", True),
    ("x = 1", False),
    ("'words'", False),
]


def mutants_of(source: str) -> list[Mutant]:
    return [*find_mutants("made_up.py", ast.parse(textwrap.dedent(source)))]


@pytest.mark.parametrize(("kind", "expression", "after"), CASES, ids=lambda each: str(each))
def test_a_kind_of_mutation_is_found_in_what_a_function_returns(kind: str, expression: str, after: list[str]) -> None:
    mutants = mutants_of(f"def f(x, y, z):\n    return {expression}")
    found = [mutant.after for mutant in mutants if mutant.kind == kind]
    assert [text.removeprefix("return ") for text in found] == [text.removeprefix("return ") for text in after]


@pytest.mark.parametrize(("statement", "found"), STATEMENTS)
def test_a_statement_is_left_out_when_it_does_something(statement: str, found: bool) -> None:
    mutants = mutants_of(f"def f(self, x):\n    {statement}")
    assert [(mutant.before, mutant.after) for mutant in mutants if mutant.kind == "statement"] == (
        [(statement, "pass")] if found else []
    )


@pytest.mark.parametrize(
    ("statement", "condition"),
    [("while x:\n    pass", "x"), ("match x:\n    case 1 if x: pass", "x"), ("if not x:\n    pass", "not x")],
)
def test_a_condition_of_a_statement_is_negated(statement: str, condition: str) -> None:
    negated = [mutant for mutant in mutants_of(statement) if mutant.kind == "negation"]
    assert [mutant.before for mutant in negated] == [condition]


@pytest.mark.parametrize(
    "source",
    [
        '"""None is 1."""',
        "import x as y",
        "def f(x: Literal[1] = y) -> Literal[True]: ...",
        "@f(True)\ndef g(): ...",
        "@f(True)\nclass C: ...",
        "x: Literal[1] = y",
        "__slots__ = {'a': 1}",
        "X = Literal[1, None]",
        "x = f'{y[1]}'",
    ],
)
def test_what_decides_nothing_is_left_alone(source: str) -> None:
    assert mutants_of(source) == []


def test_the_message_of_an_error_is_left_alone() -> None:
    assert [mutant.kind for mutant in mutants_of("raise ValueError(1, x == 'a')")] == ["statement"]


def test_every_kind_is_proved() -> None:
    assert {kind for kind, _expression, _after in CASES} | {"statement"} == set(KINDS)


def test_mutants_are_told_by_their_function_and_not_by_their_line() -> None:
    source = "class C:\n    def f(self):\n        return x == 1 or y == 1 or x == 1"
    mutants = mutants_of(source)
    assert mutants == mutants_of(f"# a comment\n\n{source}")
    assert [(each.function, each.before, each.ordinal) for each in mutants if each.kind == "comparison"] == [
        ("C.f", "x == 1", 1),
        ("C.f", "y == 1", 1),
        ("C.f", "x == 1", 2),
    ]


def test_a_place_changes_its_tree_and_nothing_else_of_it() -> None:
    tree = ast.parse("def f(x):\n    return x < 1 or x < 1")
    place = find_mutants("m", tree)[Mutant("m", "f", "comparison", "x < 1", "x <= 1", ordinal=2)]
    assert ast.unparse(tree) == "def f(x):\n    return x < 1 or x < 1"
    place.mutate()
    assert ast.unparse(tree) == "def f(x):\n    return x < 1 or x <= 1"


def test_the_lines_of_a_place_are_those_that_run_with_it() -> None:
    source = "def f(x=None):\n    y = (\n        1\n    )\n    return y\n"
    lines = {mutant.before: place.lines for mutant, place in find_mutants("m", ast.parse(source)).items()}
    assert lines == {"None": range(1, 6), "y = 1": range(2, 4), "return y": range(5, 6)}
