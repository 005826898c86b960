# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Serves the demonstration site, or that of a scenario: `python -m tests.lab --scenario pending_approval`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path
from typing import Any

from tests.lab import states
from tests.lab.arguments import EDITIONS, SCENARIOS, parse
from tests.lab.demonstration import demo
from tests.lab.dmz import Dmz
from tests.lab.faults import FAULTS, every_nth
from tests.lab.opsmgr.behaviour import Behaviour
from tests.lab.scenarios import build, fleet
from tests.lab.serving import Site, serve
from tests.lab.windows.stock_certificates import FULL_STOCK, Stock
from tests.lab.wsman.request_log import RequestLog

SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGUSR1}


def main() -> None:
    arguments = parse()
    if arguments.list:
        _list_names()
        return
    _check_names(arguments)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    dmz = _site(arguments)
    with RequestLog(arguments.log) as log, serve(dmz, log=log, https=arguments.https, port=arguments.port) as site:
        _inject(site, arguments)
        _publish(site.inventory, arguments.inventory)
        print("ready", flush=True)
        while signal.sigwait(SIGNALS) == signal.SIGUSR1:
            _write_dump(dmz, arguments.dump)
    _write_dump(dmz, arguments.dump)
    _report(dmz)


def _check_names(arguments: argparse.Namespace) -> None:
    if arguments.scenario not in (None, *SCENARIOS):
        sys.exit(f"there is no scenario {arguments.scenario}: choose one of {', '.join(SCENARIOS)}")
    if arguments.fault not in (None, *FAULTS):
        sys.exit(f"there is no fault {arguments.fault}: choose one of {', '.join(FAULTS)}")


def _site(arguments: argparse.Namespace) -> Dmz:
    settings: dict[str, Any] = {
        "password": arguments.password,
        "stock": FULL_STOCK if arguments.full_stock else Stock(),
        "behaviour": Behaviour(link_seconds=arguments.link_seconds),
        "style": EDITIONS[arguments.edition],
    }
    if arguments.site is not None:
        return _described_site(arguments, settings)
    if arguments.scenario is not None:
        return build(arguments.scenario, agents=arguments.agents, **settings)
    if arguments.fleet is not None:
        return fleet(arguments.fleet, **settings)
    return demo(issuing=arguments.issuing, **settings)


def _described_site(arguments: argparse.Namespace, settings: dict[str, Any]) -> Dmz:
    del settings["style"]  # the file says it
    try:
        return states.build(states.read_document(arguments.site, arguments.variation), **settings).dmz
    except states.StateError as error:
        sys.exit(str(error))


def _inject(site: Site, arguments: argparse.Namespace) -> None:
    """Let happen to the agents what the command line wants; gateways behave, but their line may be slow too."""
    if arguments.delay is not None:
        site.endpoint.delay(arguments.delay)
    agents = [name for name in site.dmz.machines if name not in site.dmz.gateways]
    affected: dict[str, str] = {}
    if arguments.fault is not None:
        affected = dict.fromkeys(agents, arguments.fault)
    elif arguments.faults_every is not None:
        affected = every_nth(agents, arguments.faults_every)
    for name, fault in affected.items():
        FAULTS[fault].inject(site.endpoint, site.dmz.machines[name])
    if arguments.affected is not None:
        arguments.affected.write_text(json.dumps(affected, indent=1), encoding="utf-8")


def _list_names() -> None:
    descriptions = {name: each.description for name, each in {**SCENARIOS, **FAULTS}.items()}
    width = max(map(len, descriptions))
    for name, description in descriptions.items():
        print(f"{name:{width}}  {description}")


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
