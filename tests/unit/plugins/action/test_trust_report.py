# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's facts become a record for each gateway that its agent is pointed at."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.action.trust_report import ActionModule

from tests.unit.plugins.plugin_utils.report.records import (
    APP,
    FINDING,
    GATEWAY,
    OTHER_GATEWAY,
    WEB,
    certificate,
    result,
    trust,
)

ROOT_B = certificate("CN=B", physical_stores=[])
AT_FIRST = {GATEWAY: "root_missing", OTHER_GATEWAY: "not_approved"}


def seen(gateway: str, verdict: str, link: str, finding: str) -> dict[str, Any]:
    """What a check says of one gateway."""
    findings = [{**FINDING, "id": finding, "fix": f"Mend {finding}."}]
    return trust(gateway=gateway, verdict=verdict, confidence="probable", link=link, findings=findings)


BOTH = {
    "gateway_trust_result": result("not_approved", gateway=OTHER_GATEWAY, verdicts_before=AT_FIRST),
    "gateway_trust_state": {"gateways": [GATEWAY, OTHER_GATEWAY, "gw03"]},
    "gateway_trust_check": {
        "gateway_trust": {},
        "gateways": [
            seen(GATEWAY, "trusted", "standby", "expiring"),
            {**seen(OTHER_GATEWAY, "not_approved", "down", "not_approved"), "gateway_root": ROOT_B},
        ],
    },
}
ONE = {"gateway_trust_result": result(), "gateway_trust_check": {"gateway_trust": trust()}}
ELSEWHERE = {"gateway_trust_result": result("not_pointed_at_gateway"), "gateway_trust_check": {"gateways": []}}
UNREACHABLE = {"gateway_trust_result": result("unreachable", error="refused"), "gateway_trust_check": {"failed": True}}


def recorded(folder: Path, facts: dict[str, Any], *gateways: str) -> list[dict[str, Any]]:
    """The records that a task leaves, by host and gateway."""
    action = ActionModule(SimpleNamespace(check_mode=False), None, None, None, None, None)
    arguments = {
        "folder": str(folder),
        "more_folders": [],
        "hosts": list(facts),
        "gateways": list(gateways),
        "formats": ["json"],
        "title": "Title",
    }
    made = action.work(arguments, {"hostvars": facts})
    records: list[dict[str, Any]] = json.loads((folder / "report.json").read_text())["hosts"]
    assert made["recorded"] == len(list((folder / "hosts").glob("*.json")))
    return records


def test_a_host_of_two_gateways_has_a_record_for_each_with_what_was_found_of_that_gateway(tmp_path: Path) -> None:
    one, other = recorded(tmp_path, {WEB: BOTH})
    keys = ("gateway", "verdict_before", "verdict", "confidence", "link", "next_step")
    assert tuple(one[key] for key in keys) == (GATEWAY, "root_missing", "trusted", "probable", "standby", "")
    assert tuple(other[key] for key in keys) == (
        *(OTHER_GATEWAY, "not_approved", "not_approved", "probable", "down", "Mend not_approved."),
    )
    assert [each["findings"][0]["id"] for each in (one, other)] == ["expiring", "not_approved"]
    assert [each["root"]["subject"] for each in (one, other)] == ["CN=Root", "CN=B"]
    assert one["gateways"] == other["gateways"] == [GATEWAY, OTHER_GATEWAY, "gw03"]


@pytest.mark.parametrize("facts", [ONE, ELSEWHERE, UNREACHABLE])
def test_a_host_that_was_seen_at_no_gateway_has_the_record_of_its_one_result(
    tmp_path: Path, facts: dict[str, Any]
) -> None:
    [record] = recorded(tmp_path, {WEB: facts})
    assert (record["gateway"], record["verdict"]) == (GATEWAY, facts["gateway_trust_result"]["verdict"])
    assert [each["id"] for each in record["findings"]] == (["root_missing"] if facts is ONE else [])


def test_a_host_without_a_result_is_left_out(tmp_path: Path) -> None:
    assert recorded(tmp_path, {WEB: {"gateway_trust_check": {"failed": True}}, APP: ONE})[0]["host"] == APP


def test_only_the_gateways_asked_for_are_recorded_and_blanks_around_a_name_do_not_matter(tmp_path: Path) -> None:
    other = {"gateway_trust_result": result(gateway="gw03")}
    records = recorded(tmp_path, {WEB: BOTH, APP: other}, f" {OTHER_GATEWAY}", "gw04")
    assert [(each["host"], each["gateway"]) for each in records] == [(WEB, OTHER_GATEWAY)]
