# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cases of tests/cases: states of the lab, each with what must be found and done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.integration.expectation import Expectation, Question, read_expectation, read_question
from tests.lab.states import Document, read_documents

FOLDER = Path(__file__).parents[1] / "cases"


@dataclass(frozen=True)
class Case:
    """A state, how its check is asked for, and what is expected of it."""

    state: Document
    question: Question
    expectation: Expectation


@cache
def cases() -> dict[str, Case]:
    """By name. Raises StateError."""
    documents = (document for path in sorted(FOLDER.glob("*.yml")) for document in read_documents(path))
    return {
        document.name: Case(document, read_question(document), read_expectation(document)) for document in documents
    }


def cases_of(verdict: str) -> list[str]:
    """The names of the cases that expect it."""
    return [name for name, case in cases().items() if case.expectation.verdict == verdict]


def main() -> None:
    """Print how many cases expect each verdict, and which."""
    verdicts = sorted({case.expectation.verdict for case in cases().values()})
    for verdict in verdicts:
        names = cases_of(verdict)
        print(f"{len(names):4d}  {verdict}: {', '.join(names)}")
    print(f"{len(cases()):4d}  cases of {len(verdicts)} verdicts")


if __name__ == "__main__":
    main()
