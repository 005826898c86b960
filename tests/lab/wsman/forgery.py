# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Envelopes that are none of the service's own: put in the place of an answer, or made of one."""

from __future__ import annotations

from dataclasses import replace

from tests.lab.wsman import cim_xml, envelope, names
from tests.lab.wsman.envelope import Request
from tests.lab.wsman.misbehaviour import MESSAGE_ID, Kind, Misbehaviour


def made_up(rule: Misbehaviour, request: Request) -> str | None:
    """What the rule answers with instead of doing what was asked, if it does. Raises its `Fault`."""
    if rule.kind is Kind.FAULT and rule.fault:
        # A copy, because threads may raise it at the same time.
        raise replace(rule.fault)
    if rule.kind is Kind.BODY:
        return rule.text.replace(MESSAGE_ID, request.message_id)
    if rule.kind is Kind.RETURN:
        output = cim_xml.method_output(request.resource_uri, names.local(request.action), {"ReturnValue": rule.value})
        return envelope.write(f"{request.action}Response", request.message_id, output)
    return None


def distorted(rule: Misbehaviour, request: Request, text: str) -> str:
    """What the rule makes of a right answer."""
    if rule.kind is Kind.TRUNCATED_XML:
        return text[: len(text) // 2]
    if rule.kind is Kind.WRONG_RELATES_TO:
        return text.replace(request.message_id, f"uuid:{envelope.identifier()}")
    return text
