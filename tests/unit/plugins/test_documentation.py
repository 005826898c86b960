# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules document is what their action plugins take, and their examples and samples hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from ansible.playbook.block import Block
from ansible.playbook.task import Task

PLUGINS = Path(__file__).parents[3] / "plugins"
NAMESPACE = "ansible_collections.scom.dmz.plugins"
MODULES = sorted(path.stem for path in (PLUGINS / "modules").glob("*.py"))
OPTION_FIELDS = {"type": "str", "required": False, "default": None, "choices": None, "elements": None}
TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}

MEMBERS_ELSEWHERE = re.compile(r"as M\(scom\.dmz\.\w+\) returns it")
"""Another module documents them under the same name; the tests of returned values follow it."""

BY_NAMES = "by their names"
"""The members are hosts."""

Described = dict[str, Any]


@cache
def documentation(module: str, part: str) -> Any:
    return yaml.safe_load(getattr(import_module(f"{NAMESPACE}.modules.{module}"), part))


def options(by_module: dict[str, dict[str, Described]]) -> dict[str, Described]:
    return {
        f"{module}.{name}": {field: each.get(field, usual) for field, usual in OPTION_FIELDS.items()}
        for module, described in by_module.items()
        for name, each in described.items()
    }


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


def calls_a_real_module(task: Described) -> bool:
    """Whether a task of an example has one action, of Ansible or of this collection, and only options that this one takes."""
    [action] = set(task) - set(Task.fattributes) - set(Block.fattributes)
    namespace, _dot, module = action.rpartition(".")
    if namespace == "scom.dmz":
        return set(task[action] or {}) <= set(documented_options(module))
    return namespace == "ansible.builtin"


def returned(described: dict[str, Described], path: str) -> Iterator[tuple[str, Described]]:
    for name, each in described.items():
        yield f"{path}.{name}", each
        yield from returned(each.get("contains", {}), f"{path}.{name}")


def has_members(value: Described) -> bool:
    return "contains" in value or MEMBERS_ELSEWHERE.search(str(value["description"])) is not None


def has_members_of_any_name(value: Described) -> bool:
    return BY_NAMES in str(value["description"]) and isinstance(value["sample"], dict)


RETURNED = [each for module in MODULES for each in returned(documentation(module, "RETURN"), module)]


def test_the_action_group_holds_every_module_and_each_has_its_action() -> None:
    runtime = yaml.safe_load((PLUGINS.parent / "meta" / "runtime.yml").read_text())
    assert runtime["action_groups"]["all"] == MODULES
    assert sorted(path.stem for path in (PLUGINS / "action").glob("*.py")) == MODULES


def test_the_documented_options_are_those_that_are_taken() -> None:
    documented = {module: documented_options(module) for module in MODULES}
    taken = {module: import_module(f"{NAMESPACE}.action.{module}").ActionModule.ARGUMENTS for module in MODULES}
    assert options(documented) == options(taken)


def test_a_module_is_documented_under_its_own_name() -> None:
    assert [documentation(module, "DOCUMENTATION")["module"] for module in MODULES] == MODULES


def test_the_examples_show_the_module_in_tasks_of_real_modules_with_documented_options() -> None:
    examples = {module: documentation(module, "EXAMPLES") for module in MODULES}
    assert [name for name, tasks in examples.items() if not any(f"scom.dmz.{name}" in task for task in tasks)] == []
    assert [(name, task) for name, tasks in examples.items() for task in tasks if not calls_a_real_module(task)] == []


def test_a_return_value_has_members_exactly_when_it_is_or_holds_dictionaries() -> None:
    wrong = [
        path
        for path, each in RETURNED
        if (has_members(each) or has_members_of_any_name(each)) != ("dict" in (each["type"], each.get("elements")))
    ]
    assert wrong == []


def test_a_return_value_without_members_has_a_sample_of_its_type_and_elements() -> None:
    simple = [(path, each, each["sample"]) for path, each in RETURNED if not has_members(each)]
    assert [path for path, each, sample in simple if type(sample) is not TYPES[each["type"]]] == []
    lists = [(path, each) for path, each in RETURNED if "elements" in each]
    assert [
        path for path, each in lists if {type(item) for item in each.get("sample", [])} - {TYPES[each["elements"]]}
    ] == []
