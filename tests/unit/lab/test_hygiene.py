# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A misdeed on a served site is found, in whatever form an answer carries a secret."""

from __future__ import annotations

import base64

import pytest

from tests.lab.canary import CANARY, CANARY_BYTES
from tests.lab.dmz import Dmz
from tests.lab.hygiene import misdeeds, serve_watched
from tests.lab.wsman.request_log import RequestLog

WEB = "web01.dmz.example"


def stream(data: bytes, command: str = "C1") -> str:
    return f'<rsp:Stream Name="stdout" CommandId="{command}">{base64.b64encode(data).decode()}</rsp:Stream>'


def found(*answers: str | None) -> list[str]:
    log = RequestLog(keep_answers=True)
    for answer in answers:
        log.add({"machine": WEB, "action": "Receive", "answer": answer})
    return list(misdeeds(Dmz(), log))


@pytest.mark.parametrize(
    "octets", [CANARY.encode(), CANARY_BYTES, CANARY_BYTES.hex().encode()], ids=["UTF-8", "UTF-16", "hex digits"]
)
def test_a_secret_in_a_stream_is_found(octets: bytes) -> None:
    assert found(stream(b"before " + octets + b" after")) == [f"The output of a command on {WEB} holds a secret."]


def test_a_secret_that_two_receives_share_is_found() -> None:
    assert found(stream(CANARY_BYTES[:31]), stream(b"other", "C2"), stream(CANARY_BYTES[31:])) != []


@pytest.mark.parametrize("octets", [CANARY.encode(), CANARY_BYTES], ids=["UTF-8", "UTF-16"])
def test_a_secret_as_an_element_a_byte_is_found(octets: bytes) -> None:
    elements = "".join(f"<x:uValue>{octet}</x:uValue>" for octet in octets)
    answer = f"<x:GetBinaryValue_OUTPUT><x:ReturnValue>0</x:ReturnValue>{elements}</x:GetBinaryValue_OUTPUT>"
    assert found(answer) == [f"Answer 1 (Receive) of {WEB} holds a secret."]


def test_a_secret_in_the_text_is_found() -> None:
    assert found(f"<x:sValue>{CANARY}</x:sValue>") == [f"Answer 1 (Receive) of {WEB} holds a secret."]


def test_other_answers_hold_no_secret() -> None:
    assert found(None, "", stream(b"HKEY_LOCAL_MACHINE"), "<x:uValue>67</x:uValue><x:sValue>text</x:sValue>") == []


def test_a_watched_site_ends_with_an_error_that_names_the_refused_command() -> None:
    dmz = Dmz()
    machine = dmz.add_machine(WEB)
    with pytest.raises(AssertionError, match=f"{WEB} refused the command powershell -c 1"), serve_watched(dmz):
        machine.run("powershell -c 1")
