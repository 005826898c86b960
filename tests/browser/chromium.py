# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chromium as the system has it, driven by Playwright, whose own browsers are not needed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

PROGRAM = shutil.which("chromium")

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""Nothing but the page is to be fetched, and containers have neither a sandbox nor a graphics card."""

WIDE = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)


@dataclass(frozen=True)
class Watched:
    """An open page, and all that it complained of and asked for."""

    page: Page
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with a new profile, which is removed at the end."""
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=PROGRAM, args=QUIET) as browser:
        yield browser


@contextmanager
def opened(
    browser: Browser, path: Path, viewport: ViewportSize = WIDE, *, dark: bool = False, scripted: bool = True
) -> Iterator[Watched]:
    """A file, opened in a window of its own."""
    context = browser.new_context(
        viewport=viewport, color_scheme="dark" if dark else "light", java_script_enabled=scripted
    )
    with context:
        watched = Watched(context.new_page())
        watched.page.on("console", lambda each: watched.messages.append(f"{each.type}: {each.text}"))
        watched.page.on("pageerror", lambda error: watched.messages.append(str(error)))
        watched.page.on("dialog", lambda dialog: watched.messages.append(f"dialog: {dialog.message}"))
        watched.page.on("request", lambda request: watched.requests.append(request.url))
        watched.page.goto(path.as_uri())
        yield watched
