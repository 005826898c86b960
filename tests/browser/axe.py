# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""axe-core, which finds what keeps people from using a page: https://github.com/dequelabs/axe-core."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_FOLDER = Path(__file__).parents[2] / ".venv" / "axe-core"
_SCRIPT = _FOLDER / "node_modules" / "axe-core" / "axe.min.js"
_INSTALL = ("install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@4")
_LONGEST_SECONDS = 120


class AxeMissing(Exception):
    """axe-core is not here and cannot be got; says why."""


def script() -> str:
    """The text of axe-core, got by npm once. Raises :class:`AxeMissing`."""
    if not _SCRIPT.exists():
        _install()
    return _SCRIPT.read_text(encoding="utf-8")


def grave_findings(page: Page, axe: str) -> list[str]:
    """What axe-core calls serious or critical, contrast of texts included, and where."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise AxeMissing("npm is not installed, which gets axe-core")
    _FOLDER.mkdir(parents=True, exist_ok=True)
    command = [npm, *_INSTALL, "--prefix", str(_FOLDER)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise AxeMissing(f"npm did not get axe-core within {_LONGEST_SECONDS} seconds") from error
    if done.returncode:
        raise AxeMissing(f"npm cannot get axe-core: {' '.join(done.stderr.split())[-200:]}")
