# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The text of `reg query`, for Windows and for Wine."""

from __future__ import annotations

import pytest

from tests.lab.windows.console.output import ENGLISH_WINDOWS, WINE, ConsoleOutput, ConsoleStyle, EmptyKey
from tests.lab.windows.console.reg import Reg
from tests.lab.windows.registry import Data, Registry, RegistryType

KEY = r"HKLM\SOFTWARE\Example"
FULL = r"HKEY_LOCAL_MACHINE\SOFTWARE\Example"


@pytest.fixture
def registry() -> Registry:
    registry = Registry()
    registry.create(rf"{KEY}\Empty")
    registry.create(rf"{KEY}\Full")
    registry.set(rf"{KEY}\Full", "Blob", RegistryType.REG_BINARY, b"\xab\x01")
    return registry


def query(registry: Registry, *arguments: str, style: ConsoleStyle = ENGLISH_WINDOWS) -> ConsoleOutput:
    return Reg(registry, style)(["query", *arguments])


def lines(output: ConsoleOutput) -> list[str]:
    text = output.stdout.decode()
    assert text.count("\n") == text.count("\r\n")
    return text.split("\r\n")[:-1]


def test_a_query_shows_the_values_and_then_the_names_of_the_subkeys(registry: Registry) -> None:
    registry.set(KEY, "Two  words", RegistryType.REG_SZ, "a b")
    shown = ["", FULL, "    Two  words    REG_SZ    a b", "", rf"{FULL}\Empty", rf"{FULL}\Full"]
    assert lines(query(registry, KEY)) == shown


def test_windows_leaves_out_a_key_with_subkeys_and_no_values(registry: Registry) -> None:
    assert lines(query(registry, KEY)) == ["", rf"{FULL}\Empty", rf"{FULL}\Full"]


def test_everything_below_is_shown_depth_first(registry: Registry) -> None:
    shown = ["", rf"{FULL}\Empty", "", rf"{FULL}\Full", "    Blob    REG_BINARY    AB01", ""]
    assert lines(query(registry, KEY, "/s")) == shown


def test_wine_gives_an_empty_leaf_a_default_line(registry: Registry) -> None:
    shown = ["", rf"{FULL}\Empty", "    (Default)    REG_SZ    (value not set)", ""]
    assert lines(query(registry, rf"{KEY}\Empty", style=WINE)) == shown


def test_the_unnamed_value_has_a_word_of_the_language(registry: Registry) -> None:
    registry.set(KEY, "", RegistryType.REG_SZ, "x")
    style = ConsoleStyle(default_value="(Standard)")
    assert "    (Standard)    REG_SZ    x" in lines(query(registry, KEY, style=style))


@pytest.mark.parametrize(
    ("kind", "data", "printed"),
    [
        (RegistryType.REG_DWORD, 5723, "REG_DWORD    0x165b"),
        (RegistryType.REG_QWORD, 1 << 40, "REG_QWORD    0x10000000000"),
        (RegistryType.REG_MULTI_SZ, ("a", "b"), r"REG_MULTI_SZ    a\0b"),
        (RegistryType.REG_EXPAND_SZ, "%x%", "REG_EXPAND_SZ    %x%"),
        (RegistryType.REG_NONE, b"\x01\xab", "REG_NONE    01AB"),
    ],
)
def test_each_type_has_its_form(registry: Registry, kind: RegistryType, data: Data, printed: str) -> None:
    registry.set(KEY, "v", kind, data)
    assert lines(query(registry, KEY, "/v", "v")) == ["", FULL, f"    v    {printed}", ""]


def test_a_line_break_in_a_value_is_printed_as_it_is(registry: Registry) -> None:
    registry.set(KEY, "v", RegistryType.REG_SZ, "x\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Forged")
    assert r"HKEY_LOCAL_MACHINE\SOFTWARE\Forged" in lines(query(registry, KEY))


@pytest.mark.parametrize("arguments", [(rf"{KEY}\No",), (KEY, "/v", "No")])
def test_what_is_missing_is_an_error_on_stderr(registry: Registry, arguments: tuple[str, ...]) -> None:
    output = query(registry, *arguments)
    assert (output.stdout, output.exit_code) == (b"", 1)
    assert output.stderr.startswith(b"ERROR: The system was unable to find")


def test_wine_prints_its_errors_on_stdout(registry: Registry) -> None:
    output = query(registry, rf"{KEY}\No", style=WINE)
    assert (output.stderr, output.exit_code) == (b"", 1)
    assert output.stdout.startswith(b"reg: Unable to find")


def test_a_denied_subkey_is_not_delivered_and_leaves_an_error_line(registry: Registry) -> None:
    registry.deny(rf"{KEY}\Empty", "read")
    output = query(registry, KEY, "/s")
    assert rf"{FULL}\Empty" not in lines(output)
    assert rf"{FULL}\Full" in lines(output)
    assert (output.stderr, output.exit_code) == (b"ERROR: Access is denied.\r\n", 1)


@pytest.mark.parametrize(
    ("way", "alone", "below"),
    [
        (EmptyKey.NOTHING, [], []),
        (EmptyKey.BLANK, ["", ""], [""]),
        (EmptyKey.NAME, ["", rf"{FULL}\Empty", ""], [rf"{FULL}\Empty", ""]),
        (
            EmptyKey.DEFAULT,
            ["", rf"{FULL}\Empty", "    (Default)    REG_SZ    (value not set)", ""],
            [rf"{FULL}\Empty", "    (Default)    REG_SZ    (value not set)", ""],
        ),
    ],
    ids=lambda value: value.name if isinstance(value, EmptyKey) else "",
)
def test_a_key_without_anything_can_be_printed_in_every_way(
    registry: Registry, way: EmptyKey, alone: list[str], below: list[str]
) -> None:
    style = ConsoleStyle(empty_key=way)
    empty = rf"{KEY}\Empty"
    assert (lines(query(registry, empty, style=style)), lines(query(registry, empty, "/s", style=style))) == (
        alone,
        alone,
    )
    full = [rf"{FULL}\Full", "    Blob    REG_BINARY    AB01", ""]
    assert lines(query(registry, KEY, "/s", style=style)) == ["", *below, *full]
