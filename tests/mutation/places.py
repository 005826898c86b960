# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places in a module that can be mutated, and the mutants of it, each told by what it changes and not by its line."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.mutation.kinds import KINDS, Parents

_ROOMY = (ast.If, ast.While, ast.Dict, ast.List, ast.Set, ast.Tuple, ast.IfExp, ast.arguments)
"""What is too long to show around a constant in it."""


@dataclass(frozen=True)
class Mutant:
    """``ordinal`` counts the equal changes in one function."""

    module: str
    function: str
    kind: str
    before: str
    after: str
    ordinal: int


@dataclass(frozen=True)
class Place:
    """A node of a tree, what could stand there instead, and the lines of which one runs whenever the node matters."""

    function: str
    lines: range
    kind: str
    before: str
    after: str
    parent: ast.AST
    node: ast.AST
    replacement: ast.AST

    def mutate(self) -> None:
        """Change the tree that the place is in."""
        _replace(self.parent, self.node, self.replacement)


def find_mutants(module: str, tree: ast.Module) -> dict[Mutant, Place]:
    """All mutants of a module, in the order of its lines."""
    met: Counter[tuple[str, str, str, str]] = Counter()
    mutants: dict[Mutant, Place] = {}
    for place in _places(tree):
        change = (place.function, place.kind, place.before, place.after)
        met[change] += 1
        mutants[Mutant(module, *change, ordinal=met[change])] = place
    return mutants


def _places(tree: ast.Module) -> Iterator[Place]:
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node, function, statement in _nodes(tree, (), None):
        for kind, replacements in KINDS.items():
            for replacement in replacements(node, parents):
                yield Place(
                    ".".join(function),
                    _lines(node, statement),
                    kind,
                    *_texts(node, replacement, parents),
                    parents[node],
                    node,
                    replacement,
                )


def _nodes(
    node: ast.AST, function: tuple[str, ...], statement: ast.stmt | None
) -> Iterator[tuple[ast.AST, tuple[str, ...], ast.stmt | None]]:
    """What decides something below a node: no annotation, no decorator, no import, and no message."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.JoinedStr():
            return
        case ast.FunctionDef():
            inside = [*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body]
            function = (*function, node.name)
        case ast.ClassDef():
            inside = [*node.body]
            function = (*function, node.name)
        case ast.AnnAssign():
            inside = [node.value] if node.value else []
        case ast.Assign(targets=[ast.Name(id="__slots__")]) | ast.Raise():
            inside = []
        case ast.Assign(value=ast.Subscript()) if not function:
            inside = []  # another name for a type
        case _:
            inside = [*ast.iter_child_nodes(node)]
    statement = node if isinstance(node, ast.stmt) else statement
    yield node, function, statement
    for each in inside:
        yield from _nodes(each, function, statement)


def _lines(node: ast.AST, statement: ast.stmt | None) -> range:
    """From the beginning of the statement to the end of the node; of a default, all lines of its function."""
    first, last = (statement or node), (statement if isinstance(statement, ast.FunctionDef) else node)
    return range(getattr(first, "lineno", 1), (getattr(last, "end_lineno", None) or 1) + 1)


def _texts(node: ast.AST, replacement: ast.AST, parents: Parents) -> tuple[str, str]:
    """The code before and after; a constant says little without what is around it."""
    around = parents[node]
    if not isinstance(node, ast.Constant) or isinstance(around, _ROOMY):
        return ast.unparse(node), ast.unparse(replacement)
    before = ast.unparse(around)
    _replace(around, node, replacement)
    after = ast.unparse(around)
    _replace(around, replacement, node)
    return before, after


def _replace(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for field, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, field, new)
        elif isinstance(value, list) and old in value:
            value[value.index(old)] = new
