# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""StdRegProv's return codes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.lab.windows.cim import CimError, CimValue
from tests.lab.windows.machine import Machine

HKLM = "2147483650"
KEY = r"SOFTWARE\Example"
TYPE_MISMATCH = 0x80041005


def call(machine: Machine, method: str, key: str = KEY, **parameters: str | list[str]) -> Mapping[str, CimValue]:
    given = {"hDefKey": HKLM, "sSubKeyName": key} | parameters
    texts = {name: [value] if isinstance(value, str) else value for name, value in given.items()}
    return machine.cim_class("StdRegProv").invoke(method, {}, texts)


@pytest.fixture
def keyed(machine: Machine) -> Machine:
    assert call(machine, "CreateKey") == {"ReturnValue": 0}
    return machine


def test_a_created_key_brings_its_parents_and_may_exist_already(machine: Machine) -> None:
    for _ in range(2):
        assert call(machine, "CreateKey", r"SOFTWARE\A\B\C")["ReturnValue"] == 0
    assert call(machine, "EnumKey", r"SOFTWARE\A\B") == {"sNames": ["C"], "ReturnValue": 0}


@pytest.mark.parametrize(
    ("method", "element", "sent", "read"),
    [
        ("StringValue", "sValue", "text", "text"),
        ("ExpandedStringValue", "sValue", r"%SystemRoot%\x", r"C:\Windows\x"),
        ("DWORDValue", "uValue", "4294967295", 4294967295),
        ("QWORDValue", "uValue", "18446744073709551615", 18446744073709551615),
        ("BinaryValue", "uValue", ["0", "255", "16"], (0, 255, 16)),
        ("MultiStringValue", "sValue", ["a", "b"], ("a", "b")),
    ],
)
def test_a_value_reads_back_as_it_was_set(
    keyed: Machine, method: str, element: str, sent: str | list[str], read: CimValue
) -> None:
    assert call(keyed, f"Set{method}", sValueName="v", **{element: sent}) == {"ReturnValue": 0}
    assert call(keyed, f"Get{method}", sValueName="v") == {element: read, "ReturnValue": 0}


def test_an_empty_list_of_strings_reads_back_empty(keyed: Machine) -> None:
    assert call(keyed, "SetMultiStringValue", sValueName="v")["ReturnValue"] == 0
    assert call(keyed, "GetMultiStringValue", sValueName="v") == {"sValue": (), "ReturnValue": 0}


def test_a_missing_value_is_1_and_a_missing_key_is_2(keyed: Machine) -> None:
    assert call(keyed, "GetStringValue", sValueName="v") == {"sValue": None, "ReturnValue": 1}
    assert call(keyed, "GetBinaryValue", r"SOFTWARE\No", sValueName="v") == {"uValue": (), "ReturnValue": 2}
    assert call(keyed, "EnumValues", r"SOFTWARE\No")["ReturnValue"] == 2


def test_deleting_what_is_missing_is_2_for_keys_and_values(keyed: Machine) -> None:
    assert call(keyed, "DeleteKey", r"SOFTWARE\No")["ReturnValue"] == 2
    assert call(keyed, "DeleteValue", sValueName="v")["ReturnValue"] == 2


def test_a_value_of_another_type_is_a_mismatch(keyed: Machine) -> None:
    call(keyed, "SetDWORDValue", sValueName="v", uValue="1")
    assert call(keyed, "GetStringValue", sValueName="v")["ReturnValue"] == TYPE_MISMATCH


def test_access_denied_is_5_for_reading_writing_and_creating(keyed: Machine) -> None:
    keyed.registry.deny(rf"HKLM\{KEY}", "read", "write")
    assert call(keyed, "EnumKey")["ReturnValue"] == 5
    assert call(keyed, "SetStringValue", sValueName="v", sValue="x")["ReturnValue"] == 5
    assert call(keyed, "CreateKey", rf"{KEY}\New")["ReturnValue"] == 5
    assert call(keyed, "CheckAccess") == {"bGranted": False, "ReturnValue": 5}


def test_deleting_a_key_with_subkeys_is_5(keyed: Machine) -> None:
    call(keyed, "CreateKey", rf"{KEY}\Below")
    assert call(keyed, "DeleteKey")["ReturnValue"] == 5
    assert call(keyed, "DeleteKey", rf"{KEY}\Below")["ReturnValue"] == 0
    assert call(keyed, "DeleteKey")["ReturnValue"] == 0


def test_a_bad_hive_is_6_a_long_name_87_and_a_missing_key_name_an_invalid_parameter(keyed: Machine) -> None:
    assert call(keyed, "EnumKey", hDefKey="1")["ReturnValue"] == 6
    assert call(keyed, "CreateKey", "x" * 256)["ReturnValue"] == 87
    answer = keyed.cim_class("StdRegProv").invoke("EnumKey", {}, {"sSubKeyName": [None]})
    assert answer["ReturnValue"] == 0x80041008


def test_the_local_machine_is_the_default_hive(keyed: Machine) -> None:
    answer = keyed.cim_class("StdRegProv").invoke("EnumValues", {}, {"sSubKeyName": [KEY]})
    assert answer == {"sNames": [], "Types": [], "ReturnValue": 0}


@pytest.mark.parametrize(
    ("method", "parameters", "kind"),
    [
        ("EnumKeys", {}, "invalid_method"),
        ("EnumKey", {"sValue": "x"}, "invalid_parameter"),
        ("SetBinaryValue", {"uValue": ["256"]}, "invalid_parameter"),
        ("SetDWORDValue", {"uValue": "0x10"}, "invalid_parameter"),
    ],
)
def test_a_call_that_the_class_does_not_know_is_a_fault(
    keyed: Machine, method: str, parameters: dict[str, str | list[str]], kind: str
) -> None:
    with pytest.raises(CimError) as caught:
        call(keyed, method, **parameters)
    assert caught.value.kind == kind
