# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not to be reported: a rule, or a rule for one root, as ``expired`` or ``expired:`` and the root's SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import CATALOGUE
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import SHA256_DIGITS, normalize_fingerprint


@dataclass(frozen=True)
class Suppression:
    """Without a SHA-256 it covers all roots."""

    rule: str
    sha256: str | None

    @property
    def text(self) -> str:
        return f"{self.rule}:{self.sha256}" if self.sha256 else self.rule

    def covers(self, concern: Concern) -> bool:
        is_its_root = self.sha256 is None or (concern.root is not None and concern.root.sha256 == self.sha256)
        return concern.finding.id == self.rule and is_its_root


@dataclass(frozen=True)
class Sifted:
    """What is reported, and what is not."""

    reported: tuple[Concern, ...]
    ignored: tuple[Concern, ...]


def read_suppressions(texts: Iterable[str]) -> tuple[Suppression, ...]:
    """Raises :class:`OptionError` for an unknown rule or a malformed fingerprint."""
    return tuple(dict.fromkeys(map(_suppression, texts)))


def sift(concerns: Iterable[Concern], suppressions: Sequence[Suppression]) -> Sifted:
    reported, ignored = list[Concern](), list[Concern]()
    for concern in concerns:
        is_covered = any(suppression.covers(concern) for suppression in suppressions)
        (ignored if is_covered else reported).append(concern)
    return Sifted(tuple(reported), tuple(ignored))


def _suppression(text: str) -> Suppression:
    rule, separator, fingerprint = text.partition(":")
    if rule.strip() not in CATALOGUE:
        raise OptionError(f"cannot ignore {text}: the rules are {', '.join(CATALOGUE)}")
    try:
        sha256 = normalize_fingerprint(fingerprint, SHA256_DIGITS) if separator else None
    except CertificateError as error:
        raise OptionError(f"cannot ignore {text}: {error.reason}") from error
    return Suppression(rule.strip(), sha256)
