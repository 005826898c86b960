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
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.reading.key_listing import read_subkeys, refuse_if_denied
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost

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


@pytest.mark.parametrize("error", [RegistryError(RegistryError.ACCESS_DENIED), HostUnreachable("gone")])
def test_only_a_denied_key_and_a_lost_host_have_a_reason_of_their_own(error: WsmanError) -> None:
    host: Any = FakeHost()
    host.methods["EnumKey"] = [error]
    with pytest.raises(type(error)):
        refuse_if_denied(KEY, Host(host))


@pytest.mark.parametrize("error", [RegistryError(2), RegistryError(1450), WsmanFault(FaultFields(code=2150858755))])
def test_a_key_that_is_not_denied_has_no_reason_of_its_own(error: WsmanError) -> None:
    host: Any = FakeHost()
    host.methods["EnumKey"] = [error]
    refuse_if_denied(KEY, Host(host))
