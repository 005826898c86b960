# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record has the documented keys, and what has not is told from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import SCHEMA, fault_of, host_record, paths

from tests.unit.plugins.plugin_utils.report.records import CONTROLLER, FINDING, NOON, WEB, record, result, trust

GUIDE = Path(__file__).parents[5] / "docs" / "docsite" / "rst" / "guide_report.rst"


def test_a_record_holds_what_was_found_and_done() -> None:
    found = result("trusted", verdict_before="root_missing", changes=["root imported"], run="run-1", fix="")
    made = host_record(WEB, found, trust(), ["gw02", "gw01.corp.example"], NOON, CONTROLLER, check_mode=True)
    assert (made["schema"], made["host"], made["time"], made["check_mode"]) == (SCHEMA, WEB, NOON, True)
    assert (made["verdict_before"], made["verdict"], made["run"]) == ("root_missing", "trusted", "run-1")
    assert (made["changes"], made["findings"], made["next_step"]) == (["root imported"], [FINDING], "")
    assert made["root"]["physical_stores"] == [".Default", ".GroupPolicy"]
    assert made["own_certificate"]["subject"] == "CN=web01"
    assert (made["gateway"], made["gateways"]) == ("gw01.corp.example", ["gw01.corp.example", "gw02"])
    assert made["controller"]["name"] == "controller01"
    assert fault_of(made) is None


def test_a_host_that_could_not_be_read_has_a_record_with_the_error_and_a_next_step() -> None:
    found = result("unreachable", error="nobody answered", fix="")
    made = host_record(WEB, found, {}, (), NOON, CONTROLLER, check_mode=False)
    assert (made["error"], made["findings"], made["root"], made["own_certificate"]) == (
        "nobody answered",
        [],
        None,
        None,
    )
    assert made["next_step"] == "Make WinRM of the host reachable from the controller and run the check again."
    assert fault_of(made) is None


@pytest.mark.parametrize("own", [None, {"certificate": None}])
def test_an_own_certificate_that_is_not_there_is_null(own: Any) -> None:
    made = host_record(WEB, result(), trust(own_certificate=own), (), NOON, CONTROLLER, check_mode=False)
    assert made["own_certificate"] is None


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ([], "it is no record of a host"),
        ({"hosts": []}, "it is no record of a host"),
        (record(schema="scom.dmz/host/2"), "its schema is scom.dmz/host/2, and scom.dmz/host/1 is wanted"),
        (record(schema=["\x1b"]), "its schema is ['\\x1b'], and scom.dmz/host/1 is wanted"),
        (record(host=None), "its host is missing or not of its type"),
        (record(time="yesterday"), "its time is missing or not of its type"),
        (record(changes=[1]), "its changes is missing or not of its type"),
        (record(changes="root imported"), "its changes is missing or not of its type"),
        (record(findings=[{**FINDING, "fix": 1}]), "its findings.fix is missing or not of its type"),
        (record(root={"subject": "CN=Root"}), "its root.thumbprint is missing or not of its type"),
        (record(controller=None), "its controller is missing or not of its type"),
        ({"schema": SCHEMA}, "its host is missing or not of its type"),
    ],
)
def test_what_is_no_record_is_told_with_the_reason(value: Any, fault: str) -> None:
    assert fault_of(value) == fault


def test_keys_of_a_later_revision_do_no_harm() -> None:
    assert fault_of(record(more="text")) is None


def test_the_guide_documents_every_key_and_no_other() -> None:
    table = GUIDE.read_text(encoding="utf-8").partition("The keys of a record")[2].partition("\n.. _")[0]
    documented = [line.split("``")[1] for line in table.splitlines() if line.startswith("   * - ``")]
    assert documented == paths()
