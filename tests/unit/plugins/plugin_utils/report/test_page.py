# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page holds every host, shows whatever a host says as text, and runs nothing but its own script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import FoundRecords
from ansible_collections.scom.dmz.plugins.plugin_utils.report.page import page
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record

from tests.unit.plugins.plugin_utils.report.records import (
    APP,
    DB,
    FAULTY_GATEWAY,
    FINDING,
    OTHER_GATEWAY,
    WEB,
    certificate,
    record,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}\u202e</style></title>"
OWN_CERTIFICATE = 5
"""Cells of a row from that of the host to that of its own certificate."""
VOID = {"meta", "input", "br", "rect", "line", "path"}


class Reader(HTMLParser):
    """The tags and the text of a page; what is not closed in order is a fault."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text, self._open = "", list[str]()
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, wanted: str) -> list[str | None]:
        return [value for _tag, name, value in self.attributes if name == wanted]


def made(*records: Record, title: str = "Title", problems: tuple[str, ...] = ()) -> str:
    return page(FoundRecords(records, problems), title, NOW)


def all_evil(value: Any) -> Any:
    """A record in which every text that a host can choose is evil."""
    fixed = {"schema", "time", "not_before", "not_after"}
    if isinstance(value, dict):
        return {name: each if name in fixed else all_evil(each) for name, each in value.items()}
    return [all_evil(each) for each in value] if isinstance(value, list) else EVIL if isinstance(value, str) else value


def test_every_host_stands_in_the_matrix() -> None:
    reader = Reader(made(record(WEB), record(APP, "trusted", link="up"), record(DB, "no_agent")))
    assert [value for value in reader.values("data-key") if value in (WEB, APP, DB)] == [WEB, APP, DB]
    assert reader.values("data-standing") == ["attention", "trusted", "not concerned"]


def test_what_is_not_known_is_sorted_last() -> None:
    known, unknown = record(WEB, "trusted", link="up"), record(APP, "trusted", link="up", own_certificate=None)
    keys = Reader(made(known, unknown)).values("data-key")
    of_unknown, of_known = (keys[keys.index(host) + OWN_CERTIFICATE] or "" for host in (APP, WEB))
    assert of_known == "2027-01-01T00:00:00Z"
    assert of_unknown > of_known


@pytest.mark.parametrize(("finding", "words"), [("by_kerberos", "Kerberos"), ("other", "none read")])
def test_an_agent_that_needs_no_certificate_is_not_said_to_have_one_that_was_not_read(finding: str, words: str) -> None:
    host = record(APP, "trusted", link="up", own_certificate=None, findings=[{**FINDING, "id": finding}])
    assert f">{words}</span>" in made(host)


def test_whatever_a_host_says_is_text() -> None:
    evil = printable(all_evil(record(changes=["x"])))
    reader = Reader(made(evil, title=printable(EVIL), problems=(printable(EVIL),)))
    harmless = Reader(made(record(changes=["x"])))
    assert (reader.tags["script"], reader.tags["style"], reader.tags["img"]) == (1, 1, 0)
    assert reader.tags["title"] == harmless.tags["title"]
    assert [name for _tag, name, _value in reader.attributes if name.startswith("on")] == []
    assert "{{ 7 * 7 }}{% raw %}" in reader.text
    assert "\u202e" not in reader.text
    assert reader.text.count(printable(EVIL)) >= len(FINDING)


def test_only_its_own_script_and_style_may_run() -> None:
    text = made(record(WEB))
    policy = next(value for value in Reader(text).values("content") if value and "default-src" in value)
    for tag in ("script", "style"):
        inline = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert inline
        digest = base64.b64encode(hashlib.sha256(inline[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_nothing_is_fetched_and_no_handler_or_style_stands_in_an_element() -> None:
    reader = Reader(made(record(WEB)))
    assert {name for _tag, name, _value in reader.attributes} & {"src", "srcset", "style", "action"} == set()
    assert {value for value in reader.values("href") if not (value or "").startswith("#")} == set()
    assert "url(" not in made(record(WEB))


def test_an_id_is_given_once_and_what_labels_is_there() -> None:
    reader = Reader(made(record(WEB, changes=["root imported"]), problems=("a problem",)))
    ids = reader.values("id")
    assert len(ids) == len(set(ids))
    assert set(reader.values("aria-labelledby")) <= set(ids)
    assert {(value or "").removeprefix("#") for value in reader.values("href")} <= set(ids)


@pytest.mark.parametrize(
    ("not_after", "tone", "words"),
    [
        ("2025-12-31T00:00:00Z", "expired", "expired"),
        ("2026-01-02T12:00:00Z", "urgent", "1 day left"),
        ("2026-01-30T12:00:00Z", "urgent", "29 days left"),
        ("2026-01-31T12:00:00Z", "soon", "30 days left"),
        ("2026-02-30T00:00:00Z", "later", ""),
    ],
)
def test_a_day_of_expiry_that_is_near_is_said_in_words(not_after: str, tone: str, words: str) -> None:
    text = made(record(WEB, root=None, own_certificate=certificate("CN=web01", not_after)))
    assert f'class="{tone}">{not_after[:10]}</time>' in text
    assert (f'<span class="lead {tone}">{words}</span>' in text) == bool(words)


def test_a_host_that_was_changed_is_shown_before_and_after() -> None:
    changed = record(WEB, "trusted", verdict_before="root_missing", link="up", changes=["root imported"], run="run-1")
    text = Reader(made(changed, record(APP))).text
    part = text.rpartition("Before and after")[2].partition("Find")[0]
    ways, _summary, table = part.partition("What was done on which host")
    assert " ".join(ways.split()) == "1 host root missing → trusted"
    assert [word for word in table.split() if word in (WEB, APP, "missing", "trusted", "run-1")] == [
        WEB,
        "missing",
        "trusted",
        "run-1",
    ]
    assert "Before and after" not in made(record(APP))


def test_the_ways_of_many_hosts_are_counted_and_what_was_done_on_each_is_folded_away() -> None:
    changed = [record(f"host{number}", "trusted", link="up", verdict_before="root_missing") for number in range(11)]
    text = made(*changed, {**changed[0], "gateway": OTHER_GATEWAY})
    assert "11 hosts root missing → trusted" in " ".join(Reader(text).text.split())
    assert "<details>\n<summary>What was done on which host" in text
    assert "<details open>\n<summary>What was done on which host" in made(changed[0])


def test_a_change_that_left_the_verdict_as_it_was_is_no_way() -> None:
    text = made(record(WEB, "trusted", verdict_before="trusted", link="up", changes=["root imported"]))
    assert "trusted → trusted" not in " ".join(Reader(text).text.split())
    assert '<ul class="ways">' not in text
    assert "What was done on which host" in text


def test_what_has_to_be_done_names_the_step_of_most_hosts_first() -> None:
    text = Reader(made(record(WEB), record(APP), record(DB, "ad_integration", next_step="Turn it off."))).text
    steps = text.rpartition("What has to be done")[2].partition("When certificates expire")[0]
    assert re.findall(r"\d hosts?|Import it\.|Turn it off\.", steps) == [
        "2 hosts",
        "Import it.",
        "1 host",
        "Turn it off.",
    ]


def test_a_host_has_a_row_for_each_gateway_and_its_evidence_in_the_row_below() -> None:
    text = made(record(WEB), record(WEB, "trusted", link="up", gateway=OTHER_GATEWAY))
    reader = Reader(text)
    assert reader.values("data-gateway") == ["gw01.corp.example", OTHER_GATEWAY]
    assert "behind 2 gateways" in reader.text
    rows = re.findall(r'<tr role="row" (?:class="(\w+)"|id="evidence)', text)
    assert rows == ["host", "evidence"] * 2


def test_a_host_whose_gateway_nobody_knows_has_a_dash_for_it() -> None:
    reader = Reader(made(record(WEB, "unreachable", gateway="")))
    assert reader.values("data-gateway") == [""]
    assert "behind 0 gateways" in reader.text
    assert "–" in reader.text


def test_a_fleet_without_a_fault_is_said_to_have_none() -> None:
    assert "Nothing. Every host trusts its gateway" in Reader(made(record(WEB, "trusted", link="up"))).text


def test_the_steps_after_the_first_six_are_folded_away() -> None:
    text = made(*[record(f"host{number}", next_step=f"Do {number}.") for number in range(8)])
    before, _summary, folded = text.partition("2 more steps")
    assert (before.count("data-show="), folded.count("data-show=")) == (6, 2)


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("CN=web01", "web01"),
        ("OU=Web,CN=web01,O=Example", "web01"),
        ("O=A\\,CN=b,CN=web01", "web01"),
        ("CN=a\\,b,O=c", "a\\,b"),
        ("O=Example", "O=Example"),
        ("CN=", "CN="),
    ],
)
def test_the_time_line_names_a_certificate_by_its_common_name(subject: str, name: str) -> None:
    text = Reader(made(record(WEB, root=None, own_certificate=certificate(subject)))).text
    assert re.search(f"2034-01-01 {re.escape(name)}\n", text)


def test_an_empty_folder_makes_a_page_that_says_so() -> None:
    assert "No record of a host was found." in Reader(made(problems=("the folder is gone",))).text


def test_a_host_that_was_checked_on_another_day_says_so_in_its_row() -> None:
    days = ("2025-12-31T23:00:00Z", "2026-01-01T11:00:00Z", "2026-01-01T12:00:00Z")
    rows = [record(name, time=time) for name, time in zip((WEB, APP, DB), days, strict=True)]
    shown = Reader(made(*rows)).text
    assert [day for day in days if f"checked {day[:10]} {day[11:16]}" in shown] == [days[0]]


def test_what_is_wrong_with_a_gateway_itself_has_a_section_and_is_told_once() -> None:
    text = page(FoundRecords((record(WEB),), (), (FAULTY_GATEWAY,)), "Title", NOW)
    assert text.count("none &lt;is&gt; registered") == 1
    assert 'href="#gateways"' in text
    assert 'id="gateways"' not in page(FoundRecords((record(WEB),), ()), "Title", NOW)
