# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a certificate's private key lies: the store property KEY_PROV_INFO, which names a key and never holds one.

Form: seven little-endian 32-bit numbers and two NUL-terminated UTF-16 strings ([MS-GPEF] 2.2.1.1.1.1.1).
Meaning of the numbers: wincrypt.h, CRYPT_KEY_PROV_INFO. That a provider is registered or a key still exists isn't said.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError

CNG = 0
"""The provider type of every key storage provider (wincrypt.h, CRYPT_KEY_PROV_INFO, dwProvType)."""

AT_KEYEXCHANGE = 1

_MACHINE_KEYSET = 0x20
_HEADER = struct.Struct("<7I")
_NUL = b"\0\0"
_LONGEST_NAME = 512
"""Characters: NCRYPT_MAX_KEY_NAME_LENGTH, which no container or provider exceeds."""


@dataclass(frozen=True)
class KeyProvider:
    """The key that a store entry names. ``provider_type`` and ``key_spec`` are wincrypt.h's ``PROV_*`` and ``AT_*``."""

    container: str
    provider: str
    provider_type: int
    machine_key_set: bool
    key_spec: int

    @property
    def is_cng(self) -> bool:
        return self.provider_type == CNG


def read_key_provider(data: bytes) -> KeyProvider:
    """Read the property's value; raises :class:`CertificateError` when it is malformed."""
    if len(data) < _HEADER.size:
        raise CertificateError(f"the key information is cut short: {len(data)} bytes")
    container, provider, provider_type, flags, _count, _parameters, key_spec = _HEADER.unpack_from(data)
    return KeyProvider(
        container=_name(data, container),
        provider=_name(data, provider),
        provider_type=provider_type,
        machine_key_set=bool(flags & _MACHINE_KEYSET),
        key_spec=key_spec,
    )


def _name(data: bytes, offset: int) -> str:
    """The string at an offset; 0 stands for none, as CryptoAPI then takes its default."""
    if offset == 0:
        return ""
    units = [data[at : at + 2] for at in range(offset, min(len(data), offset + 2 * _LONGEST_NAME + 2), 2)]
    if offset < _HEADER.size or _NUL not in units:
        raise CertificateError(f"the key information holds no name at byte {offset}")
    try:
        return b"".join(units[: units.index(_NUL)]).decode("utf-16-le")
    except UnicodeDecodeError as error:
        raise CertificateError(f"the key information holds no text at byte {offset}") from error
