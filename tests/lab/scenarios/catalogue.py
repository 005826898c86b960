# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The scenarios by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tests.lab.dmz import Dmz
from tests.lab.scenarios import agent_certificate, agent_trust, gateway_side, installations, restarts, sites, ways
from tests.lab.scenarios.site import Site
from tests.lab.windows.machine import Machine

AddMachine: TypeAlias = Callable[[Site, str], Machine]
MakeSite: TypeAlias = Callable[[Dmz], Site]


@dataclass(frozen=True)
class HostScenario:
    """Adds one machine in one state to a site; the name is the machine's."""

    description: str
    add: AddMachine

    def __call__(self, site: Site, name: str) -> Machine:
        return self.add(site, name)


@dataclass(frozen=True)
class SiteScenario:
    """Makes a site whose gateway is in one state."""

    description: str
    make: MakeSite

    def __call__(self, dmz: Dmz) -> Site:
        return self.make(dmz)


def _described(function: Callable[..., object]) -> str:
    return (function.__doc__ or "").strip().rstrip(".")


def _host_scenarios(functions: Iterable[AddMachine]) -> dict[str, HostScenario]:
    return {function.__name__: HostScenario(_described(function), function) for function in functions}


HOST_SCENARIOS: Mapping[str, HostScenario] = _host_scenarios(
    (
        *agent_trust.SCENARIOS,
        *agent_certificate.SCENARIOS,
        *restarts.SCENARIOS,
        *gateway_side.SCENARIOS,
        *ways.SCENARIOS,
        *installations.SCENARIOS,
    )
)
SITE_SCENARIOS: Mapping[str, SiteScenario] = {
    function.__name__: SiteScenario(_described(function), function) for function in sites.SCENARIOS
}
