# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What isn't known for certain about health services, so that every plausible variant can be played."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Behaviour:
    """Which events tell that trust is missing, and when things happen.

    An agent without any link logs 21016 after these events in any case. Times are in seconds.
    """

    gateway_untrusted: tuple[int, ...] = (20070,)
    """The agent's events when it doesn't trust the gateway's certificate."""

    gateway_untrusted_there: tuple[int, ...] = (20000,)
    """The gateway's events for the same."""

    agent_untrusted: tuple[int, ...] = (20071,)
    """The agent's events when the gateway doesn't trust the agent's certificate."""

    agent_untrusted_there: tuple[int, ...] = (20072,)
    """The gateway's events for the same."""

    link_seconds: float = 0.0
    """From the service's start to the attempt to connect."""

    retry_seconds: float | None = None
    """From a failed attempt to the next one; None: only a restart tries again."""

    sends_intermediates: bool = False
    """Whether peers send the intermediates of their CA store along with their certificate."""


USUAL = Behaviour()

UNTRUSTED_GATEWAY_VARIANTS = (
    USUAL,
    Behaviour(gateway_untrusted=(20072, 20071)),
    Behaviour(gateway_untrusted=(20057,)),
    Behaviour(gateway_untrusted=()),
)
