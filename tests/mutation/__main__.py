# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``python -m tests.mutation [MODULE...]``: tries the mutants of all modules, or of some, and says which ones no test kills.

Ends with 1 when there is one that is not known to be equivalent. ``python -m tests.mutation draw`` draws them anew.
"""

from __future__ import annotations

import sys
from itertools import groupby

from tests.mutation.covering import find_covering
from tests.mutation.drawing import draw, read_drawn, read_equivalent, write_drawn
from tests.mutation.modules import read_sources
from tests.mutation.report import HEAD, describe, row
from tests.mutation.running import import_libraries
from tests.mutation.trial import Fate, Trial, try_mutant


def main(*modules: str) -> int:
    sources = read_sources()
    import_libraries()
    covering = find_covering(sources)
    equivalent = read_equivalent()
    trials: list[Trial] = []
    print(HEAD, flush=True)
    for module, mutants in groupby(read_drawn(), lambda mutant: mutant.module):
        if module in (modules or [module]):
            tried = [try_mutant(mutant, sources.get(module, ""), covering, equivalent) for mutant in mutants]
            print(row(module, tried), flush=True)
            trials += tried
    print(row("all", trials))
    for trial in trials:
        if trial.fate in (Fate.SURVIVED, Fate.GONE):
            print(describe(trial))
    return int(any(trial.fate == Fate.SURVIVED for trial in trials))


if __name__ == "__main__":
    if sys.argv[1:] == ["draw"]:
        write_drawn(draw(read_sources()))
    else:
        sys.exit(main(*sys.argv[1:]))
