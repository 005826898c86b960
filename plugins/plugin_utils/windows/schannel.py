# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of TLS Windows' provider Schannel is set to, for each end of a connection.

Source: Microsoft, "Transport Layer Security (TLS) registry settings". ``Enabled`` = 0 disables a version. With ``DisabledByDefault`` only a
program that asks for the version by name gets it, and one that leaves the choice to Windows does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

TLS_1_2, TLS_1_3 = "TLS 1.2", "TLS 1.3"
VERSIONS = ("TLS 1.0", "TLS 1.1", TLS_1_2, TLS_1_3)


class Setting(StrEnum):
    """What the registry says of a version."""

    ENABLED = "enabled"
    DISABLED_BY_DEFAULT = "disabled_by_default"
    DISABLED = "disabled"
    UNSET = "unset"
    """It is left to the default of the version of Windows."""


Settings = Mapping[str, Setting]


def _all_unset() -> Settings:
    return dict.fromkeys(VERSIONS, Setting.UNSET)


@dataclass(frozen=True)
class Schannel:
    """The setting of each of :data:`VERSIONS`, as a client and as a server."""

    client: Settings = field(default_factory=_all_unset)
    server: Settings = field(default_factory=_all_unset)
