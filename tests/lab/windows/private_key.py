# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The property of a store entry that names its private key (CRYPT_KEY_PROV_INFO as MS-GPEF serializes it)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

HEADER = struct.Struct("<7I")

SCHANNEL_PROVIDER = "Microsoft RSA SChannel Cryptographic Provider"
KEY_STORAGE_PROVIDER = "Microsoft Software Key Storage Provider"

PROV_RSA_SCHANNEL = 12
CRYPT_MACHINE_KEYSET = 0x20
AT_KEYEXCHANGE = 1
AT_SIGNATURE = 2
"""wincrypt.h."""


@dataclass(frozen=True)
class PrivateKey:
    """Where a key is kept. A key storage provider (CNG) has the type 0 and no KeySpec."""

    container: str
    provider: str = SCHANNEL_PROVIDER
    provider_type: int = PROV_RSA_SCHANNEL
    flags: int = CRYPT_MACHINE_KEYSET
    key_spec: int = AT_KEYEXCHANGE

    @property
    def of_machine(self) -> bool:
        return bool(self.flags & CRYPT_MACHINE_KEYSET)

    @property
    def of_cng(self) -> bool:
        return self.provider_type == 0

    def serialized(self) -> bytes:
        container, provider = (f"{text}\0".encode("utf-16-le") for text in (self.container, self.provider))
        start = HEADER.size
        offsets = (start, start + len(container))
        return HEADER.pack(*offsets, self.provider_type, self.flags, 0, 0, self.key_spec) + container + provider

    @classmethod
    def parse(cls, data: bytes) -> PrivateKey:
        container, provider, provider_type, flags, _count, _parameters, key_spec = HEADER.unpack_from(data)
        return cls(_text(data, container), _text(data, provider), provider_type, flags, key_spec)


def cng_key(container: str) -> PrivateKey:
    return PrivateKey(container, KEY_STORAGE_PROVIDER, provider_type=0, key_spec=0)


def _text(data: bytes, offset: int) -> str:
    return data[offset:].decode("utf-16-le").partition("\0")[0]
