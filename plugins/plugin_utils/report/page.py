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
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.report.folder import FoundRecords
from ansible_collections.scom.dmz.plugins.plugin_utils.report.schema import Record
from ansible_collections.scom.dmz.plugins.plugin_utils.report.standing import (
    Standing,
    Tone,
    days_left,
    expiries,
    figures,
    in_order,
    origin,
    standing,
    tone,
    verdicts,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.report.timeline import axis, zones

try:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
except ImportError:  # ansible-core brings it
    pass

_COMMON_NAME = re.compile(r"(?:^|(?<!\\)[,+])CN=((?:\\.|[^,+\\])+)")

FILES = Path(__file__).parents[3] / "roles" / "trust_report" / "files"


@dataclass(frozen=True)
class NextStep:
    """What is to be done, for the hosts of a verdict."""

    verdict: str
    text: str
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """From which verdict to which one so many hosts have come."""

    before: str
    after: str
    tone: Standing
    hosts: int


def page(reading: FoundRecords, title: str, now: datetime) -> str:
    """The whole file."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(FILES), trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "day": _day,
        "moment": _moment,
        "words": _words,
        "short": _short,
        "fit": _fit,
        "lead": lambda text: _lead(text, now),
    }
    style, script = (FILES.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return environment.get_template("page.html.j2").render(
        **_content(reading, now),
        title=title,
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _content(reading: FoundRecords, now: datetime) -> dict[str, Any]:
    records = in_order(reading.records)
    ends = expiries(records)
    changed = [each for each in records if each["changes"] or each["verdict_before"] != each["verdict"]]
    return {
        "now": f"{now:%Y-%m-%d %H:%M} UTC",
        "records": records,
        "problems": reading.problems,
        "gateways": reading.gateways,
        "figures": figures(records),
        "verdicts": verdicts(records),
        "steps": _steps(records),
        "changed": changed,
        "ways": _ways(changed),
        "zones": zones(ends, now),
        "axis": axis(ends, now),
        "expiries": ends,
        "checked": sorted({record["time"] for record in records}),
        "controllers": sorted({record["controller"]["name"] for record in records}),
        "collections": sorted({record["controller"]["collection"] for record in records}),
        "standing": standing,
        "origin": origin,
    }


def _steps(records: Sequence[Record]) -> list[NextStep]:
    """What to do, that of most hosts first."""
    waiting = sorted(
        {
            (each["verdict"], each["next_step"] or each["error"], each["host"])
            for each in records
            if standing(each) == Standing.ATTENTION
        }
    )
    steps = [
        NextStep(verdict, text, tuple(host for _verdict, _text, host in group))
        for (verdict, text), group in groupby(waiting, key=lambda each: each[:2])
    ]
    return sorted(steps, key=lambda step: -len(step.hosts))


def _ways(changed: Sequence[Record]) -> list[Way]:
    """How verdicts have changed, the way of most hosts first."""
    gone = {(each["verdict_before"], each["verdict"], standing(each), each["host"]) for each in changed}
    ways = Counter((before, after, tone) for before, after, tone, _host in gone if before != after)
    return [Way(*way, hosts) for way, hosts in sorted(ways.items(), key=lambda each: (-each[1], each[0]))]


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


def _short(subject: str) -> str:
    """The common name of a subject in RFC 4514 form, or all of it when it has none."""
    found = _COMMON_NAME.search(subject)
    return found[1] if found else subject


def _fit(name: str, most: int) -> str:
    """A name in so many characters at most, cut in the middle: roots are told apart by their last ones."""
    kept = (most - 1) // 2
    return name if len(name) <= most else f"{name[:kept]}…{name[-kept:]}"


def _lead(moment: str, now: datetime) -> dict[str, str]:
    """How a day of expiry is shown: its tone, and words where it is near."""
    days = days_left(moment, now)
    if days is None or days >= 90:
        return {"tone": Tone.LATER, "words": ""}
    left = "1 day left" if days == 1 else f"{days} days left"
    return {"tone": tone(days), "words": "expired" if days < 0 else left}
