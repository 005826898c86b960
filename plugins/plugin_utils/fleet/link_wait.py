# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose links are worth another look after a repair, and when: all hosts wait together, each time twice as long as before."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.host_names import name_hosts


@dataclass(frozen=True)
class NextLook:
    """``seconds`` is how long to wait before it, ``left`` how long the links may still take; both count from now."""

    hosts: tuple[str, ...]
    gateways: tuple[str, ...]
    seconds: int
    left: int

    @property
    def sentence(self) -> str:
        if not self.hosts:
            return "No link is waited for."
        return f"Waiting for the links of {name_hosts(self.hosts)}; {self.left} seconds are left."


def plan_look(
    checks: Mapping[str, Mapping[str, Any]], readable: Sequence[str], *, looks: int, interval: int, left: float
) -> NextLook:
    """The next look at the links of the hosts whose last check says that one is worth while.

    ``readable`` are the gateways that can be read again, ``looks`` how many looks there were, ``interval`` the seconds before the
    first one and ``left`` those until the links are given up. The first look is made in any case. Raises :class:`OptionError`.
    """
    if interval < 1:
        raise OptionError(f"interval is {interval}: it must be at least 1 second")
    onboardings = {host: check.get("onboarding") or {} for host, check in checks.items()}
    waiting = {host: each for host, each in onboardings.items() if each.get("waiting") and (left > 0 or looks == 0)}
    concerned = _gateways(waiting.values())
    remaining = max(math.ceil(left), 0)
    return NextLook(
        hosts=tuple(waiting),
        gateways=tuple(name for name in readable if name in concerned),
        seconds=min(interval * 2**looks, remaining),
        left=remaining,
    )


def _gateways(onboardings: Collection[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(before["gateway"] for each in onboardings for before in each["verdicts_before"])
