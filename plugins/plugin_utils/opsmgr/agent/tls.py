# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which versions of TLS a health service may use at its end of a connection: as Windows is set, and as its version of SCOM can.

Sources: Microsoft, "Implement Transport Layer Security 1.2 with Operations Manager" (SCOM takes what Windows is set to; 2016 needs Update
Rollup 4, KB 4024941) and "Enforce TLS 1.3 for Operations Manager 2025 UR1"; for 2012 R2, Update Rollup 14, the TLS 1.2 deployment guide
of System Center. The numbers of agents are in Microsoft's list of builds and in public scripts; those of servers in the latter alone.
Unverified (GK): that an older version uses none of the later protocols, and the number of 2025's Update Rollup 1, so any 2025 may have it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import TLS_1_2, TLS_1_3, Setting, Settings

Build = tuple[int, ...]

FIRST_WITH_TLS_1_2 = {
    (7, 1): (7, 1, 10305),
    (7, 1, 10226): (7, 1, 10226, 1387),
    (7, 2): (7, 2, 11938),
    (8, 0): (8, 0, 10977),
}
"""Of each line of builds; the longest beginning that fits counts. 7.1 is 2012 R2 and 7.1.10226 its servers, 8.0 and 7.2 are 2016."""

_FIRST_WITH_TLS_1_3 = (10, 25)


@dataclass(frozen=True)
class TlsEnd:
    """The end of one health service. ``scom`` is its version, None when it is not known."""

    settings: Settings
    scom: str | None

    @property
    def possible(self) -> frozenset[str]:
        """All that are not certain to be out of use."""
        return frozenset(version for version, setting in self.settings.items() if self._is_possible(version, setting))

    @property
    def usual(self) -> frozenset[str]:
        """Those that Windows offers to programs which leave the choice to it, and that this version of SCOM supports."""
        return self.offered - self.unsupported

    @property
    def offered(self) -> frozenset[str]:
        """Those that Windows offers to such programs."""
        taken = (Setting.ENABLED, Setting.UNSET)
        return frozenset(version for version, setting in self.settings.items() if setting in taken)

    @property
    def unsupported(self) -> frozenset[str]:
        """Those that this version of SCOM does not support."""
        build = _build(self.scom)
        if lacks_tls_1_2(self.scom):
            return frozenset({TLS_1_2, TLS_1_3})
        return frozenset() if build >= _FIRST_WITH_TLS_1_3 else frozenset({TLS_1_3})

    def _is_possible(self, version: str, setting: Setting) -> bool:
        if setting == Setting.UNSET and version == TLS_1_3:
            return version not in self.unsupported
        return setting != Setting.DISABLED


def lacks_tls_1_2(scom: str | None) -> bool:
    """Whether it is a version from before TLS 1.2 was supported."""
    build = _build(scom)
    lines = [line for line in FIRST_WITH_TLS_1_2 if build[: len(line)] == line]
    return bool(lines) and build < FIRST_WITH_TLS_1_2[max(lines, key=len)]


def _build(scom: str | None) -> Build:
    """The numbers of a version; none when it is not written as one."""
    parts = (scom or "").split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts) else ()
