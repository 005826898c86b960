# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of the log ``Operations Manager`` that speak of the link between an agent and its parent, decoded.

An event is told by its provider, its number and the positions of its strings, never by text, which is in the host's
language. Which of the failures a missing root logs is not known for certain, so none of them decides a verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.codes import MEANINGS, parse_code, show_code
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import EVENT_KINDS, Nature, Side
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.addresses import comparable_address
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.event_log import Event

_PRINCIPAL_PREFIX = "msomhsvc/"
_LONGEST_NAME = 255
_IN_BRACKETS = re.compile(r"\[(?P<address>[^\[\]]+)\](?::[0-9]{1,5})?")
_WITH_PORT = re.compile(r"(?P<address>(?:::ffff:)?[0-9.]{7,15}):[0-9]{1,5}", re.IGNORECASE)


@dataclass(frozen=True)
class LinkEvent:
    """An event of the link. ``time`` is UTC.

    ``about`` is the device, parent or management group it speaks of, in lower case; ``address`` the address that
    20002 names instead; ``code`` the unsigned error code inside, ``code_meaning`` what is known of it.
    """

    record_id: int
    event_id: int
    time: datetime
    nature: Nature
    side: Side
    meaning: str
    about: str | None = None
    address: str | None = None
    code: int | None = None
    code_meaning: str | None = None


def decode(event: Event) -> LinkEvent | None:
    """What an event says of a link; None when it says nothing, or is another provider's under the same number."""
    kind = EVENT_KINDS.get(event.event_id)
    if kind is None or event.provider.lower() != kind.provider.lower():
        return None
    code = parse_code(_text(event, kind.code))
    return LinkEvent(
        record_id=event.record_id,
        event_id=event.event_id,
        time=event.time,
        nature=kind.nature,
        side=kind.side,
        meaning=kind.meaning,
        about=_name(_text(event, kind.about)),
        address=_address(_text(event, kind.address)),
        code=code,
        code_meaning=None if code is None else MEANINGS.get(code),
    )


def describe(event: LinkEvent) -> str:
    """An event as evidence, in a sentence."""
    return f"event {event.event_id} at {iso(event.time)}: {event.meaning}{_in_brackets(event)}"


def _text(event: Event, position: int | None) -> str:
    return event.data[position - 1] if position is not None and position <= len(event.data) else ""


def _name(text: str) -> str | None:
    """A name of a host or management group: bounded and printable, because it ends up in messages."""
    name = text.strip().lower().removeprefix(_PRINCIPAL_PREFIX)
    return name if name and len(name) <= _LONGEST_NAME and name.isprintable() else None


def _address(text: str) -> str | None:
    """An address, be it in brackets, with a zone, or followed by a port; which of these 20002 shows is not documented (GK).

    A port after an IPv6 address without brackets cannot be told from the address.
    """
    bare = text.strip()[:_LONGEST_NAME]
    match = _IN_BRACKETS.fullmatch(bare) or _WITH_PORT.fullmatch(bare)
    address = comparable_address(match["address"] if match else bare)
    return None if address is None else str(address)


def _in_brackets(event: LinkEvent) -> str:
    code = None if event.code is None else show_code(event.code)
    details = ", ".join(filter(None, (event.about or event.address, code, event.code_meaning)))
    return f" ({details})" if details else ""
