# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a path of certificates (RFC 5280, 6.1): what is wrong with one, and what programs differ about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import pairwise

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import (
    APPLICATION_POLICIES,
    EXTENDED_KEY_USAGE,
    KEY_USAGE,
    NAME_CONSTRAINTS,
    SUBJECT_ALTERNATIVE_NAME,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.malformations import breaks
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.name_constraints import violation
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import ANY_PURPOSE, PURPOSE_NAMES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

Path = tuple[Certificate, ...]


class Problem(str, Enum):
    """Why a chain is not trusted, the ones that are easier to mend first."""

    UNTRUSTED_ROOT = "untrusted_root"
    LIMITED_ROOT = "limited_root"
    PARTIAL = "partial"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    VALIDITY_UNREADABLE = "validity_unreadable"
    MALFORMED = "malformed"
    PATHLEN = "pathlen"
    PURPOSE = "purpose"
    NAME_CONSTRAINTS = "name_constraints"
    CRITICAL_EXTENSION = "critical_extension"
    KEY_USAGE = "key_usage"
    NOT_A_CA = "not_a_ca"
    DISALLOWED = "disallowed"


OF_A_STORE = frozenset({Problem.UNTRUSTED_ROOT, Problem.LIMITED_ROOT, Problem.PARTIAL, Problem.DISALLOWED})
OF_A_CERTIFICATE = frozenset(Problem) - OF_A_STORE
"""Those that only the certificates themselves can mend, on every host alike."""


SIGNING = ("keyCertSign",)
HANDSHAKE = ("digitalSignature", "keyEncipherment", "keyAgreement")


@dataclass(frozen=True)
class ChainProblem:
    """One problem, the certificate that has it, and the sentence that says so."""

    problem: Problem
    certificate: Certificate
    sentence: str


@dataclass(frozen=True)
class Situation:
    """What a path is judged for: whose trust, the purposes that its CAs have to allow (dotted), and the moment (UTC)."""

    trust: Trust
    purposes: Sequence[str]
    now: datetime


def problems_of(path: Path, situation: Situation) -> tuple[ChainProblem, ...]:
    """What is wrong with a path, which is given leaf first. None of it is wrong if there are none."""
    found = [*_end_problems(path, situation)]
    for certificate in path:
        found += (problem for rule in _OWN_RULES for problem in rule(certificate, situation))
    found += _first_may_be_used(path[0], situation)
    for position in range(1, len(path)):
        found += (problem for rule in _ISSUER_RULES for problem in rule(path, position, situation))
    return tuple(found)


def doubts_of(path: Path, situation: Situation) -> tuple[str, ...]:
    """What is trusted by some programs, and by Windows as far as is known, a sentence each.

    OpenSSL takes a root without extensions if it is of version 1; Windows is reported to take one of version 3 too
    (dotnet/corefx 18772). The signature of a root says nothing of whether it is trusted (RFC 5280, 6.1). Times with an
    offset are refused by OpenSSL. Windows is described as comparing names byte by byte, unless a key identifier decides.
    """
    return tuple(doubt for rule in _DOUBTS for doubt in rule(path, situation))


def _end_problems(path: Path, situation: Situation) -> Iterator[ChainProblem]:
    last, trust = path[-1], situation.trust
    if not last.self_signed:
        sentence = f"the certificate of {last.issuer}, which issued {last.subject}, was not found"
        yield ChainProblem(Problem.PARTIAL, last, sentence)
    elif last not in trust.roots:
        yield ChainProblem(Problem.UNTRUSTED_ROOT, last, f"the root {last.subject} is not among the trusted roots")
    for limits in trust.limits_of(last.thumbprint) if last in trust.roots else ():
        for refusal in limits.refusals(situation.purposes, path[0].not_before, situation.now):
            yield ChainProblem(Problem.LIMITED_ROOT, last, f"the entry of {last.subject} in Root {refusal}")


def _disallowed(certificate: Certificate, situation: Situation) -> Iterator[ChainProblem]:
    if certificate.thumbprint in situation.trust.disallowed:
        sentence = f"{certificate.subject} is among the disallowed certificates"
        yield ChainProblem(Problem.DISALLOWED, certificate, sentence)


def _malformed(certificate: Certificate, _situation: Situation) -> Iterator[ChainProblem]:
    if found := breaks(certificate):
        yield ChainProblem(Problem.MALFORMED, certificate, f"{certificate.subject} {' and '.join(found)}")


def _out_of_date(certificate: Certificate, situation: Situation) -> Iterator[ChainProblem]:
    subject, not_before, not_after = certificate.subject, certificate.not_before, certificate.not_after
    if not_before is None or not_after is None:
        yield ChainProblem(Problem.VALIDITY_UNREADABLE, certificate, f"the validity of {subject} cannot be read")
    if not_after and situation.now > not_after:
        yield ChainProblem(Problem.EXPIRED, certificate, f"{subject} expired at {iso(not_after)}")
    if not_before and situation.now < not_before:
        yield ChainProblem(Problem.NOT_YET_VALID, certificate, f"{subject} is not valid before {iso(not_before)}")


def _critical_extensions(certificate: Certificate, _situation: Situation) -> Iterator[ChainProblem]:
    """RFC 5280, 4.2: what is critical and not understood is refused."""
    if unknown := certificate.unknown_critical_extensions:
        named = ", ".join(unknown)
        sentence = f"{certificate.subject} has critical extensions that are not known or cannot be read: {named}"
        yield ChainProblem(Problem.CRITICAL_EXTENSION, certificate, sentence)


def _is_a_ca(path: Path, position: int, _situation: Situation) -> Iterator[ChainProblem]:
    issuer = path[position]
    if not (issuer.is_ca or _is_silent_root(issuer)):
        sentence = f"{issuer.subject} is not a CA but issued {path[position - 1].subject}"
        yield ChainProblem(Problem.NOT_A_CA, issuer, sentence)


def _may_sign(path: Path, position: int, _situation: Situation) -> Iterator[ChainProblem]:
    """RFC 5280, 6.1.4 (n): a key usage, where there is one, has to allow it."""
    yield from _has_usage(path[position], SIGNING, f"{path[position].subject} issued {path[position - 1].subject}")


def _serves_the_purposes(path: Path, position: int, situation: Situation) -> Iterator[ChainProblem]:
    """Windows and OpenSSL hold the extended key usage of a CA, the root's own too, against what it issued."""
    deed = f"{path[position].subject} issued {path[position - 1].subject}"
    yield from _has_purposes(path[position], situation.purposes, deed)


def _first_may_be_used(first: Certificate, situation: Situation) -> Iterator[ChainProblem]:
    """An end-entity certificate for a TLS handshake (RFC 5246, 7.4.2), a CA that is judged by itself to issue some."""
    if not situation.purposes:
        return
    is_a_ca = first.is_ca or _is_silent_root(first)
    yield from _has_usage(first, SIGNING if is_a_ca else HANDSHAKE, f"{first.subject} is to be used")
    yield from _has_purposes(first, situation.purposes, f"{first.subject} is to be used")


def _has_usage(certificate: Certificate, wanted: Sequence[str], deed: str) -> Iterator[ChainProblem]:
    usage = certificate.key_usage
    if KEY_USAGE in certificate.unreadable_extensions:
        sentence = f"{deed}, and its key usage, which may forbid that, cannot be read"
        yield ChainProblem(Problem.KEY_USAGE, certificate, sentence)
    elif usage is not None and not set(wanted) & set(usage):
        yield ChainProblem(Problem.KEY_USAGE, certificate, f"{deed}, but its key usage lacks {' or '.join(wanted)}")


def _has_purposes(certificate: Certificate, purposes: Sequence[str], deed: str) -> Iterator[ChainProblem]:
    if {EXTENDED_KEY_USAGE, APPLICATION_POLICIES} & set(certificate.unreadable_extensions):
        sentence = f"{deed}, and its extended key usage, which may forbid that, cannot be read"
        yield ChainProblem(Problem.PURPOSE, certificate, sentence)
        return
    for name, allowed in (
        ("extended key usage", certificate.extended_key_usage),
        ("application policies", certificate.application_policies),
    ):
        lacking = [each for each in purposes if allowed is not None and not {each, ANY_PURPOSE} & set(allowed)]
        if lacking:
            missing = " and ".join(PURPOSE_NAMES.get(each, each) for each in lacking)
            yield ChainProblem(Problem.PURPOSE, certificate, f"{deed}, but its {name} lacks {missing}")
            return


def _path_length(path: Path, position: int, _situation: Situation) -> Iterator[ChainProblem]:
    issuer = path[position]
    below = sum(not certificate.self_issued for certificate in path[1:position])
    if issuer.path_length is not None and below > issuer.path_length:
        sentence = f"{issuer.subject} allows {issuer.path_length} CAs below it and the chain has {below}"
        yield ChainProblem(Problem.PATHLEN, issuer, sentence)


def _names(path: Path, position: int, _situation: Situation) -> Iterator[ChainProblem]:
    """RFC 5280, 6.1.3 (b) and (c): the names of all below, but for those that are self-issued and not the last."""
    issuer = path[position]
    if NAME_CONSTRAINTS in issuer.unreadable_extensions:
        sentence = f"{issuer.subject} has name constraints that cannot be read"
        yield ChainProblem(Problem.NAME_CONSTRAINTS, issuer, sentence)
    constraints = issuer.name_constraints
    if constraints is None:
        return
    for depth, certificate in enumerate(path[:position]):
        if certificate.self_issued and depth > 0:
            continue
        names = certificate.constrained_names
        outside = "names that cannot be read" if names is None else violation(constraints, names)
        if outside:
            sentence = f"{issuer.subject} may not issue for {outside}, which is a name of {certificate.subject}"
            yield ChainProblem(Problem.NAME_CONSTRAINTS, certificate, sentence)


_OWN_RULES: tuple[Callable[[Certificate, Situation], Iterator[ChainProblem]], ...] = (
    _disallowed,
    _malformed,
    _out_of_date,
    _critical_extensions,
)
_ISSUER_RULES: tuple[Callable[[Path, int, Situation], Iterator[ChainProblem]], ...] = (
    _is_a_ca,
    _may_sign,
    _serves_the_purposes,
    _path_length,
    _names,
)


def _is_silent_root(certificate: Certificate) -> bool:
    """Whether it has no extensions to say in that it is a CA; as a root it is one."""
    return certificate.self_signed and not certificate.has_extensions


def _doubt_about_silence(path: Path, _situation: Situation) -> Iterator[str]:
    if _is_silent_root(path[-1]) and len(path) > 1:
        yield f"{path[-1].subject} has no extensions and cannot say that it is a CA"


def _doubt_about_algorithms(path: Path, _situation: Situation) -> Iterator[str]:
    if not path[-1].signature_algorithms_agree:
        yield f"{path[-1].subject} is signed by another algorithm than it names in what is signed"


def _doubt_about_the_root(path: Path, _situation: Situation) -> Iterator[str]:
    """OpenSSL takes a root for issued by another one when it names another key or serial number than its own."""
    if path[-1].self_signed and not path[-1].may_name(path[-1]):
        yield f"{path[-1].subject} names another certificate than itself as that of its issuer"


def _doubt_about_any_purpose(path: Path, situation: Situation) -> Iterator[str]:
    """OpenSSL does not take anyExtendedKeyUsage for the purpose that it looks for."""
    for certificate in path:
        allowed = certificate.extended_key_usage or ()
        if ANY_PURPOSE in allowed and not set(situation.purposes) <= set(allowed):
            yield f"the extended key usage of {certificate.subject} has any purpose, and some programs want the one in question"


def _doubt_about_encoding(path: Path, _situation: Situation) -> Iterator[str]:
    for certificate in path:
        if certificate.behind:
            yield f"{certificate.behind} bytes are after {certificate.subject}"
        if not certificate.usual_validity:
            yield f"the validity of {certificate.subject} is not written as usual"
        for identifier in certificate.unreadable_extensions:
            # A name with an umlaut decides nothing here, and others read it.
            if identifier != SUBJECT_ALTERNATIVE_NAME or certificate.constrained_names is None:
                yield f"the extension {identifier} of {certificate.subject} cannot be read or occurs twice"


def _doubt_about_names(path: Path, _situation: Situation) -> Iterator[str]:
    for certificate, issuer in pairwise(path):
        if certificate.issuer_der != issuer.subject_der and not certificate.names_key_of(issuer):
            yield (
                f"{certificate.subject} names its issuer in other bytes than the name of {issuer.subject} has, "
                "and no key identifier says that it is the same"
            )


_DOUBTS: tuple[Callable[[Path, Situation], Iterator[str]], ...] = (
    _doubt_about_silence,
    _doubt_about_algorithms,
    _doubt_about_the_root,
    _doubt_about_any_purpose,
    _doubt_about_encoding,
    _doubt_about_names,
)
