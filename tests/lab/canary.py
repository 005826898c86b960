# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A recognisable text planted wherever nobody may ever read."""

from __future__ import annotations

from collections.abc import Sequence

CANARY = "CANARY-7c1e5b-this-secret-is-never-read"
CANARY_BYTES = CANARY.encode("utf-16-le")

TRACES = (CANARY.encode(), CANARY_BYTES, CANARY_BYTES.hex().encode(), CANARY_BYTES.hex().upper().encode())


def is_in(answer: object) -> bool:
    """Whether a CIM value, an answer's text or bytes carry the canary in one of the forms that Windows gives it."""
    if isinstance(answer, str):
        return is_in(answer.encode())
    if isinstance(answer, bytes):
        return any(trace in answer for trace in TRACES)
    if isinstance(answer, Sequence):
        return is_in(_octets(answer)) or any(is_in(item) for item in answer)
    return False


def _octets(numbers: Sequence[object]) -> bytes:
    return bytes(number for number in numbers if isinstance(number, int) and number < 256)
