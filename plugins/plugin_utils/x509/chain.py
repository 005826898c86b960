# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificate chains: every path from a certificate to the roots that a host trusts, and what is wrong with the best one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from itertools import islice

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import EXTENDED_KEY_USAGE, KEY_USAGE
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.malformations import breaks

MAXIMUM_DEPTH = 10
"""Certificates in a path; real ones have two to five."""

MAXIMUM_PATHS = 256
"""Paths that are looked at: certificates that sign each other in a circle allow any number of them."""

MAXIMUM_CANDIDATES = 1000
"""Issuers that are tried for all paths together: there may be any number of certificates with one name."""

Path = tuple[Certificate, ...]


class Problem(str, Enum):
    """Why a chain is not trusted, the ones that are easier to mend first."""

    UNTRUSTED_ROOT = "untrusted_root"
    PARTIAL = "partial"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    VALIDITY_UNREADABLE = "validity_unreadable"
    MALFORMED = "malformed"
    PATHLEN = "pathlen"
    NOT_A_CA = "not_a_ca"
    DISALLOWED = "disallowed"


SEVERITY = {problem: rank for rank, problem in enumerate(Problem)}


@dataclass(frozen=True)
class Trust:
    """What a host trusts: its roots, its intermediates, and the SHA-1 thumbprints (upper-case hex) that it disallows."""

    roots: tuple[Certificate, ...]
    intermediates: tuple[Certificate, ...]
    disallowed: frozenset[str]

    @property
    def misplaced_roots(self) -> tuple[Certificate, ...]:
        """What lies among the roots although another CA issued it, or an older or newer key of the same CA.

        Only its signature tells a cross-certificate of a renewed root from a root, and verifying those of a whole store
        takes too long. So of self-issued certificates only those are looked at that have a namesake among the roots and
        intermediates, as such a cross-certificate has wherever one of the two roots that it joins is known.
        """
        subjects = Counter(certificate.subject_der for certificate in {*self.roots, *self.intermediates})
        return tuple(
            certificate
            for certificate in self.roots
            if not certificate.self_issued
            or (subjects[certificate.subject_der] > 1 and certificate.own_key_signed is False)
        )


