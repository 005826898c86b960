# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a stage may begin at all, before a host is asked: the gateways have switched, and the old root is one of theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.journalled_roots import JournalledRoots
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.interlocks.judgement import REQUIRED, refuse_required
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.decision import say_not_switched
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.host_result import Stage
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.rotation.plan import Rotation
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import is_required
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint

AFTER_THE_SWITCH = (Stage.VERIFY, Stage.REMOVE)


def find_old(given: Certificate | None, rotation: Rotation, journal: JournalledRoots) -> Certificate | None:
    """The old root: as it is given, or as it was seen behind one of the gateways. None of one that is only named."""
    if given is not None:
        return given
    seen = (each for gateway in rotation.gateways for each in journal.behind(gateway.names))
    return next((each for each in seen if each.sha256 == rotation.old_sha256), None)


def say_not_yet(
    stage: Stage, rotation: Rotation, old: Certificate | None, problems: Sequence[str], waived: Collection[str] = ()
) -> str:
    """Why a stage may not begin, as a sentence; empty when it may.

    ``problems`` tell what of the journal could not be read, ``waived`` are names of rules.
    """
    reasons: Iterable[str] = ()
    if stage in AFTER_THE_SWITCH:
        reasons = (say_not_switched(rotation),)
    if stage is Stage.REMOVE:
        reasons = (*reasons, _say_not_theirs(rotation, problems) if old is None else say_required(old, waived))
    return next(filter(None, reasons), "")


def _say_not_theirs(rotation: Rotation, problems: Sequence[str]) -> str:
    unread = f", and {problems[0]}" if problems else ""
    return (
        f"Nothing shows that the old root with the SHA-256 {rotation.old_sha256} was ever behind "
        f"{' or '.join(each.name for each in rotation.gateways)}{unread}: give the file of that root in "
        "root_rotation_old_root_file, or the journal of the run that distributed the new one in root_rotation_journal"
    )


def say_required(old: Certificate, waived: Collection[str]) -> str:
    """Why an old root must not go whatever needs it; empty when it may."""
    if not is_required(old) or REQUIRED in waived:
        return ""
    refusal = refuse_required(old)
    return f"{refusal.reason} (rule {refusal.rule})"


def require_one(certificates: Sequence[Certificate], named: str | None) -> Certificate:
    """The old root that is given itself. Raises :class:`OptionError` for another one than the ``named``."""
    if len(certificates) != 1:
        raise OptionError(f"old_content holds {len(certificates)} certificates instead of the old root alone")
    [old] = certificates
    if named and normalize_fingerprint(named, SHA256_DIGITS) != old.sha256:
        raise OptionError(f"old_content holds {old.subject} with the SHA-256 {old.sha256}, and old_sha256 is {named}")
    return old
