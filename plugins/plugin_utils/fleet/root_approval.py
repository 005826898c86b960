# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an onboarding may import the roots of its gateways: somebody vouches for each, and one that is accepted is no other than before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch

_PIN = "compare its SHA-256, which stands above, and pin it in gateway_trust_root_sha256"


def refuse(targets: Mapping[str, Any], looks: Mapping[str, Mapping[str, Any]], batch: Batch) -> str | None:
    """Why nothing may be imported, as a sentence.

    ``targets`` is what ``gateway_targets`` returned, ``looks`` are the checks of the hosts of the batch, by their names.
    """
    gateways = targets["gateways"]
    if unvouched := [each["name"] for each in gateways if each["root_sha256"] is None]:
        return (
            f"Only the gateway itself vouches for the root of {', '.join(unvouched)}: {_PIN}, give the root in "
            "gateway_trust_root_file, or set gateway_trust_accept_presented_root to trust whatever the gateway presents"
        )
    accepted = {each["name"]: each for each in gateways if each["root_accepted"]}
    return _refuse_accepted(accepted, targets["journal_problems"], looks, batch) if accepted else None


def _refuse_accepted(
    accepted: Mapping[str, Mapping[str, Any]],
    journal_problems: Sequence[str],
    looks: Mapping[str, Mapping[str, Any]],
    batch: Batch,
) -> str | None:
    names = ", ".join(accepted)
    if set(batch.active) - set(batch.hosts):
        return f"The root of {names} is accepted unseen, and hosts of later batches may know another: {_PIN}, or leave serial out"
    if journal_problems:
        return f"The root of {names} is accepted unseen, and {journal_problems[0]}, which may know another: {_PIN}"
    if known := [name for name, each in accepted.items() if each["former_roots"]]:
        return f"Another root was imported for {', '.join(known)} before, as the journal says: {_PIN}"
    return _refuse_by_hosts(accepted, looks)


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
