# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rollback concerns the hosts whose journal knows the run, and those of which nobody can say."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.scom.dmz.plugins.plugin_utils.changes.journal import Journal
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.change_history import ChangeOutcome
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.rollback_plan import plan_rollback_of_hosts, say_unknown

RUN, SHA1 = "run-1", "AB" * 20


def _changed(folder: Path, host: str, run: str = RUN, gateways: tuple[str, ...] = ()) -> Journal:
    journal = Journal(folder, host, run)
    journal.conclude(journal.intend("Root", SHA1, None, b"after", gateways), ChangeOutcome.DONE)
    return journal


def test_hosts_are_asked_whose_journal_knows_the_run_or_does_not_tell(tmp_path: Path) -> None:
    _changed(tmp_path, "changed")
    _changed(tmp_path, "changed otherwise", "run-2")
    Journal(tmp_path, "interrupted", RUN).intend("Root", SHA1, None, b"after")
    (tmp_path / "unreadable.jsonl").mkdir()
    lacking = _changed(tmp_path, "lacking", "run-2")
    lacking.path.write_text(lacking.path.read_text().splitlines()[1])
    hosts = ["without a journal", "changed otherwise", "lacking", "unreadable", "interrupted", "changed"]
    plan = plan_rollback_of_hosts(tmp_path, hosts, RUN)
    assert plan.hosts == ("lacking", "unreadable", "interrupted", "changed")
    assert say_unknown(plan, RUN) == ""


def test_a_run_that_no_host_knows_is_said(tmp_path: Path) -> None:
    _changed(tmp_path, "web01", "run-2")
    plan = plan_rollback_of_hosts(tmp_path, ["web01", "web02"], RUN)
    assert plan.hosts == ()
    assert (
        say_unknown(plan, RUN) == f"The journal of these hosts knows no change of a run {RUN}: nothing was taken back."
    )


def test_the_gateways_of_the_run_are_told_once(tmp_path: Path) -> None:
    _changed(tmp_path, "web01", gateways=("gw02", "gw01"))
    _changed(tmp_path, "web02", gateways=("gw01",))
    _changed(tmp_path, "web02", "run-2", gateways=("gw03",))
    assert plan_rollback_of_hosts(tmp_path, ["web01", "web02"], RUN).gateways == ("gw02", "gw01")
