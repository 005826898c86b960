# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that is named as a gateway has to be one, or a management server, which agents may report to as well."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent, Role

_PARENTS = (Role.GATEWAY, Role.MANAGEMENT_SERVER)

_OTHERS = {
    Role.AGENT: "an agent",
    Role.SERVICE_MANAGER: "a server of Service Manager",
    Role.LOG_ANALYTICS_AGENT: "an agent of Log Analytics only",
    Role.NONE: "a host without Operations Manager",
}


def require_gateway(host: str, agent: Agent) -> None:
    """Raises :class:`OptionError` that says what a host is instead, and which gateway its own agent is pointed at."""
    if agent.role in _PARENTS:
        return
    product = f" ({agent.product})" if agent.product else ""
    parents = sorted({parent.network_name for parent in agent.parents})
    own = f", as {host} itself is at {', '.join(parents)}" if parents else ""
    raise OptionError(
        f"{host} is {_OTHERS[agent.role]}{product}, and no gateway or management server: name the one that the agents are pointed at{own}"
    )
