# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet in a real browser: by keyboard, on a phone, in the dark, on paper, and without its script."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import FoundRecords
from ansible_collections.scom.dmz.plugins.plugin_utils.report.page import page as made_page
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record
from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, expect
from pypdf import PdfReader

from tests.browser.axe import grave_findings
from tests.browser.chromium import PHONE, WIDE, Watched, opened
from tests.browser.conftest import HOSTS, OF_EACH
from tests.browser.screenshots import pictures
from tests.unit.plugins.plugin_utils.report.records import APP, FAULTY_GATEWAY, WEB, certificate, record

A4_LANDSCAPE = ViewportSize(width=1032, height=703)
"""What `@page` leaves of the paper, in CSS pixels."""

MOST_STOPS = 400
"""More stops than there are from the head of the page to its first hosts."""

EVIL = "<img src=x onerror=alert(1)><script src=x></script>{{ 7 * 7 }}{% raw %}"


@pytest.fixture
def watched(browser: Browser, report: Path) -> Iterator[Watched]:
    with opened(browser, report) as watched:
        yield watched


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def records(report: Path) -> list[dict[str, Any]]:
    hosts: list[dict[str, Any]] = json.loads(report.with_suffix(".json").read_text())["hosts"]
    return hosts


def page_of(folder: Path, *records: Record, gateways: Sequence[Record] = ()) -> Path:
    path, found = folder / "report.html", FoundRecords(records, (), tuple(gateways))
    path.write_text(made_page(found, "Title", datetime(2026, 1, 1, 12, tzinfo=UTC)), encoding="utf-8")
    return path


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _stop in range(MOST_STOPS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not get to {target}")


def shown(page: Page) -> list[str]:
    """The hosts that are shown, from top to bottom."""
    hosts: list[str] = page.locator("tr.host:visible").evaluate_all("rows => rows.map(row => row.dataset.host)")
    return hosts


def toggle(page: Page, host: str) -> Locator:
    return page.get_by_role("button", name=f"Evidence of {host}", exact=True)


def box(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found


def overlap(one: FloatRect, other: FloatRect) -> bool:
    across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return across > 0.5 and down > 2


def evidence(page: Page, host: str) -> Locator:
    return page.locator("tr.evidence").filter(has=page.locator("summary", has_text=f"Evidence of {host}"))


def test_the_page_says_nothing_on_the_console_and_asks_for_nothing_but_itself(watched: Watched, report: Path) -> None:
    assert len(shown(watched.page)) == HOSTS
    assert watched.messages == []
    assert watched.requests == [report.as_uri()]


def test_typing_in_the_search_field_leaves_the_hosts_that_fit(page: Page) -> None:
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("root-missing- EXAMPLE")
    assert shown(page) == [f"root-missing-{number:02}.dmz.example" for number in range(1, OF_EACH + 1)]
    assert page.locator("#shown").inner_text() == f"{OF_EACH} of {HOSTS} hosts"
    page.keyboard.type(" nowhere")
    assert page.get_by_text("No host fits.").is_visible()


def test_the_verdict_is_chosen_by_keyboard_and_all_hosts_are_shown_again(page: Page, report: Path) -> None:
    counts = Counter(each["verdict"] for each in records(report))
    tab_to(page, page.locator("#verdict"))
    page.keyboard.type("root missing")
    assert len(shown(page)) == counts["root_missing"]
    tab_to(page, page.get_by_role("button", name="Show all"))
    page.keyboard.press("Space")
    expect(page.locator("#shown")).to_have_text(f"{HOSTS} of {HOSTS} hosts")
    assert len(shown(page)) == HOSTS


def test_the_hosts_of_a_step_are_shown_by_its_link(page: Page, report: Path) -> None:
    expected = {each["host"] for each in records(report) if each["verdict"] == "root_missing"}
    tab_to(page, page.get_by_role("link", name="Show hosts with the verdict root missing"))
    page.keyboard.press("Enter")
    expect(page.locator("#shown")).to_have_text(f"{len(expected)} of {HOSTS} hosts")
    assert set(shown(page)) == expected


@pytest.mark.parametrize(("column", "position"), [("Host", 0), ("Own certificate", 5)])
def test_a_column_is_sorted_by_keyboard_in_both_directions(page: Page, column: str, position: int) -> None:
    header = page.get_by_role("columnheader", name=column)
    tab_to(page, header.get_by_role("button"))
    for key, direction, turned in (("Enter", "ascending", False), ("Space", "descending", True)):
        page.keyboard.press(key)
        keys = page.locator("tr.host").evaluate_all(f"rows => rows.map(row => row.cells[{position}].dataset.key)")
        assert keys == sorted(keys, reverse=turned)
        assert page.locator("[aria-sort]").evaluate_all("all => all.map(each => each.ariaSort)") == [direction]
        assert header.get_attribute("aria-sort") == direction


def test_evidence_opens_by_keyboard_below_its_host_over_the_whole_width(page: Page) -> None:
    host = shown(page)[1]
    tab_to(page, toggle(page, host))
    page.keyboard.press("Enter")
    assert toggle(page, host).get_attribute("aria-expanded") == "true"
    row, below, table = (
        box(each) for each in (page.locator("tr.host").nth(1), evidence(page, host), page.locator("#matrix"))
    )
    assert below["y"] == pytest.approx(row["y"] + row["height"], abs=1)
    assert below["width"] == pytest.approx(table["width"], abs=2)
    assert evidence(page, host).get_by_text("What it means:").first.is_visible()
    page.keyboard.press("Space")
    assert toggle(page, host).get_attribute("aria-expanded") == "false"
    assert not evidence(page, host).is_visible()


def test_open_evidence_stays_with_its_host_when_hosts_are_sorted_and_filtered(page: Page) -> None:
    host = "port-filtered-02.dmz.example"
    toggle(page, host).click()
    page.get_by_role("columnheader", name="Host").get_by_role("button").dblclick()
    summaries = page.locator("tr.host + tr.evidence summary").all_text_contents()
    assert summaries == [f"Evidence of {each}" for each in shown(page)]
    assert evidence(page, host).is_visible()
    page.locator("#find").fill("trusted-01")
    assert not evidence(page, host).is_visible()
    page.locator("#find").fill("port-filtered-02")
    assert (shown(page), evidence(page, host).is_visible()) == ([host], True)


def test_all_evidence_of_the_hosts_shown_opens_and_closes_at_once(page: Page) -> None:
    page.locator("#find").fill("tls-mismatch-")
    page.get_by_role("button", name="Open all evidence").click()
    assert page.locator("tr.evidence:visible").count() == len(shown(page)) > 1
    page.get_by_role("button", name="Close all evidence").click()
    assert page.locator("tr.evidence:visible").count() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_grave(
    browser: Browser, report: Path, axe_core: str, viewport: ViewportSize, dark: bool
) -> None:
    with opened(browser, report, viewport, dark=dark) as watched:
        watched.page.locator("details:not([open]) > summary:visible").evaluate_all(
            "all => all.forEach(each => each.click())"
        )
        watched.page.locator(".toggle").first.click()
        assert grave_findings(watched.page, axe_core) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_no_page_is_wider_than_its_window_and_no_text_of_the_time_line_covers_another(
    browser: Browser, report: Path, width: int
) -> None:
    with opened(browser, report, ViewportSize(width=width, height=800)) as watched:
        watched.page.locator(".toggle").first.click()
        assert watched.page.evaluate("document.documentElement.scrollWidth") == width
        boxes = [box(each) for each in watched.page.locator("svg.axis text:visible").all()]
        assert len(boxes) > 3
        assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []


def test_the_pdf_holds_the_hosts_that_are_shown_and_the_evidence_that_is_open(
    browser: Browser, report: Path, tmp_path: Path
) -> None:
    with opened(browser, report, dark=True) as watched:
        page = watched.page
        page.locator("#find").fill("root-missing-0")
        toggle(page, "root-missing-02.dmz.example").click()
        page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "report.pdf").pages
    text = "".join(page.extract_text() for page in pages)
    hosts = text.rpartition("Next step")[2].replace("\n", "")
    assert [number for number in range(1, OF_EACH + 1) if f"root-missing-{number:02}.dmz.example" not in hosts] == []
    assert "trusted-01" not in hosts
    assert hosts.count("What it means:") == hosts.count("What to do:") > 0
    assert pages[0].mediabox.width > pages[0].mediabox.height


def test_on_paper_the_page_is_light_and_no_cell_is_cut(browser: Browser, report: Path) -> None:
    with opened(browser, report, A4_LANDSCAPE, dark=True) as watched:
        page = watched.page
        page.get_by_role("button", name="Open all evidence").click()
        page.emulate_media(media="print")
        ground = "parts => parts.map(part => getComputedStyle(part).backgroundColor)"
        assert set(page.locator("body, table, .steps li").evaluate_all(ground)) == {"rgb(255, 255, 255)"}
        assert page.evaluate("document.documentElement.scrollWidth") == A4_LANDSCAPE["width"]
        cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"
        assert page.locator("#matrix th, #matrix td").evaluate_all(cut) == []
        assert page.locator("form:visible, nav:visible, .toggle:visible").count() == 0


def test_without_its_script_every_host_and_its_evidence_can_be_read(browser: Browser, report: Path) -> None:
    with opened(browser, report, scripted=False) as watched:
        page = watched.page
        assert page.locator("tr.host:visible").count() == HOSTS
        assert not page.locator("form").is_visible()
        summary = page.locator("tr.evidence summary").first
        summary.click()
        assert page.locator("tr.evidence").first.get_by_text("What it means:").first.is_visible()


def test_hosts_of_several_gateways_have_a_row_for_each_and_can_be_filtered_by_gateway(
    browser: Browser, tmp_path: Path
) -> None:
    path = page_of(tmp_path, record(WEB), record(WEB, gateway="gw02.corp.example"), record(APP))
    with opened(browser, path) as watched:
        page = watched.page
        assert shown(page) == [APP, WEB, WEB]
        assert page.locator("#shown").inner_text() == "2 of 2 hosts"
        tab_to(page, page.locator("#gateway"))
        page.keyboard.type("gw02")
        assert shown(page) == [WEB]


def test_what_is_wrong_with_a_gateway_is_seen_before_its_hosts(browser: Browser, axe_core: str, tmp_path: Path) -> None:
    path = page_of(tmp_path, record(WEB), gateways=[FAULTY_GATEWAY])
    for screen in (WIDE, PHONE):
        with opened(browser, path, screen) as watched:
            section = watched.page.locator("#gateways")
            assert section.get_by_text("none <is> registered").is_visible()
            assert box(section)["y"] < box(watched.page.locator("#hosts"))["y"]
            assert grave_findings(watched.page, axe_core) == []


def test_html_and_jinja_of_a_host_are_text(browser: Browser, tmp_path: Path) -> None:
    evil = printable(record(f"{EVIL}.example", error=EVIL, root=certificate(f"CN={EVIL}", physical_stores=[EVIL])))
    with opened(browser, page_of(tmp_path, evil)) as watched:
        page = watched.page
        page.locator(".toggle").click()
        assert page.locator("img, script[src]").count() == 0
        assert f"{EVIL}.example" in page.locator("tr.host th").inner_text().replace("\n", "")
        assert f"CN={EVIL}" in page.locator("tr.evidence").inner_text()
        assert (watched.messages, watched.requests) == ([], [page.url])


def test_pictures_are_made_wide_dark_and_on_a_phone(browser: Browser, report: Path, tmp_path: Path) -> None:
    made = list(pictures(browser, report, tmp_path))
    assert {path.stem for path in made} >= {"wide", "dark", "phone", "wide-hosts", "phone-expiry"}
    assert [path for path in made if not path.read_bytes().startswith(b"\x89PNG")] == []
