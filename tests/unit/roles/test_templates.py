# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles and playbooks hold the order of the steps and what runs on which host. What is decided is decided in Python.

A template is a variable, a default, or one field of a result. A condition, which says what runs where, may also negate one, test
one, look one up in another, and join these. Anything more has its reason in a comment beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, nodes

COLLECTION = Path(__file__).parents[3]
FILES = sorted(
    path
    for pattern in ("roles/*/tasks/*.yml", "roles/*/vars/*.yml", "roles/*/defaults/*.yml", "playbooks/**/*.yml")
    for path in COLLECTION.glob(pattern)
)
CONDITIONS = {"changed_when", "failed_when", "that", "until", "when"}
LINES_ABOVE = 3
"""So far above a template its comment may begin."""


def is_plain(node: nodes.Node) -> bool:
    """A constant, a variable, a field of one, or a default of these."""
    match node:
        case nodes.Const() | nodes.Name():
            return True
        case nodes.List() | nodes.Dict():
            return not node.items
        case nodes.Getattr():
            return is_plain(node.node)
        case nodes.Getitem():
            return is_plain(node.node) and isinstance(node.arg, (nodes.Const, nodes.Name, nodes.Neg))
        case nodes.Filter(node=nodes.Node() as filtered):
            return node.name == "default" and is_plain(filtered) and all(map(is_plain, node.args))
    return False


def is_plain_condition(node: nodes.Node) -> bool:
    match node:
        case nodes.Not():
            return is_plain_condition(node.node)
        case nodes.And() | nodes.Or():
            return is_plain_condition(node.left) and is_plain_condition(node.right)
        case nodes.Test():
            return is_plain(node.node) and not node.args
        case nodes.Compare(ops=[nodes.Operand(op="in" | "notin") as operand]):
            return is_plain(node.expr) and is_plain(operand.expr)
    return is_plain(node)


def holds_logic(text: str, key: str) -> bool:
    is_condition = key in CONDITIONS
    template = f"{{{{ ({text}) }}}}" if is_condition and "{{" not in text and "{%" not in text else text
    allowed = is_plain_condition if is_condition else is_plain
    parts = Environment(autoescape=True).parse(template).body
    return not all(
        isinstance(part, nodes.Output)
        and all(isinstance(each, nodes.TemplateData) or allowed(each) for each in part.nodes)
        for part in parts
    )


def scalars(node: yaml.Node, key: str = "") -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Every text below a node, with the key that it belongs to."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from scalars(value, name.value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from scalars(value, key)
    elif isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        yield key, node


def has_its_reason(lines: list[str], node: yaml.ScalarNode) -> bool:
    first, last = node.start_mark.line, node.end_mark.line
    return any("# " in line for line in lines[max(0, first - LINES_ABOVE) : last + 1])


def unexplained(text: str) -> list[str]:
    """The templates with logic that no comment gives a reason for."""
    tree, lines = yaml.compose(text), text.splitlines()
    found = [node for key, node in scalars(tree) if holds_logic(node.value, key)] if tree else []
    return [node.value for node in found if not has_its_reason(lines, node)]


def test_templates_hold_no_logic_without_a_reason() -> None:
    found = {str(path.relative_to(COLLECTION)): unexplained(path.read_text(encoding="utf-8")) for path in FILES}
    assert {name: templates for name, templates in found.items() if templates} == {}


@pytest.mark.parametrize(
    "text",
    [
        "msg: '{{ found }}'",
        "msg: '{{ found.table[0] }}'",
        "msg: '{{ given | default(omit) }}'",
        "msg: The run {{ run }} of {{ host.name }}",
        "when: found is failed",
        "when: inventory_hostname in found.hosts",
        "when: not ansible_check_mode",
        "when: found is failed or inventory_hostname in found.hosts",
        "# Why.\nmsg: '{{ found | length }}'",
        "msg: '{{ found | length }}' # why",
    ],
)
def test_what_a_template_may_hold(text: str) -> None:
    assert unexplained(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "msg: '{{ found | length }}'",
        "msg: '{{ one if found else other }}'",
        "msg: '{{ found + more }}'",
        "msg: '{% if found %}yes{% endif %}'",
        "when: found | length > 0",
        "when: found and other | length > 0",
        "vars: {reason: \"{{ found | map(attribute='why') | join }}\"}",
    ],
)
def test_what_counts_as_logic(text: str) -> None:
    assert len(unexplained(text)) == 1
