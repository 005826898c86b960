# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The events of the log "Operations Manager" that a health service writes here, with provider and level."""

from __future__ import annotations

from collections.abc import Mapping

from tests.lab.windows.event_log import ERROR, INFORMATION, EventLog

LOG = "Operations Manager"

INFORMATION_EVENTS = frozenset({1210, 2003, 20000, 20020, 20053, 21019, 21023, 21024, 21025})

HEALTH_SERVICE_EVENTS = frozenset({1210, 2003})

SCHANNEL_UNTRUSTED_ROOT = ("0x80090325", "The certificate chain was issued by an authority that is not trusted.")

SOCKET_ERRORS: Mapping[int, str] = {
    10060: "A connection attempt failed because the connected party did not properly respond after a period of time.",
    10061: "No connection could be made because the target machine actively refused it.",
    11001: "No such host is known.",
}


def write(log: EventLog, event_id: int, *data: str) -> None:
    provider = "HealthService" if event_id in HEALTH_SERVICE_EVENTS else "OpsMgr Connector"
    level = INFORMATION if event_id in INFORMATION_EVENTS else ERROR
    log.write(event_id, level, provider, *data)


def socket_error(code: int) -> tuple[str, str]:
    """Code and text as 21005 and 21006 carry them."""
    return f"{code}L", SOCKET_ERRORS[code]
