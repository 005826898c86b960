# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""docs/benchmarks.md: what was measured, in the text of page.md, and history.md after it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.bench.canned import ROOTS
from tests.bench.goals import Goal, goals
from tests.bench.results import Figure, Line, Measurements, Result, ratio

PAGE, HISTORY = (Path(__file__).with_name(name) for name in ("page.md", "history.md"))


def page(measured: Measurements, machine: str) -> str:
    """The page in Markdown, without the sections of what was not measured."""
    left_out = {heading for heading, found in (("Scale", measured.scale), ("Slow lines", measured.lines)) if not found}
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")
    text = "\n## ".join(section for section in sections if section.partition("\n")[0] not in left_out)
    filled = text.format(
        **vars(measured),
        machine=machine,
        roots=ROOTS,
        job_table=job_table(list(measured.jobs.values())),
        goal_table=_table(_goal(goal) for goal in goals(measured)),
        scale_table=_table(_fleet(result, measured.scale[0]) for result in measured.scale),
        line_table=_table(_line(line) for line in measured.lines),
    )
    _license, _end, history = HISTORY.read_text(encoding="utf-8").partition("-->\n\n")
    return f"{filled}\n{history}"


def job_table(results: Sequence[Result]) -> str:
    """A row for each result, everything for one host. The first result is the one that CPU time is compared with."""
    return _table(_job(result, results[0]) for result in results)


def _table(rows: Iterable[Mapping[str, str]]) -> str:
    """Cells by the headings of their columns, of which the first has text and the others have numbers."""
    cells = list(rows)
    head = list(cells[0]) if cells else []
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *(row.values() for row in cells)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _job(result: Result, measure: Result) -> dict[str, str]:
    tasks, exchanges, receives = (result.median(name) for name in ("tasks", "exchanges", "receives"))
    return {
        "job": result.label,
        "tasks": f"{tasks:.0f}",
        "CPU ms": _milliseconds(result.figure("cpu")),
        "times raw": f"{result.median('cpu') / measure.median('cpu'):.1f}",
        "CPU ms a task": f"{result.median('cpu') / tasks * 1000:.0f}",
        "wall ms": _milliseconds(result.figure("wall")),
        "exchanges (Receives)": f"{exchanges - receives:.0f} ({receives:.0f})",
        "sent KB": f"{result.median('sent') / 1e3:.1f}",
        "received KB": f"{result.median('received') / 1e3:.1f}",
        "processes": f"{result.median('processes'):.0f}",
        "memory MB": f"{result.median('memory') / 1e6:.0f}",
    }


def _goal(goal: Goal) -> dict[str, str]:
    limits = {"at least": goal.least, "at most": goal.most}
    limit = "".join(f"{word} {value:g}" for word, value in limits.items() if math.isfinite(value))
    return {
        "ratio": goal.text,
        "goal": limit or "-",
        "measured": _span(goal.measured),
        "reached": ("yes" if goal.is_reached else "no") if limit else "-",
    }


def _fleet(result: Result, fewest: Result) -> dict[str, str]:
    return {
        "hosts": f"{result.run.hosts:,}",
        "CPU ms a host": _milliseconds(result.figure("cpu")),
        "times the fewest": f"{ratio(result, fewest, 'cpu').median:.2f}",
        "wall ms a host": _milliseconds(result.figure("wall")),
        "main process MB": f"{result.median('main') / 1e6:.0f}",
        "more than without hosts, KB a host": f"{result.median('grown') / 1e3:.0f}",
        "lab busy": f"{result.median('busy'):.0%}",
    }


def _line(line: Line) -> dict[str, str]:
    return {
        "hosts, forks": line.slow.run.crew,
        "exchanges in turn": f"{line.exchanges:.0f}",
        "quick line s": f"{line.quick.median('lasted'):.2f}",
        "slow line s": f"{line.slow.median('lasted'):.2f}",
        "added s": _span(line.added),
        "at most s": f"{line.limit:.2f}",
    }


def _milliseconds(seconds: Figure) -> str:
    return f"{seconds.median * 1000:.0f} ± {seconds.spread:.0%}"


def _span(figure: Figure) -> str:
    return f"{figure.median:.2f} ({figure.lowest:.2f} to {figure.highest:.2f})"
