# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of TLS an administrator switched on or off on a host, for each end of a connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VERSIONS = ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")

UNUSED_BY_DEFAULT = frozenset({"TLS 1.3"})
"""Versions that the agent is taken not to use where nobody switched them on (GK, unverified)."""


def _all_default() -> Mapping[str, bool | None]:
    return dict.fromkeys(VERSIONS)


@dataclass(frozen=True)
class Schannel:
    """For each of :data:`VERSIONS`: True when it is switched on, False when off, None when left to the default."""

    client: Mapping[str, bool | None] = field(default_factory=_all_default)
    server: Mapping[str, bool | None] = field(default_factory=_all_default)


def no_common_protocol(client: Schannel, server: Schannel) -> bool:
    """True only when it is certain: every version is unavailable at one end at least.

    SSL and the choice of ciphers are not looked at.
    """
    return all(
        _unavailable(version, client.client.get(version)) or _unavailable(version, server.server.get(version))
        for version in VERSIONS
    )


def _unavailable(version: str, setting: bool | None) -> bool:
    return setting is False or (setting is None and version in UNUSED_BY_DEFAULT)
