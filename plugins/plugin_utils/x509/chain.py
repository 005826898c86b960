# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate chains: every path from a certificate to the roots that a host trusts, and what is wrong with the best one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from itertools import islice

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import (
    ChainProblem,
    Path,
    Problem,
    Situation,
    doubts_of,
    problems_of,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

MAXIMUM_DEPTH = 10
"""Certificates in a path; real ones have two to five."""

MAXIMUM_PATHS = 256
"""Paths that are looked at: certificates that sign each other in a circle allow any number of them."""

MAXIMUM_CANDIDATES = 1000
"""Issuers that are tried for all paths together: there may be any number of certificates with one name."""

MAXIMUM_TOLD = 3
"""Certificates with the name of an issuer of which is told why they are not it."""

SEVERITY = {problem: rank for rank, problem in enumerate(Problem)}


@dataclass(frozen=True)
class Chain:
    """A path, leaf first, its problems, and what makes programs differ about it although it has none."""

    certificates: Path
    problems: tuple[ChainProblem, ...]
    doubts: tuple[str, ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether nothing is wrong with the chain."""
        return not self.problems

    @property
    def root(self) -> Certificate | None:
        """The self-signed certificate at the end, if the chain has one."""
        last = self.certificates[-1]
        return last if last.self_signed else None


def build_chain(
    leaf: Certificate,
    trust: Trust,
    extra: Sequence[Certificate] = (),
    *,
    purposes: Sequence[str],
    now: datetime,
) -> Chain:
    """The best chain of ``leaf``: the one with the fewest problems, of equals the one that is easiest to mend.

    ``extra`` are certificates that help to find a path and are not trusted, such as those that the peer sends. The CAs
    have to allow all ``purposes``, which are dotted.
    As on Windows, a path ends in a self-signed certificate: one in the roots that isn't self-signed is no anchor
    (its chain is partial there). Raises :class:`CertificateError` if the best chain may
    go on, and the signature that says so cannot be verified on this controller.
    """
    pool = _Pool((leaf, *trust.roots, *trust.intermediates, *extra))
    issued_by = cache(Certificate.was_issued_by)
    situation = Situation(trust, purposes, now)

    def best_by(namesakes_of: Callable[[Certificate], list[Certificate]]) -> Chain:
        budget = iter(range(MAXIMUM_CANDIDATES))

        def issuers(path: Path) -> list[Certificate]:
            candidates = (candidate for candidate, _tried in zip(namesakes_of(path[-1]), budget))
            return [each for each in candidates if _is_new(each, path) and issued_by(path[-1], each)]

        paths = islice(_paths((leaf,), issuers), MAXIMUM_PATHS)
        return min((Chain(path, problems_of(path, situation), doubts_of(path, situation)) for path in paths), key=_cost)

    best = best_by(pool.issuers_by_bytes)
    if best.problems:
        best = min(best, best_by(pool.issuers_of), key=_cost)
    last = best.certificates[-1]
    namesakes = pool.issuers_of(last)[:MAXIMUM_CANDIDATES]
    if not last.self_signed and any(issued_by(last, candidate) is None for candidate in namesakes):
        raise CertificateError(f"the signature of {last.subject} {last.signature_refusal}")
    return _with_namesakes(best, namesakes)


def _with_namesakes(chain: Chain, namesakes: Sequence[Certificate]) -> Chain:
    """Say why those that have the name of an issuer that is nowhere to be found are not it."""
    last = chain.certificates[-1]
    others = [each for each in namesakes if each != last]
    if not others or last.self_signed:
        return chain
    told = "; ".join(dict.fromkeys(last.reason_against(each) for each in others[:MAXIMUM_TOLD]))
    return replace(
        chain,
        problems=tuple(
            replace(each, sentence=f"{each.sentence}: {told}") if each.problem is Problem.PARTIAL else each
            for each in chain.problems
        ),
    )


class _Pool:
    """Certificates by their subject: by its bytes, and, where nobody has these, as names are compared."""

    def __init__(self, certificates: Sequence[Certificate]) -> None:
        self._certificates = tuple(dict.fromkeys(certificates))
        self._by_bytes = _grouped(self._certificates, lambda certificate: certificate.subject_der)

    def issuers_by_bytes(self, certificate: Certificate) -> list[Certificate]:
        """Those that have the name of its issuer byte by byte. Reading the names of a whole store takes long."""
        return self._by_bytes.get(certificate.issuer_der, [])

    def issuers_of(self, certificate: Certificate) -> list[Certificate]:
        """Those that have the name of its issuer, as names are compared."""
        return self._by_comparison.get(certificate.compared_issuer, [])

    @cached_property
    def _by_comparison(self) -> dict[Hashable, list[Certificate]]:
        return _grouped(self._certificates, lambda certificate: certificate.compared_subject)


def _grouped(
    certificates: Sequence[Certificate], trait: Callable[[Certificate], Hashable]
) -> dict[Hashable, list[Certificate]]:
    groups: dict[Hashable, list[Certificate]] = {}
    for certificate in certificates:
        groups.setdefault(trait(certificate), []).append(certificate)
    return groups


def _paths(path: Path, issuers: Callable[[Path], list[Certificate]]) -> Iterator[Path]:
    """Every path that begins with ``path`` and can't be continued."""
    ended = path[-1].self_signed or len(path) == MAXIMUM_DEPTH
    continuations = [] if ended else issuers(path)
    for issuer in continuations:
        yield from _paths((*path, issuer), issuers)
    if not continuations:
        yield path


def _is_new(candidate: Certificate, path: Path) -> bool:
    """Whether the candidate's name and key aren't in the path yet: going through them twice leads nowhere new."""
    return all(
        (candidate.subject_der, candidate.public_key_info) != (member.subject_der, member.public_key_info)
        for member in path
    )


def _cost(chain: Chain) -> tuple[object, ...]:
    severities = sorted((SEVERITY[problem.problem] for problem in chain.problems), reverse=True)
    # Of renewed certificates with the same key the one that lives longest is the better witness.
    lifetimes = tuple(-_lifetime(certificate) for certificate in chain.certificates)
    thumbprints = tuple(certificate.thumbprint for certificate in chain.certificates)
    return len(severities), severities, len(chain.doubts), len(chain.certificates), lifetimes, thumbprints


def _lifetime(certificate: Certificate) -> float:
    return certificate.not_after.timestamp() if certificate.not_after else 0.0
