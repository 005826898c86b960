# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the documentation that has the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import goals, lines_page, scale_page
from tests.bench.chart import Bar, chart
from tests.bench.lines_page import Line
from tests.bench.results import Result, one_after_the_other
from tests.bench.table import table

HISTORY = Path(__file__).parent / "history.md"
"""What was changed and what it brought, written by hand."""

_PAGE = """\
<!--
Copyright: (c) 2026, scom.dmz contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->

# Benchmarks

What it costs the controller to check and to onboard one host, beside the same work by ansible.windows and beside
`ansible.builtin.raw` with an echo, the least that Ansible does over WinRM. `make bench` measures it and writes this page.

![CPU time of the controller for each host](images/bench.svg)

{table}
Everything is for one host: the median of {rounds} rounds, in which the jobs took turns, and half of the distance between the extremes.
Quote the ratios and not the times, which are those of this machine: {machine}.
{hosts} hosts, {forks} forks, login {login}.

- **CPU** is user and system time of `ansible-playbook` and all its processes, without that of the same run over no host at all. That the gateway
  is read once for all hosts is in it. The hosts are served by other processes, whose time isn't counted.
- **Tasks** are those that Ansible reports for a host, skipped ones too, since each of them takes a process.
- **Exchanges** are HTTP requests, the login's too. The Receives, which carry the output of commands, stand in brackets and come on top; the goals and the slow
  lines count both. **Sent** and **received** are their bodies. The gateway's own are left out.
- **Memory** is the peak of the largest process.
- **Turns**: every second round has the jobs in the opposite order, and each run has its own start without hosts beside it.
- **The task alone** is given what the gateway tells as values, which Ansible templates for every host, and there is a line of each agent in it. The playbook
  passes on the name of the variable that holds it.
- The hosts of this collection's jobs are those of the simulated DMZ, with {roots} certificates in Root, which answer every request in full.
- The hosts of the others are an endpoint that answers at once with results made up beforehand, so that **PowerShell's own time is zero**: on
  Windows each of their tasks starts PowerShell, compiles C# and takes seconds of the host's time, nothing of which is in these figures.
  Their link is up at the first look, too, while this collection's onboarding waits until the simulated agent has connected.
- The playbooks of ansible.windows have the fewest tasks for the same outcome (`tests/bench/playbooks`). Its check reads
  the agent's registry values and events and compares the thumbprint of one root, and doesn't build a chain or tell a cause.
- The **whole job** is to tell why a host isn't trusted, to mend it, and to prove that its link is up. With ansible.windows these are the six tasks of both
  playbooks. This collection's onboarding does all of it in one task, since it checks first, with all findings. The sum of its check and its onboarding,
  with which every host is checked twice, stands beside it.

## Goals

{goals}
Ratios are taken in each round for itself: their median, and in brackets the lowest and the highest.

{sections}"""

WINDOWS = "ansible.windows, check, then onboarding"
OURS = "scom.dmz.check, then scom.dmz.onboard"


@dataclass(frozen=True)
class Measurements:
    """All that the page tells. `jobs` go by their names; a fleet's scale and lines may be left out."""

    jobs: Mapping[str, Result]
    scale: Sequence[Result] = ()
    scale_forks: int = 0
    lines: Sequence[Line] = ()


def with_pairs(jobs: Mapping[str, Result]) -> dict[str, Result]:
    """The results, and after them those of the whole job."""
    group = "Whole job"
    return {
        **jobs,
        "ours": one_after_the_other(OURS, group, jobs["check"], jobs["onboard"]),
        "peers": one_after_the_other(WINDOWS, group, jobs["peers_check"], jobs["peers_onboard"]),
    }


def page(measured: Measurements, *, machine: str, hosts: int, forks: int, login: str, roots: int) -> str:
    """The page in Markdown."""
    jobs = with_pairs(measured.jobs)
    return _PAGE.format(
        table=table(list(jobs.values())),
        rounds=len(jobs["raw"].samples),
        machine=machine,
        hosts=hosts,
        forks=forks,
        login=login.upper(),
        roots=roots,
        goals=goals.table(_goals(measured)),
        sections="\n".join(_sections(measured)),
    )


def _goals(measured: Measurements) -> list[goals.Goal]:
    found = list(goals.of_jobs(with_pairs(measured.jobs)))
    if measured.scale:
        found += goals.of_scale(measured.scale)
    if measured.lines:
        found.append(goals.of_lines(measured.lines))
    return found


def _sections(measured: Measurements) -> list[str]:
    found = []
    if measured.scale:
        chart_of_it = "![CPU time of the controller for each host of a fleet](images/bench-scale.svg)\n"
        found += [scale_page.section(measured.scale, measured.scale_forks), chart_of_it]
    if measured.lines:
        found.append(lines_page.section(measured.lines))
    return [*found, HISTORY.read_text(encoding="utf-8").partition("-->\n\n")[2]]


def pictures(measured: Measurements) -> dict[str, str]:
    """The charts in SVG by the names of their files."""
    title = "CPU time of the controller for each host"
    found = {"bench.svg": picture(title, list(with_pairs(measured.jobs).values()))}
    if measured.scale:
        found["bench-scale.svg"] = picture(f"{title} of a fleet", measured.scale)
    return found


def picture(title: str, results: Sequence[Result]) -> str:
    """The CPU time of every result as a chart in SVG."""
    return chart(title, "ms", [_bar(result) for result in results])


def _bar(result: Result) -> Bar:
    value, lowest, highest = (1000 * seconds for seconds in (result.cpu.median, result.cpu.lowest, result.cpu.highest))
    return Bar(result.label, result.group, value, lowest, highest, is_ours=not result.label.startswith("ansible."))
