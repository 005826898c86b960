# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request that a host does not take is known before it is sent, by what the host itself says that it takes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.wsman.request_size import (
    SMALLEST_LIMIT,
    USUAL_LIMIT,
    Oversize,
    sent_size,
)
from winrm.exceptions import WinRMTransportError

from tests.lab.wsman.names import cim_class
from tests.unit.plugins.plugin_utils.wsman.conversation import Line, talk

URI = cim_class("root/default", "StdRegProv")
OUTPUT = "<O><ReturnValue>0</ReturnValue></O>"
DENIED = WinRMTransportError("http", 403, "")


def _config(kilobytes: int) -> str:
    return f"<Config><MaxEnvelopeSizekb>{kilobytes}</MaxEnvelopeSizekb></Config>"


def _asked(data: bytes, *lines: Line) -> tuple[Oversize | None, list[str]]:
    session, transport = talk(*lines)
    transport.encryption = SimpleNamespace(protocol="ntlm")
    return session.oversize(URI, "SetBinaryValue", {"uValue": data}), transport.actions


def test_a_usual_request_is_not_asked_about() -> None:
    assert _asked(bytes(1500)) == (None, [])


@pytest.mark.parametrize(
    ("size", "answer", "limit"),
    [
        (7_500, _config(500), None),
        (7_500, _config(150), 150 * 1024),
        (25_000, _config(500), 500 * 1024),
        (25_000, _config(1000), None),
        (7_500, "<Config/>", None),
        (25_000, "<Config/>", USUAL_LIMIT),
        (7_500, DENIED, None),
        (25_000, DENIED, USUAL_LIMIT),
    ],
)
def test_a_large_one_is_measured_by_what_the_host_says_or_by_what_is_usual(
    size: int, answer: Line, limit: int | None
) -> None:
    oversize, actions = _asked(bytes(size), answer)
    assert (oversize.limit if oversize else None) == limit
    assert actions == ["Get"]


def test_a_host_is_asked_once() -> None:
    session, transport = talk(_config(500))
    transport.encryption = None
    for _time in range(2):
        assert session.oversize(URI, "SetBinaryValue", {"uValue": bytes(30_000)})
    assert transport.actions == ["Get"]


def test_the_size_is_that_of_the_message_that_is_sent() -> None:
    data = bytes(24_000)
    session, transport = talk(_config(150), OUTPUT)
    transport.encryption = None
    oversize = session.oversize(URI, "SetBinaryValue", {"uValue": data})
    session.invoke(URI, "SetBinaryValue", {"uValue": data})
    assert oversize is not None
    assert oversize.size == len(transport.requests[-1])


@pytest.mark.parametrize(
    ("protocol", "parts"), [(None, 0), ("ntlm", 1), ("kerberos", 1), ("credssp", 10)], ids=["none", "n", "k", "c"]
)
def test_a_seal_is_added_to_each_part(protocol: str | None, parts: int) -> None:
    assert sent_size(SMALLEST_LIMIT, protocol) == SMALLEST_LIMIT + parts * 512
