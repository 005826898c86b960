# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a verdict is: a kind of finding that can decide about a host, with all that follows from it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind


class Turn(StrEnum):
    """Where to act, as the README says it, in the order of its table."""

    LINK = "nowhere; look at `link`"
    ONBOARDING = "run `onboard`, which repairs it"
    HOST_STORES = "the host's certificate stores"
    OWN_CERTIFICATE = "the agent's own certificate"
    GATEWAY = "the gateway, for all its agents at once"
    GATEWAY_STORES = "the gateway's certificate stores"
    CONSOLE = "SCOM's console"
    NETWORK = "the network, and Schannel's settings"
    CLOCK = "the clock of the host, the gateway or the controller"
    CONFIGURATION = "the agent's configuration"
    YOURS = "start from the events in the evidence: the cause is not proven"
    NOBODY = "nowhere"
    ACCOUNT = "the WinRM account, or the connection"


class Remedy(StrEnum):
    """What an onboarding does about a verdict."""

    IMPORT = "import"
    RESTART = "restart"


@dataclass(frozen=True, kw_only=True)
class Verdict(Kind):
    """A kind with its traits. Those that no rule finds have no fix and no source."""

    turn: Turn
    remedy: Remedy | None = None
    concerns_gateway: bool = True
    """The host is, or may be, one that needs this gateway."""
    has_agent: bool = True
    """There is, or may be, an agent of a management group on the host."""
    unread: bool = False
    """The host could not be asked: its error says why, and is no failed repair."""
    survives_link: bool = False
    """A link that is up does not contradict it."""
    needs_gateway_certificate: bool = False
    """It is certain only when the gateway's certificate is known, and not just a root that is said to be behind it."""
    refuses_gateway_certificate: bool = False
    """With it, an agent refuses the certificate of the gateway."""
    doubtful_beside: tuple[Verdict, ...] = ()
    """Suspicions under which it is never certain, because a host with one of them may have the same events: no document tells."""
    next_step: str = ""
    """What a report says is to be done where no finding says it."""
