# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events as the tests of reading and parsing have them printed."""

from __future__ import annotations

from datetime import UTC, datetime

NAMESPACE = "http://schemas.microsoft.com/win/2004/08/events/event"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def event_xml(
    record_id: object = 1, data: str = "", time: str = "2026-06-01T12:00:00.0000000Z", event_id: object = 20071
) -> str:
    """An event as ``wevtutil`` prints it."""
    return (
        f"<Event xmlns='{NAMESPACE}'><System><Provider Name='OpsMgr Connector'/>"
        f"<EventID Qualifiers='49152'>{event_id}</EventID><TimeCreated SystemTime='{time}'/>"
        f"<EventRecordID>{record_id}</EventRecordID></System><EventData>{data}</EventData></Event>\r\n"
    )
