# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each event of the log ``Operations Manager`` means for a link, by number and provider.

Positions are those of the placeholders in the message. A row marked GK rests on general knowledge of the field; no document
that was read confirms it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Provider(StrEnum):
    """Who logs an event."""

    CONNECTOR = "OpsMgr Connector"
    HEALTH_SERVICE = "HealthService"
    CONFIGURATION_SERVICE = "OpsMgr Management Configuration"


class Nature(StrEnum):
    """What an event tells of a link."""

    SUCCESS = "success"
    PROGRESS = "progress"
    FAILURE = "failure"
    CONSEQUENCE = "consequence"
    OWN_CERTIFICATE = "own_certificate"
    REJECTION = "rejection"
    CONFIGURATION = "configuration"
    INFORMATION = "information"


class Side(StrEnum):
    """The end of a link that logs an event.

    The agent opens the connection, as a gateway does towards its own server; the gateway accepts it.
    """

    AGENT = "agent"
    GATEWAY = "gateway"
    EITHER = "either"


class Source(StrEnum):
    """Where the meaning of an event is written."""

    CONNECTIVITY = "Microsoft KB 10066"
    GRAY_STATE = "Microsoft KB 2288515"
    WORKGROUP = "Microsoft KB 947691"
    CONFIGURATION = "Microsoft KB 946428"
    ACTIVE_DIRECTORY = "Microsoft, events 20012 and 2000 of AD integration"
    CERTIFICATES = "Microsoft, Obtain a certificate"
    REFERENCE = "Microsoft, event reference of MOMConnector"
    MANAGEMENT_PACK = "knowledge of the management pack"
    GATEWAY_SESSION = "Microsoft, SCOM Gateway session (I. Jirka)"
    FAILOVER = "contoso.se, Operations Manager 2007 Agent Failover"
    CONFIGURATION_EVENTS = "nocentdocent, Troubleshooting 21025 events"
    NONE = "none was found"


@dataclass(frozen=True)
class EventKind:
    """A row of the table. ``about``, ``address`` and ``code`` are positions from 1, as in ``%1``; None when there is none.

    ``idle`` is why nothing is concluded from it, empty where something is.
    """

    source: Source
    nature: Nature
    side: Side
    meaning: str
    about: int | None = None
    code: int | None = None
    address: int | None = None
    provider: Provider = Provider.CONNECTOR
    idle: str = ""


CONFIGURED = 1210
CLOSED_AFTER_AUTHENTICATION = 20070

_OF_THE_HEALTH_SERVICE = {
    CONFIGURED: EventKind(
        Source.CONNECTIVITY,
        Nature.SUCCESS,
        Side.AGENT,
        "the agent received and applied its configuration",
        1,
        provider=Provider.HEALTH_SERVICE,
    ),
    1220: EventKind(  # GK: the position
        Source.CONFIGURATION,
        Nature.CONFIGURATION,
        Side.AGENT,
        "the configuration arrived, but cannot be processed",
        1,
        provider=Provider.HEALTH_SERVICE,
    ),
    2003: EventKind(
        Source.CONNECTIVITY,
        Nature.FAILURE,
        Side.AGENT,
        "no management group was started",
        provider=Provider.HEALTH_SERVICE,
    ),
    2010: EventKind(
        Source.CONNECTIVITY,
        Nature.FAILURE,
        Side.AGENT,
        "Active Directory cannot be reached for the agent's policy",
        provider=Provider.HEALTH_SERVICE,
    ),
    7022: EventKind(  # GK: the positions
        Source.CONFIGURATION,
        Nature.CONFIGURATION,
        Side.AGENT,
        "the secure configuration arrived, but cannot be processed",
        1,
        2,
        provider=Provider.HEALTH_SERVICE,
    ),
}

_ONLY_A_CONSEQUENCE = "It follows from what the agent's own log tells."
_OF_A_MANAGEMENT_SERVER = "A management server logs it; configuration_pending_ says to look for it there."

