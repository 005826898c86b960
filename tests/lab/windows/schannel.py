# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Windows' TLS provider: its settings as a new machine has them, what follows from them, and the events that it logs.

Microsoft, "Transport Layer Security (TLS) registry settings" and "Protocols in TLS/SSL"; the lists of signature algorithms as recorded on
Windows Server 2016 and 2022 (mondoohq/mql). That Windows Server 2012 R2 with KB 2973337 has that of 2016 is general knowledge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from tests.lab.windows.registry import Registry, RegistryType

SCHANNEL = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL"
PROTOCOLS = rf"{SCHANNEL}\Protocols"
SIGNATURES = r"HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010003"

PROVIDER = "Schannel"

PKCS1_SIGNATURES = ("RSA/SHA256", "RSA/SHA384", "RSA/SHA1", "ECDSA/SHA256", "ECDSA/SHA384", "ECDSA/SHA1", "DSA/SHA1")
SHA512_SIGNATURES = ("RSA/SHA512", "ECDSA/SHA512")
PSS_SIGNATURES = ("RSAE-PSS/SHA256", "RSAE-PSS/SHA384", "RSAE-PSS/SHA512")

VERSIONS = ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
FIRST_WITH_TLS_1_3 = 20348
FIRST_WITH_PSS = 17763
"""General knowledge."""
FIRST_THAT_NAMES_CALLERS = 20348
"""Of 1903 no message names the client process, and of Windows Server 2022 they do; in between nobody has said."""

Side: TypeAlias = Literal["Client", "Server"]


def write_defaults(registry: Registry, os_version: str) -> None:
    """Nothing is said of TLS; only SSL 2.0 is switched off for clients."""
    client = rf"{PROTOCOLS}\SSL 2.0\Client"
    registry.create(client)
    registry.set(client, "DisabledByDefault", RegistryType.REG_DWORD, 1)
    registry.set(SCHANNEL, "EventLogging", RegistryType.REG_DWORD, 1)
    registry.create(SIGNATURES)
    pss = PSS_SIGNATURES if build_of(os_version) >= FIRST_WITH_PSS else ()
    signatures = (*pss, *PKCS1_SIGNATURES, *SHA512_SIGNATURES)
    registry.set(SIGNATURES, "Functions", RegistryType.REG_MULTI_SZ, signatures)


def build_of(os_version: str) -> int:
    return int(os_version.split(".")[2])


def offered_versions(registry: Registry, os_version: str, side: Side) -> frozenset[str]:
    """Those of a program that leaves the choice to Windows: neither disabled nor disabled by default."""
    return frozenset(version for version in VERSIONS if _offers(registry, os_version, version, side))


def _offers(registry: Registry, os_version: str, version: str, side: Side) -> bool:
    key = rf"{PROTOCOLS}\{version}\{side}"
    if version == "TLS 1.3" and build_of(os_version) < FIRST_WITH_TLS_1_3:
        return False
    return registry.data(key, "Enabled") != 0 and registry.data(key, "DisabledByDefault") in (None, 0)


def offered_signatures(registry: Registry) -> frozenset[str]:
    listed = registry.data(SIGNATURES, "Functions")
    return frozenset(listed if isinstance(listed, tuple) else ())


def caller(os_version: str, process_id: int, image: str) -> Mapping[str, str]:
    """The fields that name the process which called Schannel, where this Windows has them."""
    if build_of(os_version) < FIRST_THAT_NAMES_CALLERS:
        return {}
    return {"CallerProcessId": str(process_id), "CallerProcessImageName": image}
