# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Agents that take their time to connect after the restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from ansible_collections.scom.dmz.plugins.modules.gateway_trust import EXAMPLES

from tests.integration.playbooks.ansible import controller
from tests.integration.playbooks.meeting import Later
from tests.lab.opsmgr.behaviour import Behaviour
from tests.lab.scenarios import build
from tests.lab.scenarios.building import AGENT


def test_the_example_of_the_module_waits_until_the_link_is_up(tmp_path: Path) -> None:
    tasks: list[dict[str, Any]] = yaml.safe_load(EXAMPLES)
    tasks[-1] |= {"delay": 1}
    tell = {"ansible.builtin.debug": {"msg": "The link is {{ check.link }} at attempt {{ check.attempts }}"}}
    play = {"hosts": AGENT, "gather_facts": False, "tasks": [*tasks, tell]}
    with controller(build("root_missing", behaviour=Behaviour(link_seconds=3600)), tmp_path) as running:
        running.site.endpoint.misbehaviours = Later(running.dmz.clock, AGENT, 3, 3600)
        run = running.play_text(yaml.safe_dump([play]))
    assert run.code == 0, run.output
    assert "The link is up at attempt 2" in run.output


def test_a_wait_whose_time_is_over_already_ends_with_the_table(tmp_path: Path) -> None:
    with controller(build("root_missing", behaviour=Behaviour(link_seconds=60)), tmp_path) as running:
        run = running.play("scom.dmz.onboard", gateway_trust_link_timeout=-5)
    assert (run.rows[AGENT].verdict, run.rows[AGENT].link) == ("trusted", "pending"), run.output
    assert run.failed == {AGENT}
