# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What nobody may do to a served site: run a command that its policy refuses, or read a secret."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.lab import canary
from tests.lab.dmz import Dmz
from tests.lab.serving import Site, serve
from tests.lab.wsman.request_log import Entry, RequestLog

_STREAM = re.compile(r"<\w+:Stream ([^>]*)>([A-Za-z0-9+/=]+)</\w+:Stream>")
_NUMBER = re.compile(r">(\d{1,3})</")


@contextmanager
def serve_watched(dmz: Dmz, **settings: object) -> Iterator[Site]:
    """Serve a site as `serve` does, with a log that keeps answers; raise AssertionError at the end for any misdeed."""
    with RequestLog(keep_answers=True) as log:
        with serve(dmz, log=log, **settings) as site:  # type: ignore[arg-type]
            yield site
        found = list(misdeeds(dmz, log))
        if found:
            raise AssertionError("\n".join(found))


def misdeeds(dmz: Dmz, log: RequestLog) -> Iterator[str]:
    """What was done to a site that nobody may do, a sentence each. The log must have kept the answers."""
    for machine in dmz.machines.values():
        for command in machine.refused_commands:
            yield f"{machine.name} refused the command {command}."
        for leak in machine.leaks:
            yield f"A secret of {machine.name} was read: {leak}."
    for entry in log:
        if _holds_secret(entry.answer or ""):
            yield f"Answer {entry.number} ({entry.action or entry.status}) of {entry.machine} holds a secret."
    for machine_name, stream in _streams(log):
        if canary.is_in(stream):
            yield f"The output of a command on {machine_name} holds a secret."


def _holds_secret(answer: str) -> bool:
    """As text, or as a CIM array of bytes, which is an element a byte."""
    numbers = [int(number) for number in _NUMBER.findall(answer)]
    return canary.is_in(answer) or canary.is_in(numbers)


def _streams(log: Iterable[Entry]) -> Iterator[tuple[str, bytes]]:
    """Each stream of each command with its machine, put together from the base64 of all its Receives."""
    streams: dict[tuple[str, str], bytes] = defaultdict(bytes)
    for entry in log:
        for attributes, text in _STREAM.findall(entry.answer or ""):
            streams[entry.machine, attributes] += base64.b64decode(text)
    for (machine, _attributes), stream in streams.items():
        yield machine, stream
