# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host calls itself: its own name, with the DNS suffix that group policy sets or else its own one.

Microsoft, "Primary DNS suffix" (the policy's help): it supersedes the suffix of the system's settings, after a restart of
Windows. Its ADMX writes the value ``NV PrimaryDnsSuffix``; DNS clients (c-ares, Chromium) read ``PrimaryDnsSuffix``, as
``Domain`` stands beside ``NV Domain``. Whether every Windows writes the latter, no document tells (GK): where it is missing,
either suffix may count.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ComputerName:
    """``policy`` is the suffix by group policy that counts, ``coming_policy`` the one that is written."""

    host: str | None
    own_suffix: str | None = None
    policy: str | None = None
    coming_policy: str | None = None

    @property
    def suffix(self) -> str | None:
        return self.policy or self.coming_policy or self.own_suffix

    @property
    def full(self) -> str | None:
        """With the suffix when there is one."""
        return self._with(self.suffix)

    @property
    def other(self) -> str | None:
        """What it calls itself if the suffix by group policy does not count yet; None when that is not in question."""
        doubtful = self.coming_policy and not self.policy and self.coming_policy != self.own_suffix
        return self._with(self.own_suffix) if doubtful else None

    def _with(self, suffix: str | None) -> str | None:
        return f"{self.host}.{suffix}" if self.host and suffix else self.host
