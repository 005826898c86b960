# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the mutants by a fixed seed, and keeps them in ``mutants.json``, so that a later state is judged by the same ones."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

from tests.mutation.places import Mutant, find_mutants

SEED = 20261130
COUNT = 300
LEAST = 3
"""Mutants of a module, if it has so many."""

HERE = Path(__file__).parent
DRAWN = HERE / "mutants.json"
EQUIVALENT = HERE / "equivalent.json"
"""Mutants that change nothing that a test could see, each with its ``reason``, written by hand."""


def draw(sources: Mapping[str, str], count: int = COUNT) -> list[Mutant]:
    """So many mutants of the modules, of each in proportion to its places, in the order of their lines."""
    random = Random(SEED)
    mutants = {module: [*find_mutants(module, ast.parse(source))] for module, source in sources.items()}
    shares = share_out({module: len(found) for module, found in mutants.items()}, count)
    return [
        mutants[module][position]
        for module, share in shares.items()
        for position in sorted(random.sample(range(len(mutants[module])), share))
    ]


def share_out(places: Mapping[str, int], count: int) -> dict[str, int]:
    """By D'Hondt's method: the next one is of the module that has the most places for each."""
    shares = {module: min(LEAST, number) for module, number in places.items()}
    for _next in range(min(count, sum(places.values())) - sum(shares.values())):
        module = max(shares, key=lambda each: places[each] / (shares[each] + 1) if shares[each] < places[each] else 0)
        shares[module] += 1
    return shares


def read_drawn() -> list[Mutant]:
    return [Mutant(**each) for each in json.loads(DRAWN.read_text(encoding="utf-8"))]


def read_equivalent() -> dict[Mutant, str]:
    entries = json.loads(EQUIVALENT.read_text(encoding="utf-8"))
    return {
        Mutant(**{name: value for name, value in each.items() if name != "reason"}): each["reason"] for each in entries
    }


def write_drawn(mutants: Sequence[Mutant]) -> None:
    DRAWN.write_text(_lines(asdict(mutant) for mutant in mutants), encoding="utf-8")


def _lines(entries: Iterable[Mapping[str, object]]) -> str:
    """A list in JSON with an entry on each line, so that a difference shows which mutants it is of."""
    return "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]\n"
