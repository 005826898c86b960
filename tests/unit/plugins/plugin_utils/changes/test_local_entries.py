# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An entry is read whatever its size and the name of its key, and no name out of the registry gets into a command line."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.local_entries import LocalEntries, entry_key
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    FaultFields,
    Unreadable,
    WriteFailed,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.console import reg_query
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.host import Host

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim
from tests.unit.plugins.plugin_utils.windows.stores import ONE, ROOT

TOO_LARGE = WsmanFault(FaultFields(subcode="EncodingLimit"))
NAMES = ["AB" * 20, "Anything", '"&calc&"', "%PATH%"]


@pytest.fixture
def entries(windows: Host) -> LocalEntries:
    return LocalEntries(windows)


@pytest.mark.parametrize("name", NAMES)
def test_what_one_answer_cannot_hold_is_read_as_it_is_printed(host: FakeHost, entries: LocalEntries, name: str) -> None:
    host.add(rf"{ROOT}\{name}", Blob=b"large")
    host.methods["GetBinaryValue"] = [TOO_LARGE]
    assert entries.read("Root", name) == b"large"
    assert (name in "".join(host.lines)) == (name == "AB" * 20)


def test_what_is_not_printed_either_is_unreadable_and_never_missing(host: FakeHost, entries: LocalEntries) -> None:
    host.methods["GetBinaryValue"] = [TOO_LARGE]
    with pytest.raises(Unreadable):
        entries.read("Root", ONE.thumbprint)


def test_another_fault_is_no_large_value(host: FakeHost, entries: LocalEntries) -> None:
    host.add(rf"{ROOT}\{ONE.thumbprint}", Blob=b"x")
    host.methods["GetBinaryValue"] = [WsmanFault(FaultFields(subcode="TimedOut"))]
    with pytest.raises(WsmanFault):
        entries.read("Root", ONE.thumbprint)


def test_a_value_of_another_type_has_no_bytes(host: FakeHost, entries: LocalEntries) -> None:
    host.methods["GetBinaryValue"] = [cim(ReturnValue=0x80041005)]
    assert entries.read("Root", ONE.thumbprint) is None


@pytest.mark.parametrize("printed", ["REG_SZ", None])
def test_a_value_of_another_type_is_not_replaced(host: FakeHost, entries: LocalEntries, printed: str | None) -> None:
    key = rf"{ROOT}\{ONE.thumbprint}"
    host.methods["GetBinaryValue"] = [cim(ReturnValue=0x80041005)]
    host.texts[reg_query(key)] = printed and f"\r\nHKEY_LOCAL_MACHINE\\{key}\r\n    Blob    REG_SZ    text\r\n"
    with pytest.raises(WriteFailed) as caught:
        entries.to_be_replaced("Root", ONE.thumbprint)
    assert str(caught.value) == (
        f"the value Blob of HKLM\\{key} is {'a REG_SZ' if printed else 'no REG_BINARY'}, as Windows writes none, and nothing was "
        "changed: find out what has put it there, delete that key on the host, and import the certificate again"
    )


def test_what_is_missing_or_ours_is_to_be_replaced(host: FakeHost, entries: LocalEntries) -> None:
    host.add(ROOT)
    assert entries.to_be_replaced("Root", ONE.thumbprint) is None
    host.add(rf"{ROOT}\{ONE.thumbprint}", Blob=b"x")
    assert entries.to_be_replaced("Root", ONE.thumbprint) == b"x"


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_there_with_a_value_or_without_one(host: FakeHost, entries: LocalEntries, name: str) -> None:
    host.add(ROOT)
    assert not entries.is_there("Root", name)
    host.add(rf"{ROOT}\{name}")
    assert entries.is_there("Root", name.lower())
    assert host.lines == [line for line in host.lines if reg_query(ROOT) in line]


def test_a_name_leads_to_no_key_below() -> None:
    with pytest.raises(ValueError, match="not the name of a registry key"):
        entry_key("Root", r"Above\Below")
