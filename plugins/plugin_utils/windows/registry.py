# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Single keys and values of HKEY_LOCAL_MACHINE, read by the CIM class StdRegProv.

Return codes as observed on Windows: 1 = the value does not exist, 2 = the key does not exist, 5 = access is denied,
0x80041005 = the value has another type.
"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    RegistryError,
    ResponseRefused,
    WsmanFault,
    attempting,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.envelope import Parameter
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.names import cim_class
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.request_size import Oversize
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import CimObject
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.session import Session

HKEY_LOCAL_MACHINE = 0x80000002

_NAMESPACES = ("root/cimv2", "root/default")
"""StdRegProv is registered in both; hosts that lack the first one answer with a fault and are asked for the second."""

_SUCCESS = 0
_VALUE_MISSING = 1


class Registry:
    """HKEY_LOCAL_MACHINE of one host. Keys are written without the hive: ``SOFTWARE\\Microsoft``.

    Every method raises :class:`RegistryError` with StdRegProv's return code, and the errors of the session.
    """

    def __init__(self, session: Session) -> None:
        self.host = session.host
        self._session = session
        self._namespace = 0

    def subkeys(self, key: str) -> list[str]:
        with attempting(f"list the registry key HKLM\\{key} of {self.host}"):
            return self.call("EnumKey", key).texts("sNames")

    def binary(self, key: str, name: str) -> bytes | None:
        """A REG_BINARY, or None when the key or the value does not exist."""
        with attempting(f"read the registry value {name} of HKLM\\{key} of {self.host}"):
            output = self._value("GetBinaryValue", key, name)
            return output.octets("uValue") if output else None

    def dword(self, key: str, name: str) -> int | None:
        """A REG_DWORD, or None when the key or the value does not exist."""
        with attempting(f"read the registry value {name} of HKLM\\{key} of {self.host}"):
            output = self._value("GetDWORDValue", key, name)
            if output is None:
                return None
            number = output.integer("uValue")
            if number is None:
                raise ResponseRefused("StdRegProv reported success and gave no value")
            return number

    def call(self, method: str, key: str, **parameters: Parameter) -> CimObject:
        """The answer of a method of StdRegProv that is given a key. Raises as every method does."""
        output = self._invoke(method, {"hDefKey": HKEY_LOCAL_MACHINE, "sSubKeyName": key, **parameters})
        code = output.integer("ReturnValue")
        if code is None:
            raise ResponseRefused(f"StdRegProv gave no return code for {method}")
        if code != _SUCCESS:
            raise RegistryError(code % 2**32)
        return output

    def oversize(self, method: str, key: str, **parameters: Parameter) -> Oversize | None:
        """Why the host does not take such a call, None when it does."""
        given = {"hDefKey": HKEY_LOCAL_MACHINE, "sSubKeyName": key, **parameters}
        return self._session.oversize(cim_class(max(_NAMESPACES, key=len), "StdRegProv"), method, given)

    def _value(self, method: str, key: str, name: str) -> CimObject | None:
        try:
            return self.call(method, key, sValueName=name)
        except RegistryError as error:
            if error.code in (_VALUE_MISSING, RegistryError.KEY_MISSING):
                return None
            raise

    def _invoke(self, method: str, parameters: dict[str, Parameter]) -> CimObject:
        try:
            return self._session.invoke(cim_class(_NAMESPACES[self._namespace], "StdRegProv"), method, parameters)
        except WsmanFault as fault:
            if not fault.no_class or self._namespace + 1 == len(_NAMESPACES):
                raise
            self._namespace += 1
            return self._invoke(method, parameters)
