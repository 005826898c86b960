# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single keys and values: missing is an answer, denied is an error, and no return code is no answer."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    FaultFields,
    RegistryError,
    ResponseRefused,
    WsmanError,
    WsmanFault,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import CimObject

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost, cim

KEY = r"SOFTWARE\Example"
NO_SUCH_CLASS = WsmanFault(FaultFields("DestinationUnreachable", 2150858752))


def test_subkeys_are_listed(host: FakeHost, registry: Registry) -> None:
    host.add(rf"{KEY}\a")
    host.add(rf"{KEY}\b")
    assert registry.subkeys(KEY) == ["a", "b"]
    assert host.calls[0][1]["hDefKey"] == 0x80000002


@pytest.mark.parametrize("key", [KEY, r"SOFTWARE\Missing"])
def test_a_missing_value_and_one_of_a_missing_key_are_none(host: FakeHost, registry: Registry, key: str) -> None:
    host.add(KEY)
    assert registry.binary(key, "Blob") is None


def test_an_empty_value_is_not_a_missing_one(host: FakeHost, registry: Registry) -> None:
    host.add(KEY, Blob=b"")
    assert registry.binary(KEY, "Blob") == b""


def test_a_denied_value_is_an_error_that_names_it(host: FakeHost, registry: Registry) -> None:
    host.denied.add(KEY)
    with pytest.raises(RegistryError) as caught:
        registry.binary(KEY, "Blob")
    assert str(caught.value).startswith(
        r"cannot read the registry value Blob of HKLM\SOFTWARE\Example of web01.dmz.example: access is denied"
    )


@pytest.mark.parametrize("code", [2147749893, -2147217403])
def test_a_value_of_another_type_is_an_error_with_its_code(host: FakeHost, registry: Registry, code: int) -> None:
    host.methods["GetBinaryValue"] = [cim(ReturnValue=code)]
    with pytest.raises(RegistryError) as caught:
        registry.binary(KEY, "Blob")
    assert caught.value.code == 0x80041005


@pytest.mark.parametrize("number", [0, 1, 2**32 - 1])
def test_a_number_is_read(host: FakeHost, registry: Registry, number: int) -> None:
    host.methods["GetDWORDValue"] = [cim(ReturnValue=0, uValue=number)]
    assert registry.dword(KEY, "EnableADIntegration") == number
    ((method, parameters),) = host.calls
    assert (method, parameters["sSubKeyName"], parameters["sValueName"]) == (
        "GetDWORDValue",
        KEY,
        "EnableADIntegration",
    )


@pytest.mark.parametrize("key", [KEY, r"SOFTWARE\Missing"])
def test_a_missing_number_and_one_of_a_missing_key_are_none(host: FakeHost, registry: Registry, key: str) -> None:
    host.add(KEY)
    assert registry.dword(key, "EnableADIntegration") is None


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (cim(ReturnValue=0), "StdRegProv reported success and gave no value"),
        (cim(ReturnValue=0, uValue="x"), "uValue should be a number"),
        (cim(ReturnValue=0, uValue="9" * 5000), "uValue should be a number"),
        (cim(ReturnValue=2147749893), "the value has another type (StdRegProv returned 0x80041005)"),
    ],
    ids=["no value", "no number", "no 32 bits", "another type"],
)
def test_a_number_that_was_not_given_is_an_error(
    host: FakeHost, registry: Registry, answer: CimObject, reason: str
) -> None:
    host.methods["GetDWORDValue"] = [answer]
    with pytest.raises(WsmanError) as caught:
        registry.dword(KEY, "EnableADIntegration")
    assert str(caught.value) == (
        r"cannot read the registry value EnableADIntegration of HKLM\SOFTWARE\Example of web01.dmz.example: " + reason
    )


def test_an_answer_without_return_code_is_not_an_empty_key(host: FakeHost, registry: Registry) -> None:
    host.methods["EnumKey"] = [cim()]
    with pytest.raises(ResponseRefused, match="StdRegProv gave no return code for EnumKey$"):
        registry.subkeys(KEY)


@pytest.mark.parametrize(
    "fault",
    [
        NO_SUCH_CLASS,
        WsmanFault(FaultFields(code=0x80338003, provider_code=0x80041010)),
        WsmanFault(FaultFields(code=0x80338003, provider_code=0x8004100E)),
        WsmanFault(FaultFields(code=0x80041010)),
        WsmanFault(FaultFields(cim_status=5)),
        WsmanFault(FaultFields(cim_status=3)),
    ],
    ids=["not found", "invalid class", "invalid namespace", "bare", "CIM class", "CIM namespace"],
)
def test_a_host_without_the_class_in_one_namespace_is_asked_in_the_other_from_then_on(
    host: FakeHost, registry: Registry, fault: WsmanFault
) -> None:
    host.methods["EnumKey"] = [fault, cim(ReturnValue=0, sNames=["a"])]
    assert registry.subkeys(KEY) == ["a"]
    assert registry.subkeys(KEY) == ["a"]
    assert len(host.calls) == 3


def test_a_host_without_the_class_anywhere_is_a_fault(host: FakeHost, registry: Registry) -> None:
    host.methods["EnumKey"] = [NO_SUCH_CLASS]
    with pytest.raises(WsmanFault):
        registry.subkeys(KEY)
    assert len(host.calls) == 2
