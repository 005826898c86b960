# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of mutations: each is a function that gives what could stand in the place of a node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

Parents = Mapping[ast.AST, ast.AST]
Kind = Callable[[ast.AST, Parents], Iterator[ast.AST]]

_COMPARISONS: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPPOSITES = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
"""To swap one of these is to negate the comparison."""

_AGGREGATES = {"any": "all", "all": "any", "min": "max", "max": "min"}
_LOOKUPS = ("get", "pop", "setdefault")


def _comparison(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for position, operator in enumerate(node.ops):
            operators = [*node.ops]
            operators[position] = _COMPARISONS[type(operator)]()
            yield ast.Compare(node.left, operators, node.comparators)


def _connective(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    if isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _negation(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.expr) and _is_condition(node, parents[node]) and not _has_opposite(node):
        yield ast.UnaryOp(ast.Not(), node)


def _is_condition(node: ast.expr, parent: ast.AST) -> bool:
    match parent:
        case ast.If() | ast.While() | ast.IfExp():
            return node is parent.test
        case ast.comprehension():
            return node in parent.ifs
        case ast.match_case():
            return node is parent.guard
    return False


def _has_opposite(node: ast.expr) -> bool:
    return isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], _OPPOSITES)


def _constant(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and (
        isinstance(node.value, bool) or (node.value is None and not _is_identity(parents[node]))
    ):
        yield ast.Constant(not node.value)


def _is_identity(parent: ast.AST) -> bool:
    """``is None`` is a matter of comparisons."""
    return isinstance(parent, ast.Compare) and isinstance(parent.ops[0], (ast.Is, ast.IsNot))


def _number(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            yield ast.Constant(number + 1)
            yield ast.Constant(number - 1)


def _string(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    if isinstance(node, ast.Constant) and _is_compared_or_key(node, parents):
        match node.value:
            case str(text):
                yield ast.Constant(f"{text}?")
            case bytes(octets):
                yield ast.Constant(octets + b"?")


def _is_compared_or_key(node: ast.expr, parents: Parents) -> bool:
    match parents[node]:
        case ast.Compare() | ast.MatchValue():
            return True
        case ast.Tuple() | ast.Set() as collection:
            return isinstance(parents[collection], ast.Compare)
        case ast.Dict(keys=keys):
            return node in keys
        case ast.Subscript(slice=key):
            return node is key
        case ast.Call(func=ast.Attribute(attr=name), args=[first, *_]):
            return name in _LOOKUPS and node is first
    return False


def _result(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    if isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield ast.Return(ast.Constant(None))


def _statement(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    match node:
        case (
            ast.Raise()
            | ast.Expr(value=ast.Call())
            | ast.Assign(targets=[ast.Attribute()])
            | ast.AugAssign(target=ast.Attribute())
            | ast.AnnAssign(target=ast.Attribute())
        ):
            yield ast.Pass()


def _aggregate(node: ast.AST, parents: Parents) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _AGGREGATES:
            yield ast.Call(ast.Name(_AGGREGATES[name], ast.Load()), node.args, node.keywords)


KINDS: Mapping[str, Kind] = {
    "comparison": _comparison,
    "connective": _connective,
    "negation": _negation,
    "constant": _constant,
    "number": _number,
    "string": _string,
    "result": _result,
    "statement": _statement,
    "aggregate": _aggregate,
}
