# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run as a table with a row for each module, and the mutants that no test has killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.mutation.trial import Fate, Trial

_TITLE_WIDTH = 40
_WIDTH = 12
HEAD = "".join([f"{'module':<{_TITLE_WIDTH}}", *(f"{column:>{_WIDTH}}" for column in ("mutants", *Fate))])


def row(title: str, trials: Sequence[Trial]) -> str:
    fates = Counter(trial.fate for trial in trials)
    numbers = (len(trials), *(fates[fate] for fate in Fate))
    return "".join([f"{title:<{_TITLE_WIDTH}}", *(f"{number:>{_WIDTH}}" for number in numbers)])


def describe(trial: Trial) -> str:
    mutant = trial.mutant
    place = mutant.module if trial.line is None else f"{mutant.module}:{trial.line}"
    change = f"    {mutant.before}\n    {mutant.after}"
    return f"{trial.fate}: {place} {mutant.function} ({mutant.kind} {mutant.ordinal})\n{change}"