_OF_THE_ACCEPTING_SIDE = {
    20000: EventKind(
        Source.REFERENCE,
        Nature.REJECTION,
        Side.GATEWAY,
        "a device that is not part of the management group asked for access",
        1,
    ),
    20001: EventKind(
        Source.REFERENCE,
        Nature.REJECTION,
        Side.GATEWAY,
        "the device was rejected, because manually installed agents are",
        2,
    ),
    20002: EventKind(
        Source.REFERENCE,
        Nature.REJECTION,
        Side.GATEWAY,
        "the device at an address could not be authenticated",
        address=1,
    ),
    20020: EventKind(Source.REFERENCE, Nature.SUCCESS, Side.GATEWAY, "the agent is available", 2),
    20021: EventKind(Source.REFERENCE, Nature.SUCCESS, Side.GATEWAY, "the agent is available", 2),
    20022: EventKind(
        Source.REFERENCE,
        Nature.CONSEQUENCE,
        Side.GATEWAY,
        "the agent sends no heartbeat",
        2,
        idle=_ONLY_A_CONSEQUENCE,
    ),
    20023: EventKind(  # GK: the position
        Source.REFERENCE,
        Nature.CONSEQUENCE,
        Side.GATEWAY,
        "the agent cannot be reached, because its gateway cannot",
        2,
        idle="The gateway's own link is judged by its own events.",
    ),
    21002: EventKind(  # GK: the text
        Source.CONNECTIVITY,
        Nature.FAILURE,
        Side.GATEWAY,
        "mutual authentication with a device that connected failed",
        1,
    ),
    21003: EventKind(  # GK: the position
        Source.MANAGEMENT_PACK,
        Nature.FAILURE,
        Side.GATEWAY,
        "the root behind the device's certificate is missing here",
        1,
    ),
    21011: EventKind(
        Source.MANAGEMENT_PACK,
        Nature.FAILURE,
        Side.GATEWAY,
        "the two sides' settings for authentication differ",
        idle="No agent is known to be named in it.",
    ),
    29120: EventKind(
        Source.CONNECTIVITY,
        Nature.INFORMATION,
        Side.GATEWAY,
        "the configuration service ran out of time",
        provider=Provider.CONFIGURATION_SERVICE,
        idle=_OF_A_MANAGEMENT_SERVER,
    ),
    29181: EventKind(
        Source.CONNECTIVITY,
        Nature.INFORMATION,
        Side.GATEWAY,
        "the configuration service could not do its work in time",
        provider=Provider.CONFIGURATION_SERVICE,
        idle=_OF_A_MANAGEMENT_SERVER,
    ),
}

CERTIFICATE_NOT_FOUND = 20066
CERTIFICATE_LOADED = 20053
CERTIFICATE_OUT_OF_DATE = 20051
NO_CERTIFICATE_SPECIFIED = 21022
KEY_REFUSED = frozenset({20068, 20077, 21036})
"""What HealthService logs when it cannot use the private key of its certificate."""


def _own(source: Source, meaning: str, code: int | None = None) -> EventKind:
    return EventKind(source, Nature.OWN_CERTIFICATE, Side.EITHER, meaning, code=code)


_OF_THE_OWN_CERTIFICATE = {
    20049: _own(Source.CERTIFICATES, "the own certificate could not be loaded"),  # GK: the meaning
    20050: _own(Source.CONNECTIVITY, "the own certificate lacks a purpose that is needed"),
    20051: _own(Source.GRAY_STATE, "the own certificate is not valid at this time"),
    20052: _own(Source.WORKGROUP, "the own certificate's subject is not the computer's name"),
    CERTIFICATE_LOADED: _own(Source.CERTIFICATES, "the own certificate was loaded"),
    20066: _own(Source.CONNECTIVITY, "the registered certificate cannot be found"),
    20067: _own(Source.NONE, "the own certificate has a fault that no document tells"),  # GK
    20068: _own(Source.CONNECTIVITY, "the registered certificate has no usable private key", 1),
    20069: _own(Source.CONNECTIVITY, "the own certificate's key is not meant for key exchange"),
    20077: _own(Source.CONNECTIVITY, "the own certificate's properties, such as its key, cannot be read"),
    21021: EventKind(Source.CONNECTIVITY, Nature.CONSEQUENCE, Side.EITHER, "no certificate could be loaded or created"),
    21022: _own(Source.CONNECTIVITY, "no certificate is specified"),
    21036: _own(Source.CONNECTIVITY, "the registered certificate cannot be used for authentication", 1),
}


