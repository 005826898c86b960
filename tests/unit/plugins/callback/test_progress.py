# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback never disturbs a run. What it shows is tested with real runs, in tests/integration/playbooks/test_progress.py."""

from __future__ import annotations

import sys
from io import StringIO
from typing import NoReturn

import pytest
from ansible_collections.scom.dmz.plugins.callback import progress
from ansible_collections.scom.dmz.plugins.callback.progress import CallbackModule


class Templated:
    """A task whose action is a template, which must not be asked for its name."""

    action = "{{ action }}"
    _uuid = "1"

    @property
    def resolved_action(self) -> NoReturn:
        raise AssertionError


@pytest.fixture
def callback() -> CallbackModule:
    return CallbackModule()


def test_it_is_off_where_standard_output_is_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", StringIO())
    assert CallbackModule().disabled


@pytest.mark.parametrize(
    "hook", ["v2_playbook_on_task_start", "v2_runner_on_ok", "v2_runner_on_unreachable", "v2_runner_item_on_ok"]
)
def test_a_failure_turns_it_off_and_does_not_reach_the_run(callback: CallbackModule, hook: str) -> None:
    callback.disabled = False
    getattr(callback, hook)(object(), *(["conditional"] if hook == "v2_playbook_on_task_start" else []))
    assert callback.disabled


def test_the_name_of_an_action_that_is_a_template_is_not_asked_for(callback: CallbackModule) -> None:
    callback.disabled = False
    callback.v2_playbook_on_task_start(Templated(), is_conditional=False)
    assert not callback.disabled


def test_it_is_documented_by_its_name() -> None:
    assert "\nname: progress\n" in progress.DOCUMENTATION
    assert CallbackModule.CALLBACK_NAME == "scom.dmz.progress"
    assert CallbackModule.CALLBACK_NEEDS_ENABLED
