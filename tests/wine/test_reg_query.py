# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""reg.exe of the lab and of Wine print the same, but for listed differences, and the reader reads both alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree

from tests.lab.windows.console.output import ENGLISH_WINDOWS, EOL, ConsoleOutput
from tests.lab.windows.console.reg import Reg
from tests.lab.windows.registry import Data, RegistryType, full_path
from tests.wine.compared_tree import BASE, KEY, QUERIES, TREE, registry
from tests.wine.differences import DIFFERENCES
from tests.wine.prefix import Prefix
from tests.wine.registry_file import keys_below, registry_file

Lines = tuple[str, ...]

WINE_CODE_PAGE = "cp437"
"""Without a console Wine writes in the OEM code page of its locale, here that of the United States."""


class Programs:
    """Both reg.exe over the same tree."""

    def __init__(self, prefix: Prefix) -> None:
        self._lab = Reg(registry(), ENGLISH_WINDOWS)
        self._prefix = prefix
        prefix.import_registry(registry_file(keys_below(registry(), full_path(KEY))))

    def lab(self, arguments: Sequence[str]) -> ConsoleOutput:
        return self._lab(["query", *arguments])

    def wine(self, arguments: Sequence[str]) -> ConsoleOutput:
        return self._prefix.reg("query", *arguments)


@pytest.fixture(scope="session")
def programs(prefix: Prefix) -> Programs:
    return Programs(prefix)


def _lines(output: ConsoleOutput) -> Iterator[str]:
    """The exit code and each stream's lines; what does not end in CRLF shows."""
    yield f"exit {output.exit_code}"
    for stream, data in (("out", output.stdout), ("err", output.stderr)):
        *lines, rest = data.decode("utf-8", "backslashreplace").split(EOL)
        yield from (f"{stream}: {line}" for line in lines)
        if rest:
            yield f"{stream}, unfinished: {rest}"


def _differing(lab: ConsoleOutput, wine: ConsoleOutput) -> list[tuple[Lines, Lines]]:
    """The lines of either where they differ."""
    one, other = tuple(_lines(lab)), tuple(_lines(wine))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return [(one[a:b], other[c:d]) for kind, a, b, c, d in blocks if kind != "equal"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_lab_and_wine_differ_exactly_as_listed(programs: Programs, query: str) -> None:
    listed = [(each.lab, each.wine) for each in DIFFERENCES if query in each.queries]
    assert _differing(programs.lab(QUERIES[query]), programs.wine(QUERIES[query])) == listed


def test_every_listed_difference_is_asked_for() -> None:
    assert {query for each in DIFFERENCES for query in each.queries} <= QUERIES.keys()


def _read_lab(programs: Programs, *arguments: str) -> RegistryTree:
    return _tree(programs.lab(arguments).stdout.decode())


def _read_wine(programs: Programs, *arguments: str) -> RegistryTree:
    return _tree(programs.wine(arguments).stdout.decode(WINE_CODE_PAGE))


def _tree(text: str) -> RegistryTree:
    return RegistryTree(text.replace(EOL, "\n"))


Read = Callable[..., RegistryTree]
both = pytest.mark.parametrize("read", [_read_lab, _read_wine], ids=["lab", "wine"])

READ_BACK: dict[RegistryType, Callable[[RegistryTree, str, str], object]] = {
    RegistryType.REG_SZ: RegistryTree.string,
    RegistryType.REG_EXPAND_SZ: RegistryTree.string,
    RegistryType.REG_MULTI_SZ: RegistryTree.strings,
    RegistryType.REG_DWORD: RegistryTree.integer,
    RegistryType.REG_BINARY: RegistryTree.binary,
}
"""The types that the reader understands."""


def _printed(name: str, data: Data) -> tuple[str, Data]:
    """What can be read of a value: the word for the unnamed one, and of a text its first line."""
    return name or "(Default)", data.partition("\r\n")[0] if isinstance(data, str) else data


@both
def test_the_reader_reads_every_value_as_it_was_laid(programs: Programs, read: Read) -> None:
    tree = read(programs, KEY, "/s")
    for key, values in TREE.items():
        laid = [(kind, *_printed(name, data)) for name, kind, data in values if kind in READ_BACK]
        assert [(kind, name, READ_BACK[kind](tree, rf"{BASE}\{key}", name)) for kind, name, _data in laid] == laid


@both
def test_the_reader_reads_the_type_of_every_value(programs: Programs, read: Read) -> None:
    tree = read(programs, KEY, "/s")
    for key, values in TREE.items():
        types = {_printed(name, data)[0].lower(): kind.name for name, kind, data in values}
        assert {name: value.type for name, value in tree.values(rf"{BASE}\{key}").items()} == types


@both
@pytest.mark.parametrize("options", [(), ("/s",)], ids=["listing", "recursive"])
@pytest.mark.parametrize("key", ["Empty", "Folder", "Types"])
def test_the_reader_reads_the_names_of_subkeys(
    programs: Programs, read: Read, key: str, options: tuple[str, ...]
) -> None:
    subkeys = [name.rpartition("\\")[2] for name in TREE if name.rpartition("\\")[0] == key]
    assert sorted(read(programs, rf"{KEY}\{key}", *options).subkeys(rf"{BASE}\{key}")) == sorted(subkeys)
