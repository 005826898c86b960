# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of a report: `python -m tests.browser.screenshots <report.html> <folder>`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.browser.chromium import chromium, opened

_WIDE, _PHONE = ViewportSize(width=1440, height=1440), ViewportSize(width=390, height=844)
_VIEWS = {"wide": (_WIDE, False), "dark": (_WIDE, True), "phone": (_PHONE, False)}
_PARTS = {"": "h1", "-expiry": "#expiry", "-hosts": "#hosts"}


def pictures(browser: Browser, report: Path, folder: Path) -> Iterator[Path]:
    """The head, the time line and the hosts, wide, dark and on a phone, as PNG files in the folder."""
    for name, (viewport, dark) in _VIEWS.items():
        with opened(browser, report, viewport, dark=dark) as watched:
            watched.page.locator(".toggle").first.dispatch_event("click")
            for part, place in _PARTS.items():
                path = folder / f"{name}{part}.png"
                watched.page.locator(place).evaluate("part => scrollTo(0, part.offsetTop - 30)")
                watched.page.screenshot(path=path)
                yield path


def main(report: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for path in pictures(browser, report, folder):
            print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