def roots_among(certificates: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """The self-signed ones. Raises :class:`CertificateError` if the signature of one cannot be verified on this controller."""
    for certificate in certificates:
        if certificate.self_issued and certificate.own_key_signed is None:
            raise CertificateError(f"the signature of {certificate.subject} {certificate.signature_refusal}")
    return tuple(certificate for certificate in certificates if certificate.self_signed)


def real_issuer(misplaced: Certificate) -> str:
    """Who issued a certificate that is among the roots and is none: its name alone says nothing of a cross-certificate."""
    return "another key of the same CA" if misplaced.self_issued else misplaced.issuer


@dataclass(frozen=True)
class ChainProblem:
    """One problem, the certificate that has it, and the sentence that says so."""

    problem: Problem
    certificate: Certificate
    sentence: str


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


def build_chain(leaf: Certificate, trust: Trust, extra: Sequence[Certificate] = (), *, now: datetime) -> Chain:
    """The best chain of ``leaf``: the one with the fewest problems, of equals the one that is easiest to mend.

    ``extra`` are certificates that help to find a path and are not trusted, such as those that the peer sends.
    As on Windows, a path ends in a self-signed certificate: one in the roots that isn't self-signed is no anchor
    (its chain is partial there). Raises :class:`CertificateError` if the best chain may
    go on, and the signature that says so cannot be verified on this controller.
    """
    pool = _by_subject((leaf, *trust.roots, *trust.intermediates, *extra))
    issued_by = cache(Certificate.was_issued_by)
    budget = iter(range(MAXIMUM_CANDIDATES))

    def issuers(path: Path) -> list[Certificate]:
        candidates = (candidate for candidate, _tried in zip(pool.get(path[-1].issuer_der, []), budget))
        return [candidate for candidate in candidates if _is_new(candidate, path) and issued_by(path[-1], candidate)]

    paths = islice(_paths((leaf,), issuers), MAXIMUM_PATHS)
    best = min((_chain(path, trust, now) for path in paths), key=_cost)
    last = best.certificates[-1]
    candidates = islice(pool.get(last.issuer_der, []), MAXIMUM_CANDIDATES)
    if not last.self_signed and any(issued_by(last, candidate) is None for candidate in candidates):
        raise CertificateError(f"the signature of {last.subject} {last.signature_refusal}")
    return best


def _by_subject(certificates: Sequence[Certificate]) -> dict[bytes, list[Certificate]]:
    pool: dict[bytes, list[Certificate]] = {}
    for certificate in dict.fromkeys(certificates):
        pool.setdefault(certificate.subject_der, []).append(certificate)
    return pool


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


def _chain(path: Path, trust: Trust, now: datetime) -> Chain:
    return Chain(path, tuple(_problems(path, trust, now)), tuple(_doubts(path)))


def _cost(chain: Chain) -> tuple[object, ...]:
    severities = sorted((SEVERITY[problem.problem] for problem in chain.problems), reverse=True)
    # Of renewed certificates with the same key the one that lives longest is the better witness.
    lifetimes = tuple(-_lifetime(certificate) for certificate in chain.certificates)
    thumbprints = tuple(certificate.thumbprint for certificate in chain.certificates)
    return len(severities), severities, len(chain.certificates), lifetimes, thumbprints


def _lifetime(certificate: Certificate) -> float:
    return certificate.not_after.timestamp() if certificate.not_after else 0.0


def _problems(path: Path, trust: Trust, now: datetime) -> Iterator[ChainProblem]:
    yield from _end_problems(path[-1], trust)
    for certificate in path:
        yield from _own_problems(certificate, trust, now)
    for position in range(1, len(path)):
        yield from _issuer_problems(path, position)


def _end_problems(last: Certificate, trust: Trust) -> Iterator[ChainProblem]:
    if not last.self_signed:
        sentence = f"the certificate of {last.issuer}, which issued {last.subject}, is nowhere to be found"
        yield ChainProblem(Problem.PARTIAL, last, sentence)
    elif last not in trust.roots:
        yield ChainProblem(Problem.UNTRUSTED_ROOT, last, f"the root {last.subject} is not among the trusted roots")


def _own_problems(certificate: Certificate, trust: Trust, now: datetime) -> Iterator[ChainProblem]:
    subject = certificate.subject
    if certificate.thumbprint in trust.disallowed:
        yield ChainProblem(Problem.DISALLOWED, certificate, f"{subject} is among the disallowed certificates")
    if found := breaks(certificate):
        yield ChainProblem(Problem.MALFORMED, certificate, f"{subject} {' and '.join(found)}")
    not_before, not_after = certificate.not_before, certificate.not_after
    if not_before is None or not_after is None:
        yield ChainProblem(Problem.VALIDITY_UNREADABLE, certificate, f"the validity of {subject} cannot be read")
    if not_after and now > not_after:
        yield ChainProblem(Problem.EXPIRED, certificate, f"{subject} expired at {iso(not_after)}")
    if not_before and now < not_before:
        yield ChainProblem(Problem.NOT_YET_VALID, certificate, f"{subject} is not valid before {iso(not_before)}")


def _issuer_problems(path: Path, position: int) -> Iterator[ChainProblem]:
    issuer = path[position]
    issued = path[position - 1].subject
    if not (issuer.is_ca or _is_silent_root(issuer)):
        yield ChainProblem(Problem.NOT_A_CA, issuer, f"{issuer.subject} is not a CA but issued {issued}")
    for identifier in (KEY_USAGE, EXTENDED_KEY_USAGE):
        if identifier in issuer.unreadable_extensions:
            sentence = f"{issuer.subject} issued {issued}, and its extension {identifier}, which may forbid that, cannot be read"
            yield ChainProblem(Problem.NOT_A_CA, issuer, sentence)
    below = sum(not certificate.self_issued for certificate in path[1:position])
    if issuer.path_length is not None and below > issuer.path_length:
        sentence = f"{issuer.subject} allows {issuer.path_length} CAs below it and the chain has {below}"
        yield ChainProblem(Problem.PATHLEN, issuer, sentence)


def _is_silent_root(certificate: Certificate) -> bool:
    """Whether it has no extensions to say in that it is a CA; as a root it is one."""
    return certificate.self_signed and not certificate.has_extensions


def _doubts(path: Path) -> Iterator[str]:
    """What is trusted by some programs, and by Windows as far as is known.

    OpenSSL takes a root without extensions if it is of version 1; Windows is reported to take one of version 3 too
    (dotnet/corefx 18772). The signature of a root says nothing of whether it is trusted (RFC 5280, 6.1). Times with an
    offset are refused by OpenSSL.
    """
    if _is_silent_root(path[-1]) and len(path) > 1:
        yield f"{path[-1].subject} has no extensions and cannot say that it is a CA"
    if not path[-1].signature_algorithms_agree:
        yield f"{path[-1].subject} is signed by another algorithm than it names in what is signed"
    for certificate in path:
        if certificate.behind:
            yield f"{certificate.behind} bytes are after {certificate.subject}"
        if not certificate.usual_validity:
            yield f"the validity of {certificate.subject} is not written as usual"
        for identifier in certificate.unreadable_extensions:
            yield f"the extension {identifier} of {certificate.subject} cannot be read"
