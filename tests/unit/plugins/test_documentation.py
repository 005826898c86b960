# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules document is what their action plugins take, and their examples and samples hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.playbook.block import Block
from ansible.playbook.task import Task

PLUGINS = Path(__file__).parents[3] / "plugins"
NAMESPACE = "ansible_collections.scom.dmz.plugins"
MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("*.py"))
OPTION_FIELDS = {"type": "str", "required": False, "default": None, "choices": None, "elements": None}
TYPES = {"str": str, "int": int, "bool": bool, "list": list, "dict": dict}

Described = dict[str, Any]


def documentation(module: str, part: str) -> Any:
    return yaml.safe_load(getattr(import_module(f"{NAMESPACE}.modules.{module}"), part))


def option(described: Described) -> Described:
    return {field: described.get(field, usual) for field, usual in OPTION_FIELDS.items()}


def options(described: dict[str, Described]) -> dict[str, Described]:
    return {name: option(each) for name, each in described.items()}


def documented_options(module: str) -> dict[str, Described]:
    """Its own, and those of the fragments that it is extended by."""
    described = documentation(module, "DOCUMENTATION")
    shared = [shared_options(fragment) for fragment in described.get("extends_documentation_fragment", [])]
    return {name: each for part in (*shared, described.get("options", {})) for name, each in part.items()}


def shared_options(fragment: str) -> dict[str, Described]:
    name, _dot, part = fragment.removeprefix("scom.dmz.").partition(".")
    text = getattr(
        import_module(f"{NAMESPACE}.doc_fragments.{name}").ModuleDocFragment, (part or "documentation").upper()
    )
    return yaml.safe_load(text).get("options", {})


def example_tasks() -> Iterator[tuple[str, Described]]:
    for module in MODULES:
        yield from ((module, task) for task in documentation(module, "EXAMPLES"))


def returned(described: dict[str, Described], path: str = "") -> Iterator[tuple[str, Described]]:
    for name, each in described.items():
        yield f"{path}{name}", each
        yield from returned(each.get("contains", {}), f"{path}{name}.")


RETURNED = [
    pytest.param(each, id=f"{module}-{path}")
    for module in MODULES
    for path, each in returned(documentation(module, "RETURN"))
]


def test_the_action_group_holds_every_module_and_each_has_its_action() -> None:
    runtime = yaml.safe_load((PLUGINS.parent / "meta" / "runtime.yml").read_text())
    assert runtime["action_groups"]["all"] == MODULES
    assert sorted(path.stem for path in (PLUGINS / "action").glob("*.py")) == MODULES


MEMBERS_ELSEWHERE = r"as M\(scom\.dmz\.\w+\) returns it"
"""Another module documents them under the same name; the tests of returned values follow it."""

BY_NAMES = "by their names"
"""The members are hosts."""


@pytest.mark.parametrize("module", MODULES)
def test_the_documented_options_are_those_that_are_taken(module: str) -> None:
    arguments = import_module(f"{NAMESPACE}.action.{module}").ActionModule.ARGUMENTS
    assert options(documented_options(module)) == options(arguments)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_documented_under_its_own_name(module: str) -> None:
    assert documentation(module, "DOCUMENTATION")["module"] == module


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_show_the_module(module: str) -> None:
    assert any(f"scom.dmz.{module}" in task for task in documentation(module, "EXAMPLES"))


@pytest.mark.parametrize(("_module", "task"), list(example_tasks()))
def test_an_example_is_a_task_of_a_real_module_with_documented_options(_module: str, task: Described) -> None:
    (action,) = set(task) - set(Task.fattributes) - set(Block.fattributes)
    if action.startswith("scom.dmz."):
        assert set(task[action] or {}) <= set(documented_options(action.rpartition(".")[2]))
    else:
        assert action.startswith("ansible.builtin.")


@pytest.mark.parametrize("described", RETURNED)
def test_a_return_value_has_members_or_a_sample_of_its_type(described: Described) -> None:
    description = str(described["description"])
    has_members = "contains" in described or re.search(MEMBERS_ELSEWHERE, description) is not None
    has_members_of_any_name = BY_NAMES in description and isinstance(described["sample"], dict)
    assert (has_members or has_members_of_any_name) == ("dict" in (described["type"], described.get("elements")))
    if not has_members:
        assert type(described["sample"]) is TYPES[described["type"]]


@pytest.mark.parametrize("described", [each for each in RETURNED if "elements" in each.values[0]])  # type: ignore[operator]
def test_a_sample_list_holds_the_documented_elements(described: Described) -> None:
    assert {type(item) for item in described.get("sample", [])} <= {TYPES[described["elements"]]}
