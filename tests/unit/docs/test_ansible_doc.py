# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-doc shows every module, role and plugin without a complaint, and leaves no markup in the text."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache

import pytest

from tests.environment import COLLECTIONS, REPOSITORY, TOOLS, variables

WITHOUT_DOCUMENTATION = {"action", "doc_fragments", "plugin_utils"}
"""Folders of plugins that ansible-doc does not show; an action plugin is documented by its module."""
MARKUP = re.compile(r"\b(?:[BCEILMOPRUV]|RV)\([^)\s][^)]*\)|\bHORIZONTALLINE\b")

ANSIBLES_OWN = "ansible/_protomatter"
"""A collection inside of ansible-core, whose missing version ansible-core 2.20 warns of."""


def plugins() -> dict[str, list[str]]:
    """The full names of all that is to be documented, by the type that ansible-doc asks for."""
    found = {"role": sorted(f"scom.dmz.{path.name}" for path in (REPOSITORY / "roles").iterdir() if path.is_dir())}
    for folder in (REPOSITORY / "plugins").iterdir():
        names = sorted(f"scom.dmz.{path.stem}" for path in folder.glob("[!_]*.py"))
        if names and folder.name not in WITHOUT_DOCUMENTATION:
            found[folder.name.removesuffix("s")] = names
    return found


PLUGINS = plugins()


@cache
def ansible_doc(kind: str, *options: str) -> str:
    """What ansible-doc prints of all names of a type."""
    command = [TOOLS / "ansible-doc", "-t", kind, *PLUGINS[kind], *options]
    environment = variables(ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS), ANSIBLE_NOCOLOR="true")
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    complaints = [line for line in ended.stderr.splitlines() if ANSIBLES_OWN not in line]
    assert (ended.returncode, complaints) == (0, [])
    return ended.stdout


def test_modules_roles_and_the_callback_are_found() -> None:
    assert set(PLUGINS) == {"callback", "module", "role"}


@pytest.mark.parametrize("kind", PLUGINS)
def test_all_of_a_type_are_described(kind: str) -> None:
    assert sorted(json.loads(ansible_doc(kind, "--json"))) == PLUGINS[kind]


@pytest.mark.parametrize("kind", PLUGINS)
def test_the_text_holds_no_markup(kind: str) -> None:
    assert MARKUP.findall(ansible_doc(kind)) == []


def test_requirements_are_no_sentences_because_commas_join_them() -> None:
    assert re.findall(r".*\.,\s.*", ansible_doc("module")) == []
