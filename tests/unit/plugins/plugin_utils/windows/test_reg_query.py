# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text of `reg query` in the flavours of Windows and Wine, in other languages, and with data that imitates keys."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reg_query import RegistryTree, Value
from hypothesis import given, settings
from hypothesis import strategies as st

KEY = r"SOFTWARE\Microsoft\Example"
FULL = rf"HKEY_LOCAL_MACHINE\{KEY}"


def _tree(*lines: str) -> RegistryTree:
    return RegistryTree("".join(f"{line}\n" for line in lines))


def test_values_belong_to_the_key_above_them() -> None:
    tree = _tree("", FULL, "    A    REG_SZ    1", "", rf"{FULL}\Sub", "    A    REG_SZ    2", "")
    assert tree.value(KEY, "A") == Value("REG_SZ", "1")
    assert tree.value(rf"{KEY}\Sub", "A") == Value("REG_SZ", "2")


def test_names_are_compared_in_any_letter_case_and_kept_as_the_host_spells_them() -> None:
    tree = _tree("", FULL.replace("Example", "EXAMPLE"), "    Blob    REG_SZ    x", rf"{FULL}\SubKey")
    assert tree.value(KEY.lower(), "bLOB") == Value("REG_SZ", "x")
    assert tree.subkeys(KEY.upper()) == ["SubKey"]


def test_only_direct_subkeys_are_subkeys() -> None:
    tree = _tree("", FULL, rf"{FULL}\A", rf"{FULL}\A\B", rf"{FULL}2\C")
    assert tree.subkeys(KEY) == ["A"]


def test_a_key_that_was_not_printed_has_nothing() -> None:
    tree = _tree("")
    assert (tree.subkeys(KEY), tree.values(KEY), tree.value(KEY, "A")) == ([], {}, None)


@pytest.mark.parametrize(
    "lines",
    [
        ("", rf"{FULL}\A", "", rf"{FULL}\B", ""),
        ("", rf"{FULL}\A", "    (Default)    REG_SZ    (value not set)", "", rf"{FULL}\B", ""),
        ("", rf"{FULL}\A", "    (Standard)    REG_SZ    (Wert nicht festgelegt)", rf"{FULL}\B"),
        ("", rf"{FULL}\A", "    (默认)    REG_SZ    (数值未设置)", rf"{FULL}\B"),
        (rf"{FULL}\A", rf"{FULL}\B", "", "End of search: 2 match(es) found."),
    ],
    ids=["windows", "wine", "german", "chinese", "search"],
)
def test_subkeys_are_found_in_every_flavour(lines: tuple[str, ...]) -> None:
    assert _tree(*lines).subkeys(KEY) == ["A", "B"]


@pytest.mark.parametrize("name", ["two words", "two  words", "four    words", "(Standard)", "", "größe"])
def test_a_name_may_hold_spaces(name: str) -> None:
    assert _tree(FULL, f"    {name}    REG_DWORD    0x10").values(KEY) == {name.lower(): Value("REG_DWORD", "0x10")}


@pytest.mark.parametrize("data", ["", "one", "two  words", "four    words ", "C:\\Program Files\\x"])
def test_a_string_keeps_its_spaces(data: str) -> None:
    value = _tree(FULL, f"    Name    REG_SZ    {data}").value(KEY, "Name")
    assert value is not None
    assert value.string == data


def test_an_expandable_string_is_a_string() -> None:
    assert Value("REG_EXPAND_SZ", "%windir%").string == "%windir%"


def test_a_value_without_data_is_empty() -> None:
    assert _tree(FULL, "    Name    REG_NONE").value(KEY, "Name") == Value("REG_NONE", "")


@pytest.mark.parametrize(
    ("data", "strings"),
    [
        (r"gw01\0gw02", ("gw01", "gw02")),
        ("gw01", ("gw01",)),
        (r"gw01\0\0", ("gw01",)),
        ("", ()),
        (r"\0", ()),
    ],
)
def test_a_multi_string_has_strings(data: str, strings: tuple[str, ...]) -> None:
    assert Value("REG_MULTI_SZ", data).strings == strings


def test_a_value_of_another_type_has_no_strings() -> None:
    assert Value("REG_SZ", r"gw01\0gw02").strings == ()


def test_the_data_of_a_multi_string_stay_one_text_and_are_no_string() -> None:
    value = _tree(FULL, r"    Hosts    REG_MULTI_SZ    gw01\0gw02").value(KEY, "Hosts")
    assert value == Value("REG_MULTI_SZ", r"gw01\0gw02")
    assert value.string is None


@pytest.mark.parametrize("data", ["00FF", "00ff", "00Ff"])
def test_binary_data_is_hex_in_either_letter_case(data: str) -> None:
    assert Value("REG_BINARY", data).binary == b"\x00\xff"


@pytest.mark.parametrize("data", ["0", "zz", "00 FF", "00FF\n", "\uff10\uff10"])
def test_anything_else_is_no_binary_data(data: str) -> None:
    assert Value("REG_BINARY", data).binary is None


def test_hex_in_a_string_is_no_binary_data() -> None:
    assert Value("REG_SZ", "00FF").binary is None


