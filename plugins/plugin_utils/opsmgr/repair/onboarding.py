# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run has done to an agent so far. It goes from the repair to each look at the links, as plain values in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from itertools import starmap, zip_longest
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState


class RepairStep(StrEnum):
    """What a run changes on a host, in words."""

    ROOT_IMPORTED = "root imported"
    CA_IMPORTED = "CA imported"
    AGENT_RESTARTED = "agent restarted"


@dataclass(frozen=True)
class Onboarding:
    """``verdicts_before`` are a gateway and its verdict each, ``links`` those that the last look saw, in the order of the gateways.

    ``begun`` says that a change of the host was begun, ``error`` why the import or the restart failed. Only events after
    ``event_record_id`` tell of the restarted agent.
    ``repaired`` says that its links are part of what the run is for, ``expects_links`` that they may take their time,
    ``waiting`` that they are worth another look. ``interrupted`` are the management groups that a restart touches although the
    run is not about them.
    """

    verdict_before: str
    verdicts_before: tuple[dict[str, str], ...] = ()
    links: tuple[str, ...] = ()
    begun: bool = False
    changes: tuple[str, ...] = ()
    run: str = ""
    error: str = ""
    event_record_id: int = 0
    repaired: bool = False
    expects_links: bool = False
    waiting: bool = False
    interrupted: tuple[str, ...] = ()

    @property
    def restarted(self) -> bool:
        return RepairStep.AGENT_RESTARTED in self.changes

    def after_look(self, links: Sequence[str]) -> Onboarding:
        """A link that is probable at two looks is taken as it is: without an address of the gateway it never gets better."""
        seen = tuple(map(LinkState, links))
        settled = bool(seen) and all(starmap(_is_settled, zip_longest(seen, self.links)))
        return replace(self, links=seen, waiting=self.expects_links and not settled)

    def pack(self) -> dict[str, Any]:
        """As plain values."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def unpack(values: Mapping[str, Any]) -> Onboarding:
    """Out of plain values. Raises :class:`OptionError` when they are something else."""
    packed = Onboarding("").pack()
    for field in fields(Onboarding):
        if not _is_like(values.get(field.name), packed[field.name]):
            raise OptionError(f"onboarding is not what gateway_trust returns as onboarding: see its {field.name}")
    known: dict[str, Any] = {name: values[name] for name in packed}
    return Onboarding(**{name: _frozen(value) for name, value in known.items()})


def _is_settled(link: LinkState | None, before: str | None) -> bool:
    return link is not None and (link.settled or link == before == LinkState.PROBABLE)


def _is_like(value: Any, example: Any) -> bool:
    """Ansible's texts and lists are subclasses, and to Python a flag is a number."""
    return isinstance(value, type(example)) and isinstance(value, bool) is isinstance(example, bool)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
