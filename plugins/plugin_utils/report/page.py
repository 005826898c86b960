# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as a page: one HTML file that needs no network, for a screen of any size, paper, keyboard and screen reader.

The page is no template of Ansible's: Jinja2 renders it here, and escapes every value. Its Content-Security-Policy names the
digests of its own script and style, so that nothing else in it would run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import Reading
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record
from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import (
    Expiry,
    days_left,
    expiries,
    figures,
    in_order,
    origin,
    standing,
    verdicts,
)

try:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
except ImportError:  # ansible-core brings it
    pass

FILES = Path(__file__).parents[3] / "roles" / "trust_report" / "files"

_FAR = 10**9
_ZONES = (
    ("Expired", "expired", 0),
    ("Within 30 days", "urgent", 30),
    ("Within 90 days", "soon", 90),
    ("Within a year", "later", 365),
    ("Within 5 years", "later", 5 * 365),
    ("After that", "later", _FAR),
)
"""The zones of the time line, with the days at which they end."""

_NAMES_IN_A_ZONE = 3


@dataclass(frozen=True)
class Zone:
    """A part of the time line and the certificates that end in it."""

    title: str
    tone: str
    agents: tuple[Expiry, ...]
    roots: tuple[Expiry, ...]

    @property
    def first(self) -> tuple[Expiry, ...]:
        """The first of them to end."""
        return tuple(sorted((*self.agents, *self.roots), key=lambda each: each.not_after))[:_NAMES_IN_A_ZONE]


@dataclass(frozen=True)
class Step:
    """What is to be done, for the hosts of a verdict."""

    verdict: str
    text: str
    hosts: tuple[str, ...]


def page(reading: Reading, title: str, now: datetime) -> str:
    """The whole file."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(FILES), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"day": _day, "moment": _moment, "words": _words, "lead": lambda text: _lead(text, now)}
    style, script = (FILES.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return environment.get_template("page.html.j2").render(
        **_content(reading, now),
        title=title,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _content(reading: Reading, now: datetime) -> dict[str, Any]:
    records = in_order(reading.records)
    ends = expiries(records)
    return {
        "now": f"{now:%Y-%m-%d %H:%M} UTC",
        "records": records,
        "problems": reading.problems,
        "figures": figures(records),
        "verdicts": verdicts(records),
        "steps": _steps(records),
        "changed": [each for each in records if each["changes"] or each["verdict_before"] != each["verdict"]],
        "zones": _zones(ends, now),
        "expiries": ends,
        "checked": sorted({record["time"] for record in records}),
        "controllers": sorted({record["controller"]["name"] for record in records}),
        "collections": sorted({record["controller"]["collection"] for record in records}),
        "standing": standing,
        "origin": origin,
    }


def _steps(records: Sequence[Record]) -> list[Step]:
    """What to do, that of most hosts first."""
    waiting = sorted(
        (each["verdict"], each["next_step"] or each["error"], each["host"])
        for each in records
        if standing(each) == "attention"
    )
    steps = [
        Step(verdict, text, tuple(host for _verdict, _text, host in group))
        for (verdict, text), group in groupby(waiting, key=lambda each: each[:2])
    ]
    return sorted(steps, key=lambda step: -len(step.hosts))


def _zones(ends: Sequence[Expiry], now: datetime) -> list[Zone]:
    zones, begin = [], -_FAR
    for title, tone, end in _ZONES:
        inside = [each for each in ends if begin <= _days(each, now) < end]
        agents, roots = (tuple(each for each in inside if each.kind == kind) for kind in ("agent", "root"))
        zones.append(Zone(title, tone, agents, roots))
        begin = end
    return zones


def _days(expiry: Expiry, now: datetime) -> int:
    days = days_left(expiry.not_after, now)
    return _FAR - 1 if days is None else days


def _hash(text: str) -> str:
    """As a Content-Security-Policy names an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _day(moment: str) -> str:
    return moment[:10]


def _moment(moment: str) -> str:
    return f"{moment[:10]} {moment[11:16]} UTC"


def _words(name: str) -> str:
    """``root_missing`` as it is read."""
    return name.replace("_", " ")


def _lead(moment: str, now: datetime) -> dict[str, str]:
    """How a day of expiry is shown: its tone, and words where it is near."""
    days = days_left(moment, now)
    if days is None or days >= 90:
        return {"tone": "later", "words": ""}
    if days < 0:
        return {"tone": "expired", "words": "expired"}
    left = "1 day left" if days == 1 else f"{days} days left"
    return {"tone": "urgent" if days < 30 else "soon", "words": left}
