# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Draws faults of different concerns that do not get in each other's way."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from tests.lab.states.files import merged

CATALOGUE = Path(__file__).with_name("faults.yml")

WHOLE = frozenset({"groups"})
"""What makes no sense in parts."""

Fault: TypeAlias = "Mapping[str, Any]"


@cache
def catalogue() -> Mapping[str, list[Fault]]:
    """Faults as parts of a state, by what they concern."""
    found: Mapping[str, list[Fault]] = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return found


def draw(source: random.Random, count: int) -> dict[str, Any]:
    """A state with so many faults, each as whole as it would be alone."""
    while True:
        concerns = source.sample(sorted(catalogue()), count)
        faults = [source.choice(catalogue()[concern]) for concern in concerns]
        said = [path for fault in faults for path in _paths(fault)]
        if len(said) == len(set(said)):
            state: dict[str, Any] = {}
            for fault in faults:
                state = merged(state, fault)
            return state


def _paths(content: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a fault says something that is not merged with what another one says."""
    for key, value in content.items():
        path = (*above, str(key))
        if isinstance(value, Mapping) and value and key not in WHOLE:
            yield from _paths(value, path)
        else:
            yield path
