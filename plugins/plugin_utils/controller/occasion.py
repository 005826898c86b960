# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why certificates are changed, as the journal notes it with each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Occasion:
    """What a task changes certificates for. Each is empty where it is not known, as in the journals of earlier versions.

    ``stage`` is the stage of a rotation or the state that is wanted, ``source`` where the certificates come from: files of the
    controller, or gateways. ``change_id`` is the number of the change that was approved, ``remote_user`` the account on the
    host, and ``undoes`` the run that is taken back.
    """

    module: str = ""
    stage: str = ""
    reason: str = ""
    source: str = ""
    change_id: str = ""
    remote_user: str = ""
    undoes: str = ""

    def pack(self) -> dict[str, str]:
        return asdict(self)


UNKNOWN = Occasion()


def unpack(line: Mapping[str, Any]) -> Occasion:
    """Out of a line of the journal, of whatever version."""
    return Occasion(**{field.name: str(line.get(field.name) or "") for field in fields(Occasion)})
