# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A role's defaults are those that its argument specification states, and all its variables bear its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[3] / "roles"
ROLES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
ROLE_INCLUDES = ("ansible.builtin.include_role", "ansible.builtin.import_role")


def load(role: str, *path: str) -> Any:
    return yaml.safe_load(FOLDER.joinpath(role, *path).read_text(encoding="utf-8"))


def entry_points(role: str) -> dict[str, dict[str, Any]]:
    specs = load(role, "meta", "argument_specs.yml")["argument_specs"]
    return {name: spec["options"] for name, spec in specs.items()}


def tasks(listed: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for task in listed:
        yield task
        for part in ("block", "rescue", "always"):
            yield from tasks(task.get(part, []))


def variables(task: dict[str, Any]) -> set[str]:
    """What a task sets in the role's own name; what it passes to another role bears that role's name, and Ansible's variables theirs."""
    facts = set(task.get("ansible.builtin.set_fact", {})) - {"cacheable"}
    registered = {task["register"]} if "register" in task else set()
    passed = set() if any(name in task for name in ROLE_INCLUDES) else set(task.get("vars", {}))
    return {name for name in facts | registered | passed if not name.startswith("ansible_")}


ENTRY_POINTS = {role: entry_points(role) for role in ROLES}
OPTIONS = [
    (role, *option) for role, points in ENTRY_POINTS.items() for each in points.values() for option in each.items()
]
TASKS = [
    (path.parts[-3], task)
    for path in sorted(FOLDER.glob("*/tasks/*.yml"))
    for task in tasks(yaml.safe_load(path.read_text(encoding="utf-8")))
]


def test_the_defaults_are_the_documented_ones() -> None:
    documented = {
        name: each["default"]
        for points in ENTRY_POINTS.values()
        for name, each in points["main"].items()
        if "default" in each
    }
    assert {name: value for role in ROLES for name, value in load(role, "defaults", "main.yml").items()} == documented


def test_an_option_is_required_or_has_a_default() -> None:
    assert [name for _role, name, each in OPTIONS if ("default" in each) == each.get("required", False)] == []


def test_every_option_bears_the_roles_name() -> None:
    assert [name for role, name, _each in OPTIONS if not name.startswith(f"{role}_")] == []


def test_an_option_means_the_same_at_every_entry_point() -> None:
    assert [(role, name) for role, name, each in OPTIONS if ENTRY_POINTS[role]["main"].get(name) != each] == []


def test_every_entry_point_is_a_task_file() -> None:
    points = [(role, name) for role, points in ENTRY_POINTS.items() for name in points]
    assert [point for point in points if not FOLDER.joinpath(point[0], "tasks", f"{point[1]}.yml").exists()] == []


def test_every_variable_that_a_role_sets_bears_its_name() -> None:
    assert TASKS
    found = [(role, name) for role, task in TASKS for name in variables(task)]
    assert [(role, name) for role, name in found if not name.startswith(f"{role}_")] == []


def test_another_role_gets_only_options_that_it_documents() -> None:
    passed = [
        (task[name]["name"].rpartition(".")[2], set(task.get("vars", {})))
        for _role, task in TASKS
        for name in ROLE_INCLUDES
        if name in task
    ]
    assert passed
    assert [(role, names) for role, names in passed if not names <= set(ENTRY_POINTS[role]["main"])] == []
