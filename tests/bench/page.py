# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The page of the documentation that has the results."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.chart import Bar, chart
from tests.bench.results import Result
from tests.bench.table import table

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
- **Exchanges** are HTTP requests, the login's too; **sent** and **received** are their bodies. The gateway's own are left out.
- **Memory** is the peak of the largest process.
- The hosts of this collection's jobs are those of the simulated DMZ, with {roots} certificates in Root, which answer every request in full.
- The hosts of the others are an endpoint that answers at once with results made up beforehand, so that **PowerShell's own time is zero**: on
  Windows each of their tasks starts PowerShell, compiles C# and takes seconds of the host's time, nothing of which is in these figures.
- The playbooks of ansible.windows have the fewest tasks for the same outcome (`tests/bench/playbooks`). Its check reads
  the agent's registry values and events and compares the thumbprint of one root, and doesn't build a chain or tell a cause.
"""


def page(results: Sequence[Result], *, machine: str, hosts: int, forks: int, login: str, roots: int) -> str:
    """The page in Markdown."""
    rounds = len(results[0].samples)
    return _PAGE.format(
        table=table(results), rounds=rounds, machine=machine, hosts=hosts, forks=forks, login=login.upper(), roots=roots
    )


def picture(results: Sequence[Result]) -> str:
    """The CPU time of every job as a chart in SVG."""
    return chart("CPU time of the controller for each host", "ms", [_bar(result) for result in results])


def _bar(result: Result) -> Bar:
    value, lowest, highest = (1000 * seconds for seconds in (result.cpu.median, result.cpu.lowest, result.cpu.highest))
    return Bar(result.label, result.group, value, lowest, highest, is_ours=result.label.startswith("scom.dmz"))
