# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fuzzes one target for some seconds, guided by the coverage of the collection's own code: ``run.py TARGET SECONDS FOLDER CASES``.

Needs atheris (requirements-fuzz.txt).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["ansible_collections.scom.dmz.plugins.plugin_utils"]):
    from tests.fuzz.mutations import MUTATIONS, Mutation
    from tests.fuzz.seeds import SEEDS, WORDS
    from tests.fuzz.targets import TARGETS

SLOWEST_SECONDS = 10
MOST_MEGABYTES = 1024
LONGEST = 16384


def main(target: str, seconds: int, folder: Path, cases: Path) -> None:
    corpus = folder / "corpus"
    for place in (corpus, cases):
        place.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[target]):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = folder / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS[target]))
    options = {
        "max_total_time": seconds,
        "timeout": SLOWEST_SECONDS,
        "rss_limit_mb": MOST_MEGABYTES,
        "max_len": LONGEST,
        "dict": words,
        "artifact_prefix": f"{cases}/",
        "print_final_stats": 1,
    }
    arguments = [sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), str(corpus)]
    mutators = {"custom_mutator": _mutator(MUTATIONS[target])} if target in MUTATIONS else {}
    atheris.Setup(arguments, TARGETS[target], **mutators)
    atheris.Fuzz()


def _mutator(mutation: Mutation) -> Callable[[bytes, int, int], bytes]:
    """Half of the changes leave the input well-formed, and the fuzzer makes the other half."""

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        changed: bytes = mutation(data, random) if random.random() < 0.5 else atheris.Mutate(data, longest)
        return changed[:longest]

    return mutate


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
