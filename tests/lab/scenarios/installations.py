# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is installed on a machine, and whether it runs."""

from __future__ import annotations

from tests.lab.demonstration import GROUP
from tests.lab.opsmgr.health_service import HealthService
from tests.lab.opsmgr.installation import (
    CONNECTOR_MANAGER,
    SERVER_SETUP,
    SETUP,
    add_management_group,
    install,
)
from tests.lab.scenarios.site import Site, take_certificate_away
from tests.lab.windows.machine import Machine
from tests.lab.windows.registry import RegistryType

WORKSPACE = "AOI-1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"


def ad_integration(site: Site, name: str) -> Machine:
    """The agent asks Active Directory for its management group, in a workgroup."""
    machine = site.dmz.add_agent(name, {}, [site.root]).machine
    machine.registry.set(CONNECTOR_MANAGER, "EnableADIntegration", RegistryType.REG_DWORD, 1)
    return machine


def no_management_group(site: Site, name: str) -> Machine:
    """The agent is installed and belongs to no management group."""
    return site.dmz.add_agent(name, {}, [site.root]).machine


def service_stopped(site: Site, name: str) -> Machine:
    """The agent's service was stopped."""
    agent = site.agent(name)
    site.dmz.after_boot.append(lambda: agent.machine.services.stop_at_once(agent.service))
    return agent.machine


def service_disabled(site: Site, name: str) -> Machine:
    """The agent's service is disabled."""
    agent = site.agent(name)
    agent.service.start_mode = "Disabled"
    return agent.machine


def setup_without_service(site: Site, name: str) -> Machine:
    """The agent's keys are left, its service is gone."""
    machine = site.agent(name).machine
    machine.services.remove("HealthService")
    return machine


def service_without_setup(site: Site, name: str) -> Machine:
    """The agent's service is there and runs, the keys of its set-up are gone."""
    machine = site.agent(name).machine
    machine.registry.delete_tree(SETUP)
    return machine


def log_analytics_only(site: Site, name: str) -> Machine:
    """The agent sends to a Log Analytics workspace and belongs to no management group of SCOM."""
    machine = site.dmz.add_agent(name, {WORKSPACE: ()}).machine
    take_certificate_away(machine)
    return machine


def management_server(site: Site, name: str) -> Machine:
    """A management server."""
    machine = _server(site, name)
    add_management_group(machine, GROUP, (), server=True)
    return machine


def service_manager(site: Site, name: str) -> Machine:
    """A management server of Service Manager, which has the key of management groups and no set-up of SCOM."""
    machine = _server(site, name)
    machine.registry.delete_tree(SETUP)
    add_management_group(machine, "ServiceManager", (), server=True)
    return machine


def no_agent(site: Site, name: str) -> Machine:
    """Windows and nothing else."""
    return site.dmz.add_machine(name)


def _server(site: Site, name: str) -> Machine:
    machine = site.dmz.add_machine(name)
    install(machine, SERVER_SETUP)
    HealthService(machine, "Microsoft Monitoring Agent", SERVER_SETUP["InstallDirectory"], site.dmz.behaviour)
    return machine


SCENARIOS = (
    ad_integration,
    no_management_group,
    service_stopped,
    service_disabled,
    setup_without_service,
    service_without_setup,
    log_analytics_only,
    management_server,
    service_manager,
    no_agent,
)
