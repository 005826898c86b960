# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes drawn states into a folder: `python -m tests.lab.states.drawing --seed 24 --count 20 FOLDER`.

A state says neither which faults it has nor what is to be expected of it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.lab.opsmgr import events
from tests.lab.states.building import build
from tests.lab.states.drawing.faults import draw
from tests.lab.states.drawing.logs import Course
from tests.lab.states.files import Document, merged

HEAD = """\
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
---
"""


def drawn_states(seed: int, count: int, **settings: Any) -> list[dict[str, Any]]:
    """Every second has two faults. The settings are those of the sites that are built to see what they log."""
    source = random.Random(seed)
    return [_drawn(source, seed, number, settings) for number in range(1, count + 1)]


def _drawn(source: random.Random, seed: int, number: int, settings: Mapping[str, Any]) -> dict[str, Any]:
    faults, course = draw(source, 2 if number % 2 == 0 else 1), Course.drawn(source)
    told = {machine: (faults.get(machine) or {}).get("events", []) for machine in ("agent", "gateway")}
    built = build(Document("drawn", "", merged(faults, {machine: {"events": None} for machine in told})), **settings)
    logs = {name: machine.event_logs.get(events.LOG.lower(), ()) for name, machine in built.dmz.machines.items()}
    agent = built.dmz.agents.get(built.agent)
    connected = bool((faults.get("agent") or {}).get("connections"))
    linked = connected or (agent is not None and bool(agent.links) and not told["agent"])
    seen = {
        "agent": {
            "events": course.of_agent(logs[built.agent], told["agent"]),
            **({"connections": [built.gateway]} if linked else {}),
        },
        "gateway": {
            "events": course.of_gateway(
                logs[built.gateway], told["gateway"], built.dmz.machines[built.agent], linked=linked
            )
        },
    }
    head = {
        "state": f"Drawn, number {number} of seed {seed}.",
        "source": "nobody: to be judged from the references alone",
    }
    return {**head, **merged(faults, seen)}


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m tests.lab.states.drawing", description="Draw states for a person to judge."
    )
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    write(drawn_states(arguments.seed, arguments.count), arguments.seed, arguments.folder)


def write(states: Iterable[Mapping[str, Any]], seed: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, state in enumerate(states, 1):
        text = yaml.safe_dump(state, sort_keys=False, default_flow_style=None, width=140)
        (folder / f"drawn_{seed}_{number:02}.yml").write_text(HEAD + text, encoding="utf-8")


if __name__ == "__main__":
    main()
