# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an onboarding may import the roots of its gateways: somebody vouches for each, and one that is accepted is no other than before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch

ACCEPT = "gateway_trust_accept_presented_root"
"""The variable of a gateway, or of the run, that accepts what is presented."""

_PIN = "compare its SHA-256, which stands above, and pin it in gateway_trust_root_sha256"


@dataclass(frozen=True)
class AcceptingHosts:
    """The active hosts of a batch, for which a root is to be accepted.

    ``looks`` are the checks of those that were looked at, by their names; ``said`` is how many different things
    their own variables say of the acceptance.
    """

    batch: Batch
    looks: Mapping[str, Mapping[str, Any]]
    said: int = 1


def refuse(targets: Mapping[str, Any], hosts: AcceptingHosts) -> str | None:
    """Why nothing may be imported, as a sentence. ``targets`` is what ``gateway_targets`` returned."""
    gateways = targets["gateways"]
    if unvouched := [each["name"] for each in gateways if each["root_sha256"] is None]:
        return (
            f"Only the gateway itself vouches for the root of {', '.join(unvouched)}: {_PIN}, give the root in "
            f"gateway_trust_root_file, or set {ACCEPT} to trust whatever the gateway presents"
        )
    accepted = {each["name"]: each for each in gateways if each["root_accepted"]}
    return _refuse_accepted(accepted, targets["journal_problems"], hosts) if accepted else None


def approve(targets: Mapping[str, Any]) -> list[dict[str, str]]:
    """What may be imported then, as ``root_approval`` returns it."""
    return [{"gateway": each["name"], "sha256": each["root_sha256"]} for each in targets["gateways"]]


def require_approval(gateways: Sequence[Mapping[str, Any]], approval: Mapping[str, Any] | None) -> None:
    """Raises :class:`OptionError` unless ``root_approval`` has let these gateways pass with these roots."""
    approved = [(each["gateway"], each["sha256"]) for each in (approval or {}).get("approved", ())]
    missing = [each["name"] for each in gateways if (each["name"], each["root_sha256"]) not in approved]
    if missing:
        raise OptionError(
            f"the root of {', '.join(missing)} is not approved: run root_approval with these targets before, and name "
            "the variable that it is registered as in approval"
        )


def _refuse_accepted(
    accepted: Mapping[str, Mapping[str, Any]], journal_problems: Sequence[str], hosts: AcceptingHosts
) -> str | None:
    names, batch = ", ".join(accepted), hosts.batch
    if set(batch.active) - set(batch.hosts):
        return f"The root of {names} is accepted unseen, and hosts of later batches may know another: {_PIN}, or leave serial out"
    if hosts.said > 1:
        return (
            f"The root of {names} is accepted unseen, which not all hosts say: make {ACCEPT} "
            f"a variable of the gateway or of the run, or {_PIN}"
        )
    if unseen := [host for host in batch.hosts if host not in hosts.looks]:
        return f"The root of {names} is accepted unseen, and {unseen[0]} was not asked whether it knows another: {_PIN}"
    if journal_problems:
        return f"The root of {names} is accepted unseen, and {journal_problems[0]}, which may know another: {_PIN}"
    if known := [name for name, each in accepted.items() if each["former_roots"]]:
        return f"Another root was imported for {', '.join(known)} before, as the journal says: {_PIN}"
    return _refuse_by_hosts(accepted, hosts.looks)


def _refuse_by_hosts(accepted: Collection[str], looks: Mapping[str, Mapping[str, Any]]) -> str | None:
    shown = [
        f"on {host}, {each['another_root']}"
        for host, look in looks.items()
        for each in look.get("gateways") or ()
        if each["gateway"] in accepted and each["another_root"]
    ]
    if not shown:
        return None
    others = f", and so on {len(shown) - 1} more" if len(shown) > 1 else ""
    return f"A gateway presents another root than before ({shown[0]}{others}): {_PIN}"
