# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer that was recorded from a host is read, whichever recordings are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.fault import read_fault
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.response import (
    child,
    descendant,
    parse_xml,
    read_body,
    read_command_id,
    read_object,
    read_page,
    read_received,
    text_of,
)

from tests.unit.plugins.plugin_utils.recorded import FOLDER

READERS = {
    "CommandResponse": read_command_id,
    "ReceiveResponse": read_received,
    "GetResponse": read_object,
    "EnumKeyResponse": read_object,
    "EnumerateResponse": read_page,
    "PullResponse": read_page,
}


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.xml")), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_recorded_answer_is_read(path: Path) -> None:
    xml = path.read_bytes()
    envelope = parse_xml(xml)
    action = text_of(descendant(envelope, "Action")).rpartition("/")[2]
    if descendant(envelope, "Fault") is not None:
        fault = read_fault(xml)
        assert fault is not None
        assert fault.fields.code or fault.fields.subcode
        return
    header = child(envelope, "Header")
    assert header is not None
    body = read_body(xml, text_of(child(header, "RelatesTo")))
    assert READERS.get(action, list)(body) is not None
