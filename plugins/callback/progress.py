# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show how far a long task has come."""

from __future__ import annotations

DOCUMENTATION = r"""
name: progress
type: aggregate
short_description: Show how far a long task has come
version_added: 1.0.0
description:
  - While a task of this collection runs on several hosts, the last line of the terminal says how many of them are done, how many are left,
    which verdicts have come so far, and which hosts are being worked on.
  - Tasks that give no verdict count as C(ok), C(changed), C(failed) or C(skipped), and a host that cannot be reached as C(unreachable).
  - The line is rewritten in place, cut to the width of the terminal, and erased before anything else is written, so that the output
    of the stdout callback stays as it is. It is never written to Ansible's log.
  - Nothing is shown where standard output is no terminal or E(TERM) is V(dumb), where E(CI) is set, and under ansible-runner and AWX.
requirements:
  - C(scom.dmz.progress) among C(callbacks_enabled) in the configuration of Ansible
author:
  - scom.dmz contributors (@scom-dmz)
seealso:
  - module: scom.dmz.gateway_trust_info
"""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property, wraps
from typing import Any, TypeVar

from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase
from ansible_collections.scom.dmz.plugins.plugin_utils.terminal.progress import Progress, verdicts
from ansible_collections.scom.dmz.plugins.plugin_utils.terminal.status_line import StatusLine, has_status_line

COLLECTION = "scom.dmz."

Hook = TypeVar("Hook", bound=Callable[..., None])


def _harmless(hook: Hook) -> Hook:
    """A run goes on without the status line when that fails."""

    @wraps(hook)
    def guarded(self: CallbackModule, *arguments: Any, **options: Any) -> None:
        try:
            hook(self, *arguments, **options)
        except Exception:  # noqa: BLE001 whatever it is, the run matters more
            self.disabled = True
            with suppress(Exception):
                self.status_line.close()

    return guarded  # type: ignore[return-value]


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "scom.dmz.progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.disabled = not has_status_line(sys.stdout, os.environ)
        self._play: Any = None
        self._tasks: dict[str, Progress] = {}
        self._included: dict[str, set[str]] = {}

    @cached_property
    def status_line(self) -> StatusLine:
        """It shares the lock of Display, which Ansible holds whenever it writes or forks."""
        streams = [stream for stream in (sys.stdout, sys.stderr) if stream.isatty()]
        return StatusLine(sys.stdout, streams, self._display._lock)

    @_harmless
    def v2_playbook_on_play_start(self, play: Any) -> None:
        self._play = play
        self._tasks, self._included = {}, {}

    @_harmless
    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._start(task, lambda: self._hosts(task))

    @_harmless
    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        self._start(task, lambda: {host.get_name() for host in task.notified_hosts})

    @_harmless
    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        if progress := self._tasks.get(task._uuid):
            progress.begin(host.get_name())
        self._show(task)

    @_harmless
    def v2_runner_on_ok(self, result: Any) -> None:
        if isinstance(result._task, TaskInclude):
            self._included.setdefault(result._task._uuid, set()).add(result._host.get_name())
        self._finish(result, *(verdicts(result._result) or ["changed" if result.is_changed() else "ok"]))

    @_harmless
    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._finish(result, *verdicts(result._result), "failed")

    @_harmless
    def v2_runner_on_skipped(self, result: Any) -> None:
        self._finish(result, "skipped")

    @_harmless
    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._finish(result, *(verdicts(result._result) or ["unreachable"]))

    @_harmless
    def v2_runner_item_on_ok(self, result: Any) -> None:
        self._show(result._task)

    v2_runner_item_on_failed = v2_runner_item_on_skipped = v2_runner_retry = v2_runner_item_on_ok

    @_harmless
    def v2_playbook_on_stats(self, stats: Any) -> None:
        self.status_line.close()

    def _start(self, task: Any, hosts: Callable[[], Iterable[str]]) -> None:
        """A task of a single host has no progress."""
        if _is_ours(task) and task.run_once is not True and len(expected := set(hosts())) > 1:
            self._tasks[task._uuid] = Progress(expected)

    def _finish(self, result: Any, *outcomes: str) -> None:
        if progress := self._tasks.get(result._task._uuid):
            progress.finish(result._host.get_name(), outcomes)
        self._show(result._task)

    def _show(self, task: Any) -> None:
        progress = self._tasks.get(task._uuid)
        if progress and progress.left:
            self.status_line.show(progress.line)
        else:
            self.status_line.erase()

    def _hosts(self, task: Any) -> set[str]:
        """The hosts of the batch that have not failed; of an included task, those that included it."""
        hosts = set(self._play.get_variable_manager().get_vars(play=self._play)["ansible_play_batch"])
        include = task.get_first_parent_include()
        while include:
            if include._uuid in self._included:
                return hosts & self._included[include._uuid]
            include = include.get_first_parent_include()
        return hosts


def _is_ours(task: Any) -> bool:
    """The full name of an action that is a template is not known yet, and asking for it prints a warning."""
    return "{{" not in task.action and (task.resolved_action or task.action).startswith(COLLECTION)
