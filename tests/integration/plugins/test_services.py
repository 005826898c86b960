# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A restart that spares nobody replaces the process that is there when it begins, whoever has started it."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import HEALTH_SERVICE
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.repair.restart import installed, restart
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.services import Services
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

from tests.integration.plugins.connecting import NAME
from tests.lab.windows.machine import Machine
from tests.lab.windows.services import Service


@pytest.fixture
def service(machine: Machine) -> Service:
    agent = Service(HEALTH_SERVICE, "Agent", r"C:\agent.exe", state="Running", process_id=7)
    agent.pending_reads, agent.pending_seconds = 3, 600
    return machine.services.add(agent)


@pytest.mark.parametrize(("spares_another", "is_replaced"), [(False, True), (True, False)])
def test_an_agent_that_somebody_is_just_restarting_is_restarted_again_unless_that_is_enough(
    session: Session, machine: Machine, service: Service, spares_another: bool, is_replaced: bool
) -> None:
    services = Services(session, sleep=lambda seconds: None)
    checked = installed(services.get(HEALTH_SERVICE), NAME)
    machine.services.stop_at_once(service)
    machine.services.start(service)
    theirs = service.process_id
    after = restart(services, checked, 60, spares_another=spares_another)
    assert (after.state, after.process_id) == ("Running", service.process_id)
    assert (service.process_id != theirs) is is_replaced
