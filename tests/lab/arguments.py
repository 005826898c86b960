# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command line of the lab."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from tests.lab.scenarios import HOST_SCENARIOS, SITE_SCENARIOS
from tests.lab.scenarios.catalogue import HostScenario, SiteScenario
from tests.lab.windows.console.output import ENGLISH_WINDOWS, GERMAN_WINDOWS, JAPANESE_WINDOWS, ConsoleStyle

SCENARIOS: Mapping[str, HostScenario | SiteScenario] = {**HOST_SCENARIOS, **SITE_SCENARIOS}
EDITIONS: Mapping[str, ConsoleStyle] = {
    "english": ENGLISH_WINDOWS,
    "german": GERMAN_WINDOWS,
    "japanese": JAPANESE_WINDOWS,
}


def parse() -> argparse.Namespace:
    """What the command line asks for; names of scenarios and faults are not checked."""
    parser = argparse.ArgumentParser("python -m tests.lab", description="Serve a simulated site until Ctrl-C.")
    site = parser.add_mutually_exclusive_group()
    site.add_argument("--scenario", metavar="NAME", help="instead of the demonstration site: one agent in this state")
    site.add_argument("--fleet", type=int, metavar="COUNT", help="instead: so many agents, in all states in turn")
    site.add_argument("--site", type=Path, metavar="FILE", help="instead: the state that a YAML file describes")
    site.add_argument("--list", action="store_true", help="print the names of scenarios and faults and end")
    parser.add_argument("--variation", default="", metavar="NAME", help="of the state that the file describes")
    parser.add_argument("--agents", type=int, default=1, metavar="COUNT", help="of a scenario's site, all in its state")
    faults = parser.add_mutually_exclusive_group()
    faults.add_argument(
        "--fault", metavar="NAME", help="the fault that is injected into every agent of the site, and into no gateway"
    )
    faults.add_argument(
        "--faults-every", type=count, metavar="N", help="inject the faults in turn, one into every N-th agent"
    )
    parser.add_argument(
        "--affected", type=Path, metavar="FILE", help="write as JSON which host is affected by which fault"
    )
    parser.add_argument(
        "--delay", type=float, metavar="SECONDS", help="answer every request so much later, those of logins too"
    )
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


def count(text: str) -> int:
    """A number from 1 on; argparse says the name of this function when it is none."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
