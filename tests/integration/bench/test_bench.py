# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from tests.bench import lines, scale
from tests.bench.bench import ENVIRONMENT, Settings, bench, measure
from tests.bench.jobs import JOBS
from tests.bench.lines import Lines
from tests.bench.lines_page import Crew
from tests.bench.profile import profile, spent
from tests.bench.scale import Scale

pytestmark = pytest.mark.skipif(
    not (ENVIRONMENT / "bin" / "ansible-playbook").exists(), reason="ansible.windows is there once `make bench` was run"
)

RAW = [job for job in JOBS if job.name == "raw"]


def test_every_job_serves_every_host_and_the_peers_by_modules_of_their_own(tmp_path: Path) -> None:
    heard: list[str] = []
    results = measure(Settings(hosts=2, forks=2, rounds=1, login="ntlm", folder=tmp_path), heard.append)
    found = {job.name: result.samples[0] for job, result in zip(JOBS, results, strict=True)}
    assert len(heard) == len(JOBS)
    tasks = {name: found[name].tasks for name in ("raw", "task", "peers_check", "peers_onboard")}
    assert tasks == {"raw": 1, "task": 1, "peers_check": 2, "peers_onboard": 4}
    # Every module travels with its wrapper and its libraries, which are 200 KB and more; nothing of the kind is ours.
    assert found["peers_check"].sent > 2 * 200_000
    assert found["peers_onboard"].sent > 5 * 200_000
    assert found["check"].sent < 50_000


def test_fleets_of_each_size_are_served_by_processes_of_their_own(tmp_path: Path) -> None:
    heard: list[str] = []
    results = scale.measure(Scale((1, 2), forks=2, rounds=2, login="ntlm", folder=tmp_path), heard.append)
    # Sizes take turns, and every second round goes backwards.
    assert [text.partition(": ")[2] for text in heard] == ["1 hosts", "2 hosts", "2 hosts", "1 hosts"]
    assert [[sample.hosts for sample in result.samples] for result in results] == [[1, 1], [2, 2]]
    samples = [sample for result in results for sample in result.samples]
    assert all(min(sample.peak.together, sample.peak.main) > 1_000_000 for sample in samples)
    assert all(sample.served > 0 for sample in samples)


def test_a_slow_line_delays_the_gateway_and_the_hosts_and_changes_no_exchange(tmp_path: Path) -> None:
    (line,) = lines.measure(Lines([Crew(2, 2)], 1, "basic", tmp_path), lambda text: None)
    (quick,), (slow,) = line.quick.samples, line.slow.samples
    assert (slow.exchanges, slow.gateway_exchanges) == (quick.exchanges, quick.gateway_exchanges)
    assert line.exchanges == slow.exchanges + slow.gateway_exchanges > slow.exchanges
    # A lower bound of what the line delays, and no limit of what the machine may take.
    assert slow.lasted > line.exchanges * lines.DELAY


def test_a_bench_ends_the_processes_that_serve_its_sites(tmp_path: Path) -> None:
    before = set(psutil.Process().children())
    measure(Settings(hosts=1, forks=1, rounds=1, login="basic", folder=tmp_path, jobs=RAW), lambda text: None)
    assert set(psutil.Process().children()) <= before


def test_a_profile_counts_a_worker_for_each_host_beside_the_main_process(tmp_path: Path) -> None:
    with bench(Settings(hosts=2, forks=2, rounds=1, login="ntlm", folder=tmp_path, jobs=RAW)) as controller:
        found = spent(profile(controller, RAW[0], tmp_path).read_text(encoding="utf-8").splitlines())
    assert {name: one.processes for name, one in found.items()} == {
        "main": 1,
        "ansible.builtin.raw: Say something": 2,
    }
    assert found["ansible.builtin.raw: Say something"].spans["the action itself"] > 0
