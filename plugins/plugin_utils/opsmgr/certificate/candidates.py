# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificates of the store My could be registered as the channel certificate, and what the others lack.

The rules are those of the checks. Stricter than for a registered certificate, the key usage, the first DNS name and the
chain on the host itself count as well, and what cannot be told is not taken for good: a certificate that is to be
registered should have nothing against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import (
    CERTIFICATE_KINDS,
    Called,
    Check,
    examine,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.examination import examined_entry
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.certificate_store import Store, StoreEntry
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain

_REQUIRED = frozenset(
    {
        *(kind for kind in CERTIFICATE_KINDS if kind.severity == Severity.ERROR),
        kinds.ALTERNATIVE_NAME_DIFFERS,
        kinds.KEY_USAGE_INCOMPLETE,
        kinds.OWN_CHAIN_UNTRUSTED,
    }
)

_TO_BE_KNOWN = frozenset(
    {
        kinds.COMMON_NAME_DIFFERS,
        kinds.ALTERNATIVE_NAME_DIFFERS,
        kinds.PRIVATE_KEY_MISSING,
        kinds.NOT_YET_VALID,
        kinds.EXPIRED,
        kinds.PURPOSES_MISSING,
        kinds.KEY_USAGE_MISSING,
        kinds.OWN_CHAIN_UNTRUSTED,
    }
)
"""A check of these that cannot be told speaks against a certificate. The others cannot be told when one of these fails."""

_IT = Called("it", "its")
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_MOST_TOLD = 5
_NO_LEAD = 0
"""Days: one that ends soon fits as well."""


@dataclass(frozen=True)
class Candidate:
    """A certificate of My, and the checks that speak against it; none if it fits.

    ``chain`` is built against the host's own stores, and None when that could not be done.
    """

    certificate: Certificate
    chain: Chain | None = None
    against: tuple[Check, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.against

    @property
    def lacks(self) -> tuple[str, ...]:
        """What speaks against it, each as the end of a sentence about it."""
        return tuple(dict.fromkeys(check.evidence for check in self.against))

    @property
    def title(self) -> str:
        """What an administrator recognises it by."""
        certificate = self.certificate
        ends = f", valid until {iso(certificate.not_after)}" if certificate.not_after else ""
        return f"{certificate.subject or 'a certificate without a subject'} (thumbprint {certificate.thumbprint}{ends})"

    @property
    def merits(self) -> str:
        """Why it fits, as the end of a sentence about it. Whether its key still exists is not known."""
        root = f", and its chain ends in {self.chain.certificates[-1].subject}" if self.chain else ""
        return f"is for the host's own name, in date, with both purposes and a key of the machine{root}"

    @property
    def sentence(self) -> str:
        """Its title with what it lacks."""
        return f"{self.title}: {', '.join(self.lacks)}" if self.lacks else self.title


@dataclass(frozen=True)
class Candidates:
    """All certificates of My that Windows finds, those that fit first, of equals the one that ends last first.

    ``unread`` counts the entries of My that cannot be read.
    """

    certificates: tuple[Candidate, ...] = ()
    unread: int = 0

    @property
    def fitting(self) -> tuple[Candidate, ...]:
        return tuple(each for each in self.certificates if each.fits)

    @property
    def chosen(self) -> Candidate | None:
        """The one that fits; of several for one subject by one issuer, which are renewals, the one that ends last."""
        fitting = self.fitting
        identities = {(each.certificate.subject_der, each.certificate.issuer_der) for each in fitting}
        return fitting[0] if len(identities) == 1 else None

    @property
    def refusal(self) -> str:
        """Why none is chosen, with what each lacks or the ones between which there is a choice."""
        if fitting := self.fitting:
            return f"{len(fitting)} certificates of the store My fit: {_listed([each.title for each in fitting])}"
        unread = f"; {self.unread} of its entries cannot be read" if self.unread else ""
        if not self.certificates:
            return f"the store My holds no certificate{unread}"
        return f"no certificate of the store My fits: {_listed([each.sentence for each in self.certificates])}{unread}"

    def how_to_register(self, certificate: Certificate) -> str:
        """What an administrator does to register one of them, as sentences.

        Microsoft, "Obtain a certificate" and "Install a gateway server": without a name, the tool shows the certificates to
        choose from. Which one it takes of several with the same name is not documented.
        """
        name = certificate.common_name or ""
        namesakes = [each for each in self.certificates if (each.certificate.common_name or "").lower() == name.lower()]
        by_name = f"run MOMCertImport.exe /SubjectName {name}"
        by_choice = f"start MOMCertImport.exe and choose that thumbprint, because {len(namesakes)} certificates of the store My are for {name}"
        title = Candidate(certificate).title
        return f"Register {title}: as an administrator, {by_choice if len(namesakes) > 1 else by_name}. It restarts HealthService."


def find_candidates(agent: Agent, stores: Mapping[str, Store], now: datetime) -> Candidates:
    """The certificates of the store My of an agent, gateway or management server, judged at ``now`` (UTC).

    ``stores`` are Root, CA, My and Disallowed of the same host: without the others no chain is known, and nothing fits.
    """
    my = stores["My"]
    found = [_candidate(agent, stores, entry, now) for entry in my.entries if not entry.archived]
    return Candidates(tuple(sorted(found, key=_rank)), unread=len(my.irregular))


def _candidate(agent: Agent, stores: Mapping[str, Store], entry: StoreEntry, now: datetime) -> Candidate:
    try:
        examined = examined_entry(agent, stores, entry, now, _NO_LEAD)
    except CertificateError as error:
        return Candidate(entry.certificate, against=(Check(kinds.OWN_CHAIN_UNTRUSTED, None, str(error)),))
    checks = examine(replace(examined, called=_IT))
    return Candidate(entry.certificate, examined.chain, tuple(check for check in checks if _speaks_against(check)))


def _speaks_against(check: Check) -> bool:
    if check.passed is None:
        return check.kind in _TO_BE_KNOWN
    return not check.passed and check.kind in _REQUIRED


def _rank(candidate: Candidate) -> tuple[bool, float]:
    ends = candidate.certificate.not_after or _EARLIEST
    return not candidate.fits, -ends.timestamp()


def _listed(sentences: Sequence[str]) -> str:
    left = len(sentences) - _MOST_TOLD
    return "; ".join([*sentences[:_MOST_TOLD], *([f"{left} more"] if left > 0 else [])])
