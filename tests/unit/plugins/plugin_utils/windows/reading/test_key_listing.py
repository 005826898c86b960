# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which subkeys a key has: what the text proves, and otherwise what StdRegProv says."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    FaultFields,
    HostUnreachable,
    RegistryError,
    WsmanError,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import Section
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import not_delivered, read_subkeys
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim

KEY = r"SOFTWARE\Example"
FULL = rf"HKEY_LOCAL_MACHINE\{KEY}"
WORDS = st.sampled_from([FULL, "HKEY_LOCAL_MACHINE\\", "\\", "A", "\n", "\r", "\u2028", "    ", "REG_SZ"])


def told_by_the_class(*names: str) -> Host:
    host: Any = FakeHost()
    for name in names:
        host.add(f"{KEY}\\{name}")
    return Host(host)


@pytest.mark.parametrize("section", [Section(False, f"{FULL}\\A\n"), Section(True, "ERROR\n"), Section(True, "")])
def test_text_that_does_not_prove_the_key_is_not_believed(section: Section) -> None:
    assert read_subkeys(KEY, section, told_by_the_class("B")) == {"b": "B"}


@given(st.booleans(), st.text() | st.lists(WORDS).map("".join))
@settings(max_examples=50)
def test_any_text_gives_names_without_line_ends_and_separators(succeeded: bool, text: str) -> None:
    found = read_subkeys(KEY, Section(succeeded, text), told_by_the_class())
    assert all(name.lower() == lower and not set(name) & set("\n\\") for lower, name in found.items())


@pytest.mark.parametrize("code", [RegistryError.ACCESS_DENIED, 0x80041005])
def test_a_key_that_neither_way_shows_is_an_error(code: int) -> None:
    host: Any = FakeHost()
    host.methods["EnumKey"] = [RegistryError(code)]
    with pytest.raises(RegistryError):
        read_subkeys(KEY, Section(False, ""), Host(host))


def test_where_the_class_does_not_answer_either_the_words_of_the_program_are_told_too() -> None:
    host: Any = FakeHost()
    host.methods["EnumKey"] = [WsmanFault(FaultFields(code=2150858755))]
    with pytest.raises(WsmanFault, match="WSManFault 2150858755; the host wrote: blocked$"):
        read_subkeys(KEY, Section(False, "", "; the host wrote: blocked"), Host(host))


def unread(error: Exception | None = None) -> Exception:
    host: Any = FakeHost()
    host.methods["EnumKey"] = [error or cim(ReturnValue=0)]
    return not_delivered("it exists", KEY, "; the host wrote: no", Host(host))


def test_a_denied_key_is_told_with_the_advice_about_rights() -> None:
    error = unread(RegistryError(RegistryError.ACCESS_DENIED))
    assert (
        str(error)
        .partition(": ")[2]
        .startswith("it exists: access is denied (StdRegProv returned 5); the WinRM account must ")
    )


@pytest.mark.parametrize(
    "error", [None, RegistryError(2), RegistryError(1450), WsmanFault(FaultFields(code=2150858755))]
)
def test_any_other_key_that_was_not_delivered_is_told_in_the_programs_words(error: WsmanError | None) -> None:
    assert str(unread(error)) == "it exists; the host wrote: no"


def test_a_host_that_is_lost_meanwhile_is_lost() -> None:
    with pytest.raises(HostUnreachable):
        unread(HostUnreachable("gone"))


@pytest.mark.parametrize(
    "text", ["", "\n", " \n\n", f"\n{FULL}\n", f"\n{FULL}\n    (Standard)    REG_SZ    (Wert nicht festgelegt)\n"]
)
def test_a_key_whose_parent_shows_it_is_empty_in_every_form_without_asking_the_class(text: str) -> None:
    host: Any = FakeHost()
    assert read_subkeys(KEY, Section(True, text), Host(host), is_there=True) == {}
    assert host.calls == []


@pytest.mark.parametrize("section", [Section(False, ""), Section(True, "ERROR\n")], ids=["failed", "something else"])
def test_neither_a_failure_nor_another_text_is_an_empty_key(section: Section) -> None:
    assert read_subkeys(KEY, section, told_by_the_class("B"), is_there=True) == {"b": "B"}
