# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The events of the log "Operations Manager" that a health service writes here: provider, level and positions of data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.lab.windows.event_log import ERROR, INFORMATION, EventLog

LOG = "Operations Manager"

INFORMATION_EVENTS = frozenset({1210, 2003, 20000, 20012, 20020, 20053, 21019, 21023, 21024, 21025})

HEALTH_SERVICE_EVENTS = frozenset({1102, 1103, 1210, 1220, 2003, 2010, 7022})
CONFIGURATION_SERVICE_EVENTS = frozenset({29120, 29181})
SCHANNEL_EVENTS = range(36864, 36889)

SCHANNEL_NO_CIPHER = 36874
"""System log, provider Schannel: none of the client's cipher suites is supported (general knowledge)."""


@dataclass(frozen=True)
class Failure:
    """Why two health services don't trust each other, as the security provider and as the chain engine put it."""

    security_status: int
    chain_status: int


UNTRUSTED_ROOT = Failure(0x80090325, 0x800B0109)
EXPIRED = Failure(0x80090328, 0x800B0101)
PARTIAL_CHAIN = Failure(0x80090325, 0x800B010A)
DISTRUSTED = Failure(0x80090325, 0x800B0111)
WRONG_USAGE = Failure(0x80090325, 0x800B0110)
WRONG_NAME = Failure(0x80090322, 0x800B010F)
NO_AUTHORITY = Failure(0x80090311, 0x80090311)
NO_COMMON_ALGORITHM = Failure(0x80090331, 0x80090331)
"""Codes of winerror.h."""

NO_CREDENTIALS = 0x8009030E
BAD_KEY_SET = 0x80090016
UNKNOWN_CREDENTIALS = 0x8009030D


@dataclass(frozen=True)
class Peer:
    """The other side of an attempt to connect."""

    name: str
    address: str


def write(log: EventLog, event_id: int, *data: str) -> None:
    level = INFORMATION if event_id in INFORMATION_EVENTS else ERROR
    log.write(event_id, level, provider_of(event_id), *data)


def provider_of(event_id: int) -> str:
    if event_id in HEALTH_SERVICE_EVENTS:
        return "HealthService"
    if event_id in CONFIGURATION_SERVICE_EVENTS:
        return "OpsMgr Management Configuration"
    return "Schannel" if event_id in SCHANNEL_EVENTS else "OpsMgr Connector"


def peer_data(event_id: int, peer: Peer, failure: Failure, messages: Mapping[int, str]) -> tuple[str, ...]:
    """The insertion strings of an event about a peer, with error texts in the language of `messages`."""
    match event_id:
        case 20002:
            return (peer.address,)
        case 20057:
            return (f"MSOMHSvc/{peer.name}", *coded(failure.security_status, messages))
        case 20072:
            return (peer.name, *coded(failure.chain_status, messages))
    return (peer.name,)


def coded(code: int, messages: Mapping[int, str]) -> tuple[str, str]:
    """A code and its text, as %2(%3) show them."""
    return f"0x{code:08X}", messages[code]


def socket_error(code: int, messages: Mapping[int, str]) -> tuple[str, str]:
    """Code and text as 21005 and 21006 carry them."""
    return f"{code}L", messages[code]