def test_a_number_is_hex_with_its_prefix() -> None:
    assert Value("REG_DWORD", "0x165b").integer == 5723


@pytest.mark.parametrize("value", [Value("REG_DWORD", "5723"), Value("REG_DWORD", "0xzz"), Value("REG_SZ", "0x1")])
def test_anything_else_is_no_number(value: Value) -> None:
    assert value.integer is None


TYPED = _tree(
    FULL,
    "    String    REG_SZ    a",
    r"    Strings    REG_MULTI_SZ    a\0b",
    "    Integer    REG_DWORD    0x10",
    "    Binary    REG_BINARY    0A",
)


def test_a_value_is_read_as_what_it_is() -> None:
    assert TYPED.string(KEY, "String") == "a"
    assert TYPED.strings(KEY, "Strings") == ("a", "b")
    assert TYPED.integer(KEY, "Integer") == 16
    assert TYPED.binary(KEY, "Binary") == b"\x0a"


@pytest.mark.parametrize("name", ["String", "Strings", "Integer", "Binary", "Missing"])
def test_a_value_that_is_missing_or_of_another_type_is_none(name: str) -> None:
    read = {
        "String": TYPED.string(KEY, name),
        "Strings": TYPED.strings(KEY, name),
        "Integer": TYPED.integer(KEY, name),
        "Binary": TYPED.binary(KEY, name),
    }
    assert {kind for kind, found in read.items() if found not in (None, ())} == {name} - {"Missing"}


def test_a_line_break_in_a_string_can_imitate_a_key_but_not_change_one_that_came_before() -> None:
    tree = _tree(
        FULL,
        "    Blob    REG_BINARY    01",
        rf"{FULL}\Other",
        "    Note    REG_SZ    innocent",
        FULL,
        "    Blob    REG_BINARY    02",
    )
    assert tree.value(KEY, "Blob") == Value("REG_BINARY", "01")


@pytest.mark.parametrize("character", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_no_character_but_the_line_feed_ends_a_line(character: str) -> None:
    tree = _tree(FULL, f"    Note    REG_SZ    a{character}{FULL}2")
    assert not tree.shows(f"{KEY}2")


def test_a_key_is_shown_by_its_own_line_or_by_a_subkeys() -> None:
    assert _tree("", FULL, "").shows(KEY)
    assert _tree("", rf"{FULL}\A").shows(KEY)
    assert not _tree("", f"{FULL}2").shows(KEY)


def test_a_line_that_is_neither_key_nor_value_is_passed_over() -> None:
    tree = _tree(
        "ERROR: Access is denied.", FULL, "second line of a text", "  A    REG_SZ    x", "    B    REG_SZ    y"
    )
    assert tree.values(KEY) == {"b": Value("REG_SZ", "y")}


@pytest.mark.parametrize("name", ["\u0130stanbul", "Ma\u00dfe", "\u212aelvin"])
def test_a_name_that_is_longer_in_lower_case_is_spelled_as_the_host_does(name: str) -> None:
    tree = _tree(rf"HKEY_LOCAL_MACHINE\{name}\{name}")
    assert tree.subkeys(name) == [name]


SAFE = st.text(st.characters(codec="utf-8", exclude_characters="\n\\"), max_size=12)
NAMES = st.from_regex(r"[A-Za-z0-9 ._{}-]{1,12}", fullmatch=True)
DATA = st.builds(
    Value,
    st.sampled_from(["REG_SZ", "REG_DWORD", "REG_BINARY", "REG_MULTI_SZ"]),
    SAFE.filter(lambda data: "    " not in data),
)


@given(st.dictionaries(NAMES.map(str.lower), st.dictionaries(NAMES.map(str.lower), DATA)))
@settings(max_examples=50)
def test_whatever_is_printed_is_read_back(keys: dict[str, dict[str, Value]]) -> None:
    tree = _tree(
        *(
            line
            for key, values in keys.items()
            for line in (
                rf"{FULL}\{key}",
                *(f"    {name}    {each.type}    {each.data}" for name, each in values.items()),
                "",
            )
        )
    )
    assert {key: dict(tree.values(rf"{KEY}\{key}")) for key in tree.subkeys(KEY)} == keys


@given(st.text(), st.lists(st.sampled_from(["\n", FULL, "\\", "    ", "Blob", "REG_BINARY", "02", "\r", "\u2028"])))
@settings(max_examples=50)
def test_no_text_after_a_value_changes_it(text: str, words: list[str]) -> None:
    for rest in (text, "".join(words)):
        tree = _tree(FULL, "    Blob    REG_BINARY    01", rest)
        assert tree.binary(KEY, "Blob") == b"\x01"
        assert all("\n" not in name for name in tree.subkeys(KEY))


def test_many_keys_are_found_without_searching_through_all_of_them() -> None:
    count = 40_000  # would take minutes
    tree = _tree(*(rf"{FULL}\{number}\Parents\0" for number in range(count)))
    assert sum(len(tree.subkeys(rf"{KEY}\{number}\Parents")) for number in range(count)) == count
