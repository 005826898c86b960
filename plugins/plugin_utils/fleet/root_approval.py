# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an onboarding may import the roots of its gateways: each is vouched for, and one that is accepted is no other than before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.fleet.outcome import Batch
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import find_verdict

ACCEPT = "gateway_trust_accept_presented_root"
"""The variable of a gateway, or of the run, that accepts what is presented."""

WORD = ("root_file", "root_text", "root_sha256", "accept_presented_root")
"""The options that say what is trusted. A gateway may have a word of its own, in its variables."""

_PIN = (
    "compare the SHA-256 of the presented root with the one that the CA tells, and pin it in gateway_trust_root_sha256"
)
_REPLACE = f"{_PIN}, or replace the root by scom.dmz.rotate"


def refuse(targets: Mapping[str, Any], looks: Mapping[str, Mapping[str, Any]], batch: Batch) -> str | None:
    """Why nothing may be imported, as a sentence.

    ``targets`` is what ``gateway_targets`` returned, ``looks`` are the checks of the hosts of the batch, by their names.
    """
    gateways = _importable(targets["gateways"])
    if unvouched := [each["name"] for each in gateways if not (each["root_vouched"] or each["root_accepted"])]:
        return (
            f"Only the gateway itself vouches for the root of {', '.join(unvouched)}: {_PIN}, give the root in "
            f"gateway_trust_root_file, or set {ACCEPT} to trust whatever the gateway presents"
        )
    accepted = {each["name"]: each for each in gateways if each["root_accepted"]}
    return _refuse_accepted(accepted, targets["journal_problems"], looks, batch) if accepted else None


def approve(targets: Mapping[str, Any]) -> list[dict[str, str]]:
    """What may be imported then, as ``root_approval`` returns it."""
    return [{"gateway": each["name"], "sha256": each["root_sha256"]} for each in _importable(targets["gateways"])]


def _importable(gateways: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of which something may be imported at all."""
    return [each for each in gateways if not each.get("unregistered")]


def require_approval(gateways: Sequence[Mapping[str, Any]], approval: object) -> None:
    """Raises :class:`OptionError` unless ``root_approval`` has let these gateways pass with these roots."""
    found = approval.get("approved", ()) if isinstance(approval, Mapping) else ()
    approved = [(each["gateway"], each["sha256"]) for each in found]
    missing = [each["name"] for each in _importable(gateways) if (each["name"], each["root_sha256"]) not in approved]
    if missing:
        raise OptionError(
            f"the root of {', '.join(missing)} is not approved: run root_approval with these targets before, and give "
            "the name of the variable that it is registered as in approval"
        )


def word_of(given: Mapping[str, Any]) -> dict[str, str]:
    """What options say of the roots, as texts that can be compared."""
    return {option: str(given.get(option) or "") for option in WORD}


def require_same_word(word: Mapping[str, str], of_host: Mapping[str, Any]) -> None:
    """Raises :class:`OptionError` when the variables of a host say something else of the roots than those that were taken for all.

    Where each gateway has its own, ``word`` is empty.
    """
    said = word_of(of_host)
    different = [option for option in word if said[option] != word[option]]
    if different:
        raise OptionError(
            f"gateway_trust_{different[0]} says something else for this host than for the first one of the run, and one "
            "root is approved for all: make it a variable of the gateway, or of the whole run"
        )


def _refuse_accepted(
    accepted: Mapping[str, Mapping[str, Any]],
    journal_problems: Sequence[str],
    looks: Mapping[str, Mapping[str, Any]],
    batch: Batch,
) -> str | None:
    names = ", ".join(accepted)
    if set(batch.active) - set(batch.hosts):
        return f"The root of {names} is accepted as presented, and hosts of later batches may know another: {_PIN}, or leave serial out"
    if journal_problems:
        return (
            f"The root of {names} is accepted as presented, and {journal_problems[0]}, which may have another: {_PIN}"
        )
    if known := [name for name, each in accepted.items() if each["former_roots"]]:
        return f"The journal has another root of {', '.join(known)} than the one that is presented now: {_REPLACE}"
    if unasked := [host for host in batch.hosts if not _was_asked(looks.get(host, {}), accepted)]:
        others = f" and {len(unasked) - 1} more" if len(unasked) > 1 else ""
        return (
            f"The root of {names} is accepted as presented, and {unasked[0]}{others} could not be asked for another: "
            f"{_PIN}, or leave these hosts out by --limit"
        )
    return _refuse_by_hosts(accepted, looks)


def _was_asked(look: Mapping[str, Any], accepted: Collection[str]) -> bool:
    """Its stores were read for these gateways. A look for others may be left from an earlier task."""
    checks = look.get("gateways") or ()
    return bool(checks) and set(accepted) <= set(look["asked"]) and not any(_is_unread(each) for each in checks)


def _is_unread(check: Mapping[str, Any]) -> bool:
    return find_verdict(check["verdict"]).unread


def _refuse_by_hosts(accepted: Collection[str], looks: Mapping[str, Mapping[str, Any]]) -> str | None:
    shown = [
        f"on {host}, {each['sentence']}"
        for host, look in looks.items()
        for each in look["another_roots"]
        if each["gateway"] in accepted
    ]
    if not shown:
        return None
    others = f"; and on {len(shown) - 1} more" if len(shown) > 1 else ""
    return f"A gateway presents another root than before ({shown[0]}{others}): {_REPLACE}"
