# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One mutant against the tests that run its lines. It takes the place of its module in a child process, and no file is changed."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType

import pytest

from tests.mutation.covering import Covering
from tests.mutation.modules import PLUGIN_UTILS, import_name
from tests.mutation.places import Mutant, find_mutants
from tests.mutation.running import Only, run_forked, run_tests

PATIENCE_SECONDS = 60
"""What a mutant gets beyond three times what its tests take; one that takes longer is killed, as it would hang the suite."""

_PASSED = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)

Selection = Sequence[tuple[str, Collection[str]]]


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    """It survived, and is known to change nothing."""

    GONE = "gone"
    """The code has no such place any more."""


@dataclass(frozen=True)
class Trial:
    """``line`` is where the mutant is now, None when it is gone."""

    mutant: Mutant
    line: int | None
    fate: Fate


def try_mutant(mutant: Mutant, source: str, covering: Covering, equivalent: Collection[Mutant] = ()) -> Trial:
    """One that is known to be equivalent is tried with the module's own tests only: it survives the slow ones anyway."""
    tree = ast.parse(source)
    place = find_mutants(mutant.module, tree).get(mutant)
    if place is None:
        return Trial(mutant, None, Fate.GONE)
    place.mutate()
    ast.fix_missing_locations(tree)
    known = mutant in equivalent
    selection = covering.tests_of(mutant.module, place.lines)[: 1 if known else None]
    limit = PATIENCE_SECONDS + 3 * covering.duration(selection)
    if run_forked(lambda: _run_against(mutant.module, tree, selection), limit) != 0:
        fate = Fate.KILLED
    else:
        fate = Fate.EQUIVALENT if known else Fate.SURVIVED
    return Trial(mutant, place.lines[0], fate)


def _run_against(module: str, tree: ast.Module, selection: Selection) -> int:
    sys.meta_path.insert(0, _Finder(module, tree))
    import_module(import_name(module))
    codes = (run_tests([file], Only(tests)) for file, tests in selection)
    return next((code for code in codes if code not in _PASSED), 0)


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, tree: ast.Module) -> None:
        super().__init__(fullname, path)
        self._tree = tree

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._tree, self.path, "exec")


class _Finder(MetaPathFinder):
    """Finds a module's tree in place of its file."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self._name = import_name(module)
        self._loader = _Loader(self._name, str(PLUGIN_UTILS / module), tree)

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(fullname, loader=self._loader) if fullname == self._name else None