def _failed(source: Source, meaning: str, code: int | None = None) -> EventKind:
    """A failure that names the parent first."""
    return EventKind(source, Nature.FAILURE, Side.AGENT, meaning, 1, code)


def _of_configuration(source: Source, nature: Nature, meaning: str) -> EventKind:
    return EventKind(source, nature, Side.AGENT, meaning, 1)


_OF_THE_OPENING_SIDE = {
    20012: _failed(Source.ACTIVE_DIRECTORY, "Active Directory names no parent for the agent"),  # GK: the position
    20057: _failed(Source.CONNECTIVITY, "the security context for the parent could not be initialised", 2),
    CLOSED_AFTER_AUTHENTICATION: _failed(
        Source.CONNECTIVITY, "the parent closed the connection right after authentication"
    ),
    20071: _failed(Source.CONNECTIVITY, "the parent closed the connection without authentication"),
    20072: EventKind(
        Source.CONNECTIVITY, Nature.FAILURE, Side.EITHER, "the certificate of the other side is not trusted", 1, 2
    ),
    20076: EventKind(
        Source.NONE,
        Nature.INFORMATION,
        Side.EITHER,
        "no document tells what this event means",
        idle="No document tells what it means.",
    ),
    21001: _failed(Source.CONNECTIVITY, "mutual authentication with the parent failed"),
    21005: _failed(Source.CONNECTIVITY, "the parent's name cannot be resolved", 2),
    21006: _failed(Source.CONNECTIVITY, "no connection to the parent's port", 3),
    21007: _failed(Source.WORKGROUP, "the parent is not in a trusted domain, and no certificate was used"),
    21008: _failed(Source.GATEWAY_SESSION, "the parent is an untrusted target"),  # GK: the position
    21015: EventKind(  # GK: the position
        Source.FAILOVER,
        Nature.CONSEQUENCE,
        Side.AGENT,
        "no communications channel to the parent; the agent has failover parents",
        1,
    ),
    21016: EventKind(
        Source.CONNECTIVITY,
        Nature.CONSEQUENCE,
        Side.AGENT,
        "no communications channel to the parent, and no failover",
        1,
    ),
    21019: EventKind(  # GK: the position
        Source.FAILOVER, Nature.SUCCESS, Side.AGENT, "the agent is back at its primary parent", 1
    ),
    21023: _of_configuration(Source.CONNECTIVITY, Nature.PROGRESS, "the agent has no configuration and asked for it"),
    21024: _of_configuration(
        Source.CONNECTIVITY, Nature.PROGRESS, "the agent asked whether its configuration is out of date"
    ),
    21025: _of_configuration(Source.CONFIGURATION_EVENTS, Nature.SUCCESS, "the agent received a new configuration"),
    21035: EventKind(
        Source.CONNECTIVITY,
        Nature.INFORMATION,
        Side.EITHER,
        "the service principal name could not be registered, which Kerberos needs",
        idle="It is no fault in a workgroup.",
    ),
}

EVENT_KINDS = {
    **_OF_THE_HEALTH_SERVICE,
    **_OF_THE_ACCEPTING_SIDE,
    **_OF_THE_OWN_CERTIFICATE,
    **_OF_THE_OPENING_SIDE,
}

FAILED_AUTHENTICATION = frozenset({20002, 20057, 20071, 20072, 21001, 21002, 21003, 21007, 21008})
"""One attempt to authenticate may log several of them."""
