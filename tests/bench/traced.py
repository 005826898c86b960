# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench.traced FILE PLAYBOOK...` is ansible-playbook that writes where its CPU time goes, a line a process.

A sampling profiler sees little of a worker that lives for ten milliseconds, so the time is counted instead.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from ansible._internal._templating._engine import TemplateEngine
from ansible.cli.playbook import main as ansible_playbook
from ansible.executor.process.worker import WorkerProcess
from ansible.executor.task_executor import TaskExecutor
from ansible.executor.task_queue_manager import FinalQueue, TaskQueueManager
from ansible.plugins import strategy
from ansible.plugins.strategy import StrategyBase
from ansible.vars.manager import VariableManager

from tests.bench.spans import Spans

MAIN = "main"

SPANS = Spans()
RESULTS = Spans()

METHODS = (
    (TaskQueueManager, "run", "the loop over hosts and tasks"),
    (TemplateEngine, "template", "templating"),
    (TemplateEngine, "evaluate_conditional", "templating"),
    (TemplateEngine, "evaluate_expression", "templating"),
    (TaskExecutor, "_get_connection", "making the connection plugin"),
    (TaskExecutor, "_get_action_handler_with_module_context", "loading the action plugin"),
    (FinalQueue, "send_task_result", "sending the result"),
    (VariableManager, "get_vars", "variables"),
    (WorkerProcess, "start", "forking"),
    (StrategyBase, "_queue_task", "waiting for a free worker"),
    (StrategyBase, "_wait_on_pending_results", "waiting for results"),
    (StrategyBase, "_process_pending_results", "taking results"),
    (TaskQueueManager, "send_callback", "callbacks"),
)


def main(path: str, *arguments: str) -> None:
    for owner, method, name in METHODS:
        SPANS.count(owner, method, name)
    RESULTS.count(strategy, "results_thread_main", "unpickling results")
    _trace_workers(path)
    _trace_actions()
    sys.argv = ["ansible-playbook", *arguments]
    try:
        ansible_playbook()
    finally:
        _write(path, MAIN, time.process_time(), {**SPANS.times, **RESULTS.times})


def _trace_workers(path: str) -> None:
    run = WorkerProcess._run

    def traced(self: Any) -> None:
        SPANS.restart()
        run(self)
        _write(path, f"{self._task.action}: {self._task.get_name()}", time.process_time(), SPANS.times)

    WorkerProcess._run = traced


def _trace_actions() -> None:
    """The handler's own method, since each plugin has one of its own."""
    find = TaskExecutor._get_action_handler_with_module_context

    def found(self: Any, templar: Any) -> Any:
        handler, context = find(self, templar)
        SPANS.count(handler, "run", "the action itself")
        return handler, context

    TaskExecutor._get_action_handler_with_module_context = found


def _write(path: str, name: str, cpu: float, times: Mapping[str, float]) -> None:
    """One write, so that processes that write at once don't mix their lines."""
    line = json.dumps({"process": name, "cpu": cpu, "spans": times}) + "\n"
    with open(path, "ab", buffering=0) as file:
        file.write(line.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
