# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The survey asks what the roles take, and the set-up of AWX says what the modules of awx.awx take."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.parsing.plugin_docs import read_docstring
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import VERDICTS
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.without_finding import UNREACHABLE

REPOSITORY = Path(__file__).parents[3]
GUIDE = (REPOSITORY / "docs" / "docsite" / "rst" / "guide_awx.rst").read_text(encoding="utf-8")
AWX = REPOSITORY / "docs" / "awx"
SURVEY: dict[str, Any] = json.loads((AWX / "survey.json").read_text(encoding="utf-8"))
QUESTIONS: list[dict[str, Any]] = SURVEY["spec"]
[PLAY] = yaml.safe_load((AWX / "configure.yml").read_text(encoding="utf-8"))
TASKS: list[dict[str, Any]] = PLAY["tasks"]
ANSWERED_AS = {"str": ("text", "multiplechoice"), "list": ("text",), "int": ("integer",)}
"""The types of questions whose answers an option of a type takes; a list may be text with commas."""
BENCH = REPOSITORY / ".venv" / "bench"
AWX_MODULES = sorted(BENCH.glob("lib/python*/site-packages/ansible_collections/awx/awx/plugins/modules"))


def options(role: str) -> dict[str, Any]:
    specs = yaml.safe_load((REPOSITORY / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    return dict(specs["argument_specs"]["main"]["options"])


def asked(name: str) -> list[Any]:
    return [question.get(name) for question in QUESTIONS]


@pytest.mark.parametrize("question", QUESTIONS, ids=asked("variable"))
def test_a_question_is_that_of_an_option(question: dict[str, Any]) -> None:
    option = options("gateway_trust")[question["variable"]]
    assert question["type"] in ANSWERED_AS[option["type"]]
    assert question["required"] is option.get("required", False)
    assert question["default"] == option.get("default", "")
    assert question.get("choices") == option.get("choices")


def test_no_question_says_what_is_trusted() -> None:
    vouching = {name for name in options("gateway_trust") if name.startswith("gateway_trust_root_")}
    assert vouching
    assert set(asked("variable")) & {*vouching, "gateway_trust_accept_presented_root"} == set()


def test_the_guide_lists_the_questions() -> None:
    listed = re.findall(r"^   \* - ``(\w+)``\n     - (.+)$", GUIDE, re.MULTILINE)
    assert listed == list(zip(asked("variable"), asked("question_name"), strict=True))


def test_a_variable_that_the_guide_names_is_one_of_a_role_or_playbook() -> None:
    named = set(re.findall(r"\b((?:gateway_trust|trust_report)_(?!info)\w+)", GUIDE))
    assert named <= {*options("gateway_trust"), *options("trust_report")}
    assert set(re.findall(r"\broot_rollback_\w+", GUIDE)) <= set(options("root_rollback"))


def test_a_verdict_that_the_guide_names_exists() -> None:
    listed = re.findall(r"gateway_trust_failing_verdicts: \[(.*)\]", GUIDE)
    assert {name for names in listed for name in names.split(", ") if name} <= {
        UNREACHABLE.id,
        *(kind.id for kind in VERDICTS),
    }


def test_a_file_that_the_guide_names_exists() -> None:
    named = set(re.findall(r":file:`(docs/[\w./-]+)`", GUIDE))
    assert {name for name in named if not (REPOSITORY / name).exists()} == set()


def test_a_job_template_names_a_playbook_of_the_project() -> None:
    templates = [task["awx.awx.job_template"] for task in TASKS if "awx.awx.job_template" in task]
    assert templates
    assert [each["playbook"] for each in templates if not (AWX / "project" / each["playbook"]).exists()] == []


def test_the_workflow_leads_from_the_check_over_an_approval_to_the_onboarding() -> None:
    [workflow] = [task["awx.awx.workflow_job_template"] for task in TASKS if "awx.awx.workflow_job_template" in task]
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    assert nodes["check"]["related"] == {"always_nodes": [{"identifier": "approve"}]}
    assert nodes["approve"]["related"] == {"success_nodes": [{"identifier": "onboard"}]}
    assert "related" not in nodes["onboard"]
    assert nodes["approve"]["unified_job_template"]["type"] == "workflow_approval"
    templates = {task["awx.awx.job_template"]["name"] for task in TASKS if "awx.awx.job_template" in task}
    assert {nodes[name]["unified_job_template"]["name"] for name in ("check", "onboard")} == templates


def specification(documented: dict[str, Any]) -> dict[str, Any]:
    """The argument specification that a module's documented options stand for."""
    kept = ("type", "elements", "choices", "required", "aliases")
    return {
        name: {key: option[key] for key in kept if key in option}
        | ({"options": specification(option["suboptions"])} if "suboptions" in option else {})
        for name, option in documented.items()
    }


@pytest.mark.skipif(not AWX_MODULES, reason="awx.awx comes with the environment that `make bench` makes")
@pytest.mark.parametrize("task", TASKS, ids=[task["name"] for task in TASKS])
def test_a_module_of_awx_takes_what_a_task_gives_it(task: dict[str, Any]) -> None:
    [(module, arguments)] = [(name, given) for name, given in task.items() if name.startswith("awx.awx.")]
    documented = read_docstring(str(AWX_MODULES[0] / f"{module.rpartition('.')[2]}.py"))["doc"]["options"]
    rendered: dict[str, Any] = {name: {} for name in ("extra_vars", "survey_spec") if name in arguments}
    result = ArgumentSpecValidator(specification(documented)).validate(arguments | rendered)
    assert result.error_messages == []
