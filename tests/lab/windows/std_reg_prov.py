# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""StdRegProv, WMI's registry class, with the return codes that Windows gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.lab.windows.cim import CimError, CimValue, Parameters
from tests.lab.windows.registry import (
    AccessDenied,
    Data,
    KeyMissing,
    Registry,
    RegistryType,
    ValueMissing,
)

VALUE_MISSING = 1
FILE_NOT_FOUND = 2
ACCESS_DENIED = 5
INVALID_HANDLE = 6
INVALID_PARAMETER = 87
TYPE_MISMATCH = 0x80041005
WBEM_INVALID_PARAMETER = 0x80041008

LONGEST_KEY_NAME = 255
"""Characters of one key's name (Win32, "Registry Element Size Limits")."""

LOCAL_MACHINE = "2147483650"
WRITE_RIGHTS = 0x10006
"""KEY_SET_VALUE, KEY_CREATE_SUB_KEY and DELETE (winnt.h)."""

ENVIRONMENT = {"%systemroot%": "C:\\Windows", "%programfiles%": "C:\\Program Files"}

HIVES = {
    "2147483648": "HKCR",
    "2147483649": "HKCU",
    LOCAL_MACHINE: "HKLM",
    "2147483651": "HKU",
    "2147483653": "HKCC",
}


@dataclass(frozen=True)
class TypedValue:
    """How a Get/Set pair carries its registry type: the element's name, and both directions."""

    type: RegistryType
    element: str
    parse: Callable[[Sequence[str | None]], Data]
    show: Callable[[Data], CimValue]
    absent: CimValue


class TypeMismatch(Exception):
    """The value has another registry type than the method reads."""


def _one_text(texts: Sequence[str | None]) -> str:
    return texts[0] or "" if texts else ""


def _integer(text: str | None, bits: int) -> int:
    number = int(text or "")
    if not 0 <= number < 1 << bits:
        raise ValueError(number)
    return number


def _octets(texts: Sequence[str | None]) -> bytes:
    return bytes(_integer(text, 8) for text in texts)


def _numbers(data: Data) -> CimValue:
    return tuple(data) if isinstance(data, bytes) else ()


