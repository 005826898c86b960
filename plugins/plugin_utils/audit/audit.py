# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of one host: every rule over what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.certificate_rules import CERTIFICATE_RULES
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, root_of
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.kinds import KINDS
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.precedence import settle
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.store_rules import STORE_RULES
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Measure, Subject, Trusted
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.windows_own import fold, recast

_PLACES = {kind.id: place for place, kind in enumerate(KINDS)}


def audit(trusted: Trusted, measure: Measure) -> tuple[Concern, ...]:
    """Whatever breaks a rule, root by root."""
    subject = Subject(trusted, measure)
    found = [*_of_certificates(subject), *(concern for rule in STORE_RULES for concern in rule(subject))]
    return tuple(map(recast, found))


def summed_up(concerns: Iterable[Concern]) -> tuple[Concern, ...]:
    """What is to be told: nothing twice, nothing that contradicts another thing, the gravest first, then by rule and root."""
    return tuple(sorted(fold(settle(concerns)), key=_order))


def _of_certificates(subject: Subject) -> Iterator[Concern]:
    """An irregular entry may be trusted, so its certificate is measured like any other."""
    for entry in subject.trusted.root.possible_entries:
        for rule in CERTIFICATE_RULES:
            finding = rule(entry, subject)
            if finding:
                yield Concern(finding, root_of(entry))


def _order(concern: Concern) -> tuple[int, int, str, str]:
    finding, root = concern.finding, concern.root
    gravity = -finding.severity.rank
    return gravity, _PLACES[finding.id], root.subject.casefold() if root else "", root.sha256 if root else ""
