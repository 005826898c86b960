# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import psutil
import pytest

from tests.bench.bench import ENVIRONMENT, measure
from tests.bench.jobs import JOBS, Run
from tests.bench.results import Line

pytestmark = pytest.mark.skipif(
    not (ENVIRONMENT / "bin" / "ansible-playbook").exists(), reason="ansible.windows is there once `make bench` was run"
)


def test_every_job_serves_every_host_and_the_peers_by_modules_of_their_own() -> None:
    before = set(psutil.Process().children())
    results = measure([Run(job, hosts=2, forks=2, login="ntlm") for job in JOBS.values()], rounds=1)
    found = {name: result.samples[0] for name, result in zip(JOBS, results, strict=True)}
    tasks = {name: found[name].tasks for name in ("raw", "task", "peers_check", "peers_onboard")}
    assert tasks == {"raw": 1, "task": 1, "peers_check": 2, "peers_onboard": 4}
    # Every module travels with its wrapper and its libraries, which are 200 KB and more; nothing of the kind is ours.
    assert found["peers_check"].sent > 2 * 200_000
    assert found["peers_onboard"].sent > 5 * 200_000
    assert found["check"].sent < 50_000
    assert all(min(sample.memory, sample.main) > 1_000_000 for sample in found.values())
    assert all(sample.busy > 0 for sample in found.values())
    assert set(psutil.Process().children()) <= before


def test_a_slow_line_delays_the_gateway_and_the_hosts_and_changes_no_exchange() -> None:
    runs = [Run(JOBS["check"], hosts=2, forks=2, login="basic", delay=delay) for delay in (0.0, 0.1)]
    line = Line(*measure(runs, rounds=1))
    (quick,), (slow,) = line.quick.samples, line.slow.samples
    assert (slow.exchanges, slow.gateway_exchanges) == (quick.exchanges, quick.gateway_exchanges)
    assert line.exchanges == slow.exchanges + slow.gateway_exchanges > slow.exchanges
    # A lower bound of what the line delays, and no limit of what the machine may take.
    assert slow.lasted > line.exchanges * line.slow.run.delay
