# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each event of the log ``Operations Manager`` means for a link, by number and provider.

Sources: Microsoft, "Troubleshoot agent connectivity issues in Operations Manager", "Obtain a certificate for use with
Operations Manager", KB 946428, KB 947691, and the message table of the Operations Manager connector as management pack
references print it. Positions are those of the placeholders in these messages. A row marked GK rests on general
knowledge of the field; no document that was read confirms it.
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
    INFORMATION = "information"


class Side(StrEnum):
    """The end of a link that logs an event.

    The agent opens the connection, as a gateway does towards its own server; the gateway accepts it.
    """

    AGENT = "agent"
    GATEWAY = "gateway"
    EITHER = "either"


@dataclass(frozen=True)
class EventKind:
    """A row of the table. ``about``, ``address`` and ``code`` are positions from 1, as in ``%1``; None when there is none."""

    nature: Nature
    side: Side
    meaning: str
    about: int | None = None
    code: int | None = None
    address: int | None = None
    provider: Provider = Provider.CONNECTOR


_OF_THE_HEALTH_SERVICE = {
    1210: EventKind(
        Nature.SUCCESS,
        Side.AGENT,
        "the agent received and applied its configuration",
        1,
        provider=Provider.HEALTH_SERVICE,
    ),
    1220: EventKind(  # GK: the position
        Nature.INFORMATION,
        Side.AGENT,
        "the configuration arrived, but cannot be processed",
        1,
        provider=Provider.HEALTH_SERVICE,
    ),
    2003: EventKind(Nature.FAILURE, Side.AGENT, "no management group was started", provider=Provider.HEALTH_SERVICE),
    2010: EventKind(
        Nature.FAILURE,
        Side.AGENT,
        "Active Directory cannot be reached for the agent's policy",
        provider=Provider.HEALTH_SERVICE,
    ),
    7022: EventKind(  # GK: the position
        Nature.INFORMATION,
        Side.AGENT,
        "the secure configuration arrived, but cannot be processed",
        1,
        provider=Provider.HEALTH_SERVICE,
    ),
}

_OF_THE_ACCEPTING_SIDE = {
    20000: EventKind(
        Nature.REJECTION, Side.GATEWAY, "a device that is not part of the management group asked for access", 1
    ),
    20001: EventKind(
        Nature.REJECTION, Side.GATEWAY, "the device was rejected, because manually installed agents are", 2
    ),
    20002: EventKind(Nature.REJECTION, Side.GATEWAY, "the device at an address could not be authenticated", address=1),
    20020: EventKind(Nature.SUCCESS, Side.GATEWAY, "the agent is available", 2),
    20021: EventKind(Nature.SUCCESS, Side.GATEWAY, "the agent is available", 2),
    20022: EventKind(Nature.CONSEQUENCE, Side.GATEWAY, "the agent sends no heartbeat", 2),
    20023: EventKind(
        Nature.CONSEQUENCE, Side.GATEWAY, "the agent cannot be reached, because its gateway cannot", 2
    ),  # GK: position
    21002: EventKind(
        Nature.FAILURE, Side.GATEWAY, "mutual authentication with a device that connected failed", 1
    ),  # GK: text
    21003: EventKind(
        Nature.FAILURE, Side.GATEWAY, "the root behind the device's certificate is missing here", 1
    ),  # GK: position
    21011: EventKind(Nature.FAILURE, Side.GATEWAY, "the two sides' settings for authentication differ"),
    29120: EventKind(
        Nature.INFORMATION,
        Side.GATEWAY,
        "the configuration service ran out of time",
        provider=Provider.CONFIGURATION_SERVICE,
    ),
    29181: EventKind(
        Nature.INFORMATION,
        Side.GATEWAY,
        "the configuration service could not do its work in time",
        provider=Provider.CONFIGURATION_SERVICE,
    ),
}

CERTIFICATE_LOADED = 20053
CERTIFICATE_OUT_OF_DATE = 20051
NO_CERTIFICATE_SPECIFIED = 21022
KEY_REFUSED = frozenset({20068, 20077, 21036})
"""What HealthService logs when it cannot use the private key of its certificate."""

_OF_THE_OWN_CERTIFICATE = {
    20049: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate could not be loaded"),
    20050: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate lacks a purpose that is needed"),
    20051: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate is not valid at this time"),
    20052: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate's subject is not the computer's name"),
    CERTIFICATE_LOADED: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate was loaded"),
    20066: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "the registered certificate cannot be found"),
    20067: EventKind(
        Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate has a fault that no document tells"
    ),  # GK
    20068: EventKind(
        Nature.OWN_CERTIFICATE, Side.EITHER, "the registered certificate has no usable private key", code=1
    ),
    20069: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate's key is not meant for key exchange"),
    20077: EventKind(
        Nature.OWN_CERTIFICATE, Side.EITHER, "the own certificate's properties, such as its key, cannot be read"
    ),
    21021: EventKind(Nature.CONSEQUENCE, Side.EITHER, "no certificate could be loaded or created"),
    21022: EventKind(Nature.OWN_CERTIFICATE, Side.EITHER, "no certificate is specified"),
    21036: EventKind(
        Nature.OWN_CERTIFICATE, Side.EITHER, "the registered certificate cannot be used for authentication", code=1
    ),
}

_OF_THE_OPENING_SIDE = {
    20012: EventKind(
        Nature.FAILURE, Side.AGENT, "Active Directory names no parent for the agent", 1
    ),  # GK: the position
    20057: EventKind(Nature.FAILURE, Side.AGENT, "the security context for the parent could not be initialised", 1, 2),
    20070: EventKind(Nature.FAILURE, Side.AGENT, "the parent closed the connection right after authentication", 1),
    20071: EventKind(Nature.FAILURE, Side.AGENT, "the parent closed the connection without authentication", 1),
    20072: EventKind(Nature.FAILURE, Side.EITHER, "the certificate of the other side is not trusted", 1, 2),
    20076: EventKind(Nature.INFORMATION, Side.EITHER, "no document tells what this event means"),
    21001: EventKind(Nature.FAILURE, Side.AGENT, "mutual authentication with the parent failed", 1),
    21005: EventKind(Nature.FAILURE, Side.AGENT, "the parent's name cannot be resolved", 1, 2),
    21006: EventKind(Nature.FAILURE, Side.AGENT, "no connection to the parent's port", 1, 3),
    21007: EventKind(
        Nature.FAILURE, Side.AGENT, "the parent is not in a trusted domain, and no certificate was used", 1
    ),
    21008: EventKind(Nature.FAILURE, Side.AGENT, "the parent is an untrusted target", 1),  # GK: the position
    21016: EventKind(Nature.CONSEQUENCE, Side.AGENT, "no communications channel to the parent, and no failover", 1),
    21019: EventKind(Nature.SUCCESS, Side.AGENT, "the agent is back at its primary parent", 1),  # GK
    21023: EventKind(Nature.PROGRESS, Side.AGENT, "the agent has no configuration and asked for it", 1),
    21024: EventKind(Nature.PROGRESS, Side.AGENT, "the agent asked whether its configuration is out of date", 1),
    21025: EventKind(Nature.SUCCESS, Side.AGENT, "the agent received a new configuration", 1),
    21035: EventKind(
        Nature.INFORMATION, Side.EITHER, "the service principal name could not be registered, which Kerberos needs"
    ),
}

EVENT_KINDS = {
    **_OF_THE_HEALTH_SERVICE,
    **_OF_THE_ACCEPTING_SIDE,
    **_OF_THE_OWN_CERTIFICATE,
    **_OF_THE_OPENING_SIDE,
}
