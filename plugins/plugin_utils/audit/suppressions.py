# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not to be reported: a rule, or a rule for one root; with a reason, an approver and an end, or as a text without these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import CATALOGUE
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint

NEEDED = ("rule", "reason", "approver", "until")
KEYS = (*NEEDED, "sha256")


@dataclass(frozen=True)
class Suppression:
    """Without a SHA-256 it covers all roots. One that was given as a text has no reason, no approver and no end."""

    rule: str
    sha256: str | None
    reason: str | None = None
    approver: str | None = None
    until: datetime | None = None

    @property
    def text(self) -> str:
        return f"{self.rule}:{self.sha256}" if self.sha256 else self.rule

    def covers(self, concern: Concern) -> bool:
        is_its_root = self.sha256 is None or (concern.root is not None and concern.root.sha256 == self.sha256)
        return concern.finding.id == self.rule and is_its_root

    def has_ended(self, now: datetime) -> bool:
        return self.until is not None and self.until < now


@dataclass(frozen=True)
class Sifted:
    """What is reported, and what is not."""

    reported: tuple[Concern, ...]
    ignored: tuple[Concern, ...]


def read_suppressions(entries: Iterable[Any]) -> tuple[Suppression, ...]:
    """Raises :class:`OptionError` for an unknown rule, a malformed fingerprint or moment, and what is missing or not known."""
    return tuple(dict.fromkeys(map(_suppression, entries)))


def sift(concerns: Iterable[Concern], suppressions: Sequence[Suppression], now: datetime) -> Sifted:
    """Those that have ended cover nothing."""
    holding = [each for each in suppressions if not each.has_ended(now)]
    reported, ignored = list[Concern](), list[Concern]()
    for concern in concerns:
        is_covered = any(suppression.covers(concern) for suppression in holding)
        (ignored if is_covered else reported).append(concern)
    return Sifted(tuple(reported), tuple(ignored))


def _suppression(entry: Any) -> Suppression:
    if isinstance(entry, Mapping):
        return _from_mapping({key: value for key, value in entry.items() if value is not None})
    if not isinstance(entry, str):
        raise OptionError(f"cannot ignore {entry}: it is neither a text nor a dictionary of {', '.join(KEYS)}")
    rule, separator, fingerprint = entry.partition(":")
    return Suppression(_rule(rule, entry), _sha256(fingerprint, entry) if separator else None)


def _from_mapping(entry: Mapping[str, Any]) -> Suppression:
    shown = str(entry.get("rule", "an entry without a rule"))
    unknown = [str(key) for key in entry if key not in KEYS]
    missing = [key for key in NEEDED if not str(entry.get(key, "")).strip()]
    if unknown:
        raise OptionError(f"cannot ignore {shown}: {', '.join(unknown)} is none of {', '.join(KEYS)}")
    if missing:
        raise OptionError(f"cannot ignore {shown}: it has no {', no '.join(missing)}")
    sha256 = _sha256(str(entry["sha256"]), shown) if "sha256" in entry else None
    reason, approver = (str(entry[key]).strip() for key in ("reason", "approver"))
    return Suppression(_rule(shown, shown), sha256, reason, approver, _end(entry["until"], shown))


def _rule(text: str, shown: str) -> str:
    if text.strip() not in CATALOGUE:
        raise OptionError(f"cannot ignore {shown}: the rules are {', '.join(CATALOGUE)}")
    return text.strip()


def _sha256(text: str, shown: str) -> str:
    try:
        return normalize_fingerprint(text, SHA256_DIGITS)
    except CertificateError as error:
        raise OptionError(f"cannot ignore {shown}: {error.reason}") from error


def _end(until: Any, shown: str) -> datetime:
    """Of a day that is its last second; what has no offset is in UTC. YAML makes dates and moments of what looks like one."""
    try:
        end = until if isinstance(until, date) else _moment(str(until).strip())
        if not isinstance(end, datetime):
            end = datetime.combine(end, time(23, 59, 59))
        return (end if end.tzinfo else end.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise OptionError(f"cannot ignore {shown}: until is {until}: write a day as 2026-12-31") from error


def _moment(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)
