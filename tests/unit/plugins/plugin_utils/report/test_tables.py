# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report for programs and for spreadsheets."""

from __future__ import annotations

import csv
import json

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import FoundRecords
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import fault_of
from ansible_collections.scom.dmz.plugins.plugin_utils.report.tables import COLUMNS, as_csv, as_json

from tests.unit.plugins.plugin_utils.report.records import APP, DB, FAULTY_GATEWAY, GATEWAY, NOON, WEB, record

RECORDS = (record(APP), record(DB, "unreachable", root=None, own_certificate=None, findings=[]), record(WEB))


def rows(*records: dict[str, object]) -> list[dict[str, str]]:
    text = as_csv(FoundRecords(records, ())).removeprefix("\ufeff")
    return list(csv.DictReader(text.splitlines()))


def test_json_holds_every_record_the_figures_and_the_problems() -> None:
    report = json.loads(as_json(FoundRecords(RECORDS, ("a problem",)), "Title", NOON))
    assert (report["schema"], report["title"], report["time"]) == ("scom.dmz/report/1", "Title", NOON)
    assert report["hosts"] == list(RECORDS)
    assert [fault_of(each) for each in report["hosts"]] == [None, None, None]
    assert (report["figures"]["hosts"], report["verdicts"]) == (3, {"root_missing": 2, "unreachable": 1})
    assert report["problems"] == ["a problem"]


def test_what_is_wrong_with_a_gateway_itself_is_in_the_json_alone() -> None:
    found = FoundRecords(RECORDS, (), (FAULTY_GATEWAY,))
    [gateway] = json.loads(as_json(found, "Title", NOON))["gateways"]
    assert (gateway["gateway"], gateway["verdict"]) == (GATEWAY, "gateway_certificate_not_registered")
    assert as_csv(found) == as_csv(FoundRecords(RECORDS, ()))


def test_csv_has_a_row_a_host_in_the_order_of_the_page() -> None:
    made = rows(*RECORDS)
    assert [row["host"] for row in made] == [APP, WEB, DB]
    assert tuple(made[0]) == COLUMNS
    assert made[0]["root_origin"] == "local, group policy"
    assert (made[0]["own_subject"], made[0]["evidence"]) == ("CN=web01", "the root is not there")
    assert (made[2]["root_sha1"], made[2]["own_not_after"], made[2]["evidence"]) == ("", "", "")


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "  =1"])
def test_a_cell_that_a_spreadsheet_would_reckon_is_text(text: str) -> None:
    assert rows(record(WEB, error=text))[0]["error"] == f"'{text}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("its parents: a;=1+1;b", "its parents: a;'=1+1;b"),
        ("a;  @SUM(1);-1", "a;'  @SUM(1);'-1"),
        ('a;"=1+1&""', 'a;\'"=1+1&""'),
        ("=1;+1", "'=1;'+1"),
        ("a; b=1; c-d", "a; b=1; c-d"),
    ],
)
def test_a_text_that_is_split_at_semicolons_has_no_formula_in_any_part(text: str, shown: str) -> None:
    assert rows(record(WEB, error=text))[0]["error"] == shown


def test_a_cell_with_quotes_and_commas_is_one_cell() -> None:
    assert rows(record(WEB, error='a "b", c'))[0]["error"] == 'a "b", c'
