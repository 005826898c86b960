# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What contributors meet on GitHub and before a commit is valid, and names what exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[3]
GITHUB = REPOSITORY / ".github"
FORMS = sorted(set(GITHUB.glob("ISSUE_TEMPLATE/*.yml")) - {GITHUB / "ISSUE_TEMPLATE" / "config.yml"})
SCHEMAS = {
    "github-issue-forms": FORMS,
    "github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
    "github-workflows": sorted(GITHUB.glob("workflows/*.yml")),
}
PAGES = ("CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md", "tests/windows/README.md")
MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8").replace("\\\n", "")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
LINK = re.compile(r"\]\((?!https:)([^)#]+)")


@pytest.mark.parametrize("schema", SCHEMAS)
def test_github_takes_the_forms_and_workflows(schema: str) -> None:
    check = Path(sys.executable).parent / "check-jsonschema"
    command: list[str | Path] = [check, "--builtin-schema", f"vendor.{schema}", *SCHEMAS[schema]]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_a_link_leads_to_a_file() -> None:
    paths = [REPOSITORY / page for page in PAGES]
    links = [(path, link) for path in paths for link in LINK.findall(path.read_text(encoding="utf-8"))]
    assert [(path.name, link) for path, link in links if not (path.parent / link).exists()] == []


def test_a_target_of_make_that_a_page_names_exists() -> None:
    texts = [(REPOSITORY / page).read_text(encoding="utf-8") for page in PAGES]
    named = {name for text in texts for name in re.findall(r"(?:`|^    )make ([a-z-]+)", text, re.MULTILINE)}
    assert named
    assert named <= TARGETS


def test_a_folder_of_tests_that_the_page_names_exists() -> None:
    named = re.findall(r"^\| `(tests/\w+)`", (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    assert [name for name in named if not (REPOSITORY / name).is_dir()] == []


def test_every_hook_before_a_commit_is_a_gate() -> None:
    [local] = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    entries = {hook["entry"] for hook in local["hooks"]}
    gates = re.findall(r"^GATES := (.*)$", MAKEFILE, re.MULTILINE)[0].split()
    assert entries <= {f"make {gate}" for gate in gates}
