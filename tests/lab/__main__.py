# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Serves the demonstration site, or that of a scenario: `python -m tests.lab --scenario pending_approval`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.dmz import Dmz
from tests.lab.opsmgr.behaviour import Behaviour
from tests.lab.scenario import demo
from tests.lab.scenarios import HOST_SCENARIOS, SITE_SCENARIOS, build, fleet
from tests.lab.scenarios.catalogue import HostScenario, SiteScenario
from tests.lab.serving import serve
from tests.lab.windows.console.output import ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS, ConsoleStyle
from tests.lab.windows.stock_certificates import FULL_STOCK, Stock
from tests.lab.wsman.request_log import RequestLog

SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGUSR1}

SCENARIOS: Mapping[str, HostScenario | SiteScenario] = {**HOST_SCENARIOS, **SITE_SCENARIOS}
EDITIONS: Mapping[str, ConsoleStyle] = {
    "english": ENGLISH_WINDOWS,
    "german": GERMAN_WINDOWS,
    "japanese": JAPANESE_WINDOWS,
}


def main() -> None:
    arguments = _arguments()
    if arguments.list:
        _list_scenarios()
        return
    if arguments.scenario not in (None, *SCENARIOS):
        sys.exit(f"there is no scenario {arguments.scenario}: choose one of {', '.join(SCENARIOS)}")
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    dmz = _site(arguments)
    with RequestLog(arguments.log) as log, serve(dmz, log=log, https=arguments.https, port=arguments.port) as site:
        _publish(site.inventory, arguments.inventory)
        print("ready", flush=True)
        while signal.sigwait(SIGNALS) == signal.SIGUSR1:
            _write_dump(dmz, arguments.dump)
    _write_dump(dmz, arguments.dump)
    _report(dmz)


def _site(arguments: argparse.Namespace) -> Dmz:
    settings: dict[str, Any] = {
        "password": arguments.password,
        "stock": FULL_STOCK if arguments.full_stock else Stock(),
        "behaviour": Behaviour(link_seconds=arguments.link_seconds),
        "style": EDITIONS[arguments.edition],
    }
    if arguments.scenario is not None:
        return build(arguments.scenario, agents=arguments.agents, **settings)
    if arguments.fleet is not None:
        return fleet(arguments.fleet, **settings)
    return demo(issuing=arguments.issuing, **settings)


def _list_scenarios() -> None:
    width = max(map(len, SCENARIOS))
    for name, scenario in SCENARIOS.items():
        print(f"{name:{width}}  {scenario.description}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.lab", description="Serve a simulated site until Ctrl-C.")
    site = parser.add_mutually_exclusive_group()
    site.add_argument("--scenario", metavar="NAME", help="instead of the demonstration site: one agent in this state")
    site.add_argument("--fleet", type=int, metavar="COUNT", help="instead: so many agents, in all states in turn")
    site.add_argument("--list", action="store_true", help="print the names of the scenarios and end")
    parser.add_argument("--agents", type=int, default=1, metavar="COUNT", help="of a scenario's site, all in its state")
    parser.add_argument("--edition", choices=EDITIONS, default="english", help="language of every machine's Windows")
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1 (a free one by default)")
    parser.add_argument("--https", action="store_true", help="serve HTTPS with a certificate made for the run")
    parser.add_argument("--inventory", type=Path, help="write the inventory here instead of printing it")
    parser.add_argument("--log", type=Path, help="append each request to this file, a line of JSON each")
    parser.add_argument("--dump", type=Path, help="write all registries here at the end, and at every SIGUSR1")
    parser.add_argument("--password", default="Lab-Passw0rd!", help="of every machine's Administrator")
    parser.add_argument("--full-stock", action="store_true", help="put all of Microsoft's programme into AuthRoot")
    parser.add_argument("--issuing", action="store_true", help="put an issuing CA below the demonstration's root")
    parser.add_argument("--link-seconds", type=float, default=1.0, help="from an agent's start to its connection")
    return parser.parse_args()


def _publish(text: str, path: Path | None) -> None:
    if path is None:
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")


def _write_dump(dmz: Dmz, path: Path | None) -> None:
    if path is not None:
        path.write_text(dmz.dump(), encoding="utf-8")


def _report(dmz: Dmz) -> None:
    """What no client should have done."""
    for machine in dmz.machines.values():
        for command in machine.refused_commands:
            print(f"refused on {machine.name}: {json.dumps(command)}")
        for leak in machine.leaks:
            print(f"secret read on {machine.name}: {json.dumps(leak)}")


if __name__ == "__main__":
    main()