def _strings(texts: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(text or "" for text in texts)


def _expanded(data: Data) -> CimValue:
    return re.sub("%[^%]+%", lambda found: ENVIRONMENT.get(found[0].lower(), found[0]), str(data))


def _number(kind: RegistryType, bits: int) -> TypedValue:
    return TypedValue(kind, "uValue", lambda texts: _integer(_one_text(texts), bits), lambda data: data, None)


TYPED_VALUES = {
    "StringValue": TypedValue(RegistryType.REG_SZ, "sValue", _one_text, lambda data: data, None),
    "ExpandedStringValue": TypedValue(RegistryType.REG_EXPAND_SZ, "sValue", _one_text, _expanded, None),
    "DWORDValue": _number(RegistryType.REG_DWORD, 32),
    "QWORDValue": _number(RegistryType.REG_QWORD, 64),
    "BinaryValue": TypedValue(RegistryType.REG_BINARY, "uValue", _octets, _numbers, ()),
    "MultiStringValue": TypedValue(RegistryType.REG_MULTI_SZ, "sValue", _strings, lambda data: data, ()),
}


@dataclass(frozen=True)
class Call:
    """The parameters of one method call, checked as the provider does."""

    key: str
    value_name: str
    parameters: Parameters


@dataclass(frozen=True)
class Method:
    """What a method does, the parameters it knows beside the key, and its out parameters when it fails."""

    run: Callable[[Call], Mapping[str, CimValue]]
    parameters: tuple[str, ...] = ()
    nothing: Mapping[str, CimValue] | None = None


class StdRegProv:
    """Static methods over a machine's registry (reference: Microsoft, "StdRegProv class")."""

    name = "StdRegProv"
    namespaces = ("root/default", "root/cimv2")
    keys: tuple[str, ...] = ()

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._methods = {
            "checkaccess": Method(self._check_access, ("uRequired",), {"bGranted": False}),
            "createkey": Method(self._create_key),
            "deletekey": Method(self._delete_key),
            "deletevalue": Method(self._delete_value, ("sValueName",)),
            "enumkey": Method(self._enum_key, (), {"sNames": ()}),
            "enumvalues": Method(self._enum_values, (), {"sNames": (), "Types": ()}),
        }
        for suffix, typed in TYPED_VALUES.items():
            self._methods[f"get{suffix}".lower()] = self._getter(typed)
            self._methods[f"set{suffix}".lower()] = self._setter(typed)

    def instances(self) -> Iterable[Mapping[str, CimValue]]:
        return ()

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        known = self._methods.get(method.lower())
        if known is None:
            raise CimError("invalid_method", "ExecMethod", f"{self.name}::{method}", "RegProv")
        unknown = set(parameters) - {"hDefKey", "sSubKeyName", *known.parameters}
        if unknown:
            raise CimError("invalid_parameter", "ExecMethod", ", ".join(sorted(unknown)), "RegProv")
        return {**(known.nothing or {}), **self._answer(known, parameters)}

    def _answer(self, method: Method, parameters: Parameters) -> Mapping[str, CimValue]:
        hive = HIVES.get(_one_text(parameters.get("hDefKey", [LOCAL_MACHINE])))
        sub_key = parameters.get("sSubKeyName")
        if hive is None:
            return {"ReturnValue": INVALID_HANDLE}
        if not sub_key or sub_key[0] is None:
            return {"ReturnValue": WBEM_INVALID_PARAMETER}
        if any(len(part) > LONGEST_KEY_NAME for part in sub_key[0].split("\\")):
            return {"ReturnValue": INVALID_PARAMETER}
        call = Call(f"{hive}\\{sub_key[0]}", _one_text(parameters.get("sValueName", [])), parameters)
        return self._outcome(method, call)

    def _outcome(self, method: Method, call: Call) -> Mapping[str, CimValue]:
        try:
            return {**method.run(call), "ReturnValue": 0}
        except ValueMissing:
            return {"ReturnValue": VALUE_MISSING}
        except KeyMissing:
            return {"ReturnValue": FILE_NOT_FOUND}
        except AccessDenied:
            return {"ReturnValue": ACCESS_DENIED}
        except TypeMismatch:
            return {"ReturnValue": TYPE_MISMATCH}
        except ValueError as error:
            raise CimError("invalid_parameter", "ExecMethod", str(error), "RegProv") from None

    def _check_access(self, call: Call) -> Mapping[str, CimValue]:
        self._registry.check(call.key, "read")
        if int(_one_text(call.parameters.get("uRequired", ["3"]))) & WRITE_RIGHTS:
            self._registry.check(call.key, "write")
        return {"bGranted": True}

    def _create_key(self, call: Call) -> Mapping[str, CimValue]:
        self._registry.create(call.key)
        return {}

    def _delete_key(self, call: Call) -> Mapping[str, CimValue]:
        self._registry.delete_key(call.key)
        return {}

    def _delete_value(self, call: Call) -> Mapping[str, CimValue]:
        """A missing value is 2 here, and 1 for the Get methods."""
        try:
            self._registry.delete_value(call.key, call.value_name)
        except ValueMissing as error:
            raise KeyMissing(str(error)) from None
        return {}

    def _enum_key(self, call: Call) -> Mapping[str, CimValue]:
        return {"sNames": self._registry.subkeys(call.key)}

    def _enum_values(self, call: Call) -> Mapping[str, CimValue]:
        values = self._registry.values(call.key)
        return {"sNames": [value.name for value in values], "Types": [int(value.type) for value in values]}

    def _getter(self, typed: TypedValue) -> Method:
        def get(call: Call) -> Mapping[str, CimValue]:
            value = self._registry.get(call.key, call.value_name)
            if value.type != typed.type:
                raise TypeMismatch(call.value_name)
            return {typed.element: typed.show(value.data)}

        return Method(get, ("sValueName",), {typed.element: typed.absent})

    def _setter(self, typed: TypedValue) -> Method:
        def set_(call: Call) -> Mapping[str, CimValue]:
            data = typed.parse(call.parameters.get(typed.element, []))
            self._registry.set(call.key, call.value_name, typed.type, data)
            return {}

        return Method(set_, ("sValueName", typed.element))
