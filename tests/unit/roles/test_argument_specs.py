# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A role's defaults are those that its argument specification states, and all its variables bear its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROLES = Path(__file__).parents[3] / "roles"
NAMES = sorted(path.name for path in ROLES.iterdir() if path.is_dir())
TASK_FILES = [pytest.param(path, id=f"{path.parts[-3]}-{path.stem}") for path in sorted(ROLES.glob("*/tasks/*.yml"))]
ROLE_INCLUDES = ("ansible.builtin.include_role", "ansible.builtin.import_role")


def load(role: str, *path: str) -> Any:
    return yaml.safe_load(ROLES.joinpath(role, *path).read_text(encoding="utf-8"))


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


@pytest.mark.parametrize("role", NAMES)
def test_the_defaults_are_the_documented_ones(role: str) -> None:
    documented = {name: each["default"] for name, each in entry_points(role)["main"].items() if "default" in each}
    assert load(role, "defaults", "main.yml") == documented


@pytest.mark.parametrize("role", NAMES)
def test_an_option_is_required_or_has_a_default(role: str) -> None:
    options = [each for options in entry_points(role).values() for each in options.values()]
    assert [each for each in options if ("default" in each) == each.get("required", False)] == []


@pytest.mark.parametrize("role", NAMES)
def test_every_option_bears_the_roles_name(role: str) -> None:
    names = {name for options in entry_points(role).values() for name in options}
    assert {name for name in names if not name.startswith(f"{role}_")} == set()


@pytest.mark.parametrize("role", NAMES)
def test_an_option_means_the_same_at_every_entry_point(role: str) -> None:
    points = entry_points(role)
    assert {name: options for name, options in points.items() if not options.items() <= points["main"].items()} == {}


@pytest.mark.parametrize("role", NAMES)
def test_every_entry_point_is_a_task_file(role: str) -> None:
    assert {name for name in entry_points(role) if not (ROLES / role / "tasks" / f"{name}.yml").exists()} == set()


@pytest.mark.parametrize("path", TASK_FILES)
def test_every_variable_that_a_role_sets_bears_its_name(path: Path) -> None:
    role = path.parts[-3]
    found = {name for task in tasks(yaml.safe_load(path.read_text(encoding="utf-8"))) for name in variables(task)}
    assert {name for name in found if not name.startswith(f"{role}_")} == set()


def test_another_role_gets_only_options_that_it_documents() -> None:
    listed = [each for path in ROLES.glob("*/tasks/*.yml") for each in tasks(yaml.safe_load(path.read_text()))]
    passed = [
        (task[name]["name"].rpartition(".")[2], set(task.get("vars", {})))
        for task in listed
        for name in ROLE_INCLUDES
        if name in task
    ]
    assert passed
    assert [(role, names) for role, names in passed if not names <= set(entry_points(role)["main"])] == []
