# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Windows host is to SCOM: its role, its management groups and their parents.

Unverified (GK): that UseActiveDirectory means parents from Active Directory, and that a gateway's own parents stand
below ``Server Management Groups``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.management_groups import Parent

HEALTH_SERVICE = "HealthService"


class Role(StrEnum):
    """What SCOM is installed as on a host."""

    NONE = "none"
    AGENT = "agent"
    GATEWAY = "gateway"
    MANAGEMENT_SERVER = "management_server"
    SERVICE_MANAGER = "service_manager"
    LOG_ANALYTICS_AGENT = "log_analytics_agent"


class InstallState(StrEnum):
    """Whether set-up and service are both there; one without the other is an installation that stopped half-way."""

    INSTALLED = "installed"
    SETUP_WITHOUT_SERVICE = "setup_without_service"
    SERVICE_WITHOUT_SETUP = "service_without_setup"
    ABSENT = "absent"


@dataclass(frozen=True)
class Agent:
    """What SCOM is installed as on a host. ``channel_serial`` is big-endian, as certificates show serial numbers.

    ``computer_name`` is ``host_name`` with the DNS suffix where there is one, ``other_name`` what it may be instead, see
    :class:`ComputerName`. ``workspaces`` are those of Log Analytics,
    which is served by the same agent; ``active_directory_groups`` the management groups whose parents Active Directory
    names; ``server_groups`` those that a gateway or management server belongs to, and ``server_parents`` its own parents
    in them. ``ad_integration`` is None unless it was read apart from the rest, and when that cannot tell.
    """

    role: Role = Role.NONE
    product: str | None = None
    version: str | None = None
    computer_name: str | None = None
    management_groups: tuple[str, ...] = ()
    parents: tuple[Parent, ...] = ()
    channel_serial: bytes | None = None
    channel_hash: str | None = None
    host_name: str | None = None
    dns_suffix: str | None = None
    install_directory: str | None = None
    workspaces: tuple[str, ...] = ()
    active_directory_groups: tuple[str, ...] = ()
    server_groups: tuple[str, ...] = ()
    server_parents: tuple[Parent, ...] = ()
    ad_integration: bool | None = None
    other_name: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the host may call itself, the likeliest first."""
        return tuple(name for name in (self.computer_name, self.other_name) if name)

    @property
    def server(self) -> Parent | None:
        """The parent that a gateway or management server reports to itself, the first of several."""
        return next(iter(self.server_parents), None)


def install_state(agent: Agent, service_exists: bool) -> InstallState:
    if agent.role == Role.NONE:
        return InstallState.SERVICE_WITHOUT_SETUP if service_exists else InstallState.ABSENT
    return InstallState.INSTALLED if service_exists else InstallState.SETUP_WITHOUT_SERVICE
