# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The classes a simulated CIM repository serves, as the WS-Management endpoint sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

CimValue: TypeAlias = "None | bool | int | str | datetime | Sequence[CimValue]"
"""A sequence is a CIM array: empty, it is an absent element on the wire. A scalar None is xsi:nil."""

Parameters: TypeAlias = "Mapping[str, Sequence[str | None]]"
"""A method's parameters: element name -> the texts of its repeated elements, None for xsi:nil."""

STATUS_CODES: Mapping[str, int] = {
    "provider_failure": 0x80041004,
    "not_found": 0x80041002,
    "access_denied": 0x80041003,
    "invalid_parameter": 0x80041008,
    "invalid_class": 0x80041010,
    "invalid_query": 0x80041017,
    "invalid_method": 0x80041055,
}
"""The WBEM HRESULT of each kind of error (wbemcli.h, WBEMSTATUS)."""


class CimError(Exception):
    """An operation that ends in a fault. `kind` is a key of STATUS_CODES, `status_code` its HRESULT."""

    def __init__(self, kind: str, operation: str = "", parameter_info: str = "", provider_name: str = "") -> None:
        super().__init__(f"{kind}: {operation} {parameter_info}".rstrip())
        self.kind = kind
        self.operation = operation
        self.parameter_info = parameter_info
        self.provider_name = provider_name
        self.status_code = STATUS_CODES[kind]


class CimClass(Protocol):
    """One class. `keys` is empty for a singleton and for a class of static methods; namespaces are lower case."""

    @property
    def name(self) -> str: ...

    @property
    def namespaces(self) -> tuple[str, ...]: ...

    @property
    def keys(self) -> tuple[str, ...]: ...

    def instances(self) -> Iterable[Mapping[str, CimValue]]: ...

    def invoke(self, method: str, selectors: Mapping[str, str], parameters: Parameters) -> Mapping[str, CimValue]:
        """The out parameters, ReturnValue among them; raises CimError where Windows answers with a fault."""
        ...
