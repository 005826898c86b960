# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is checked of a channel certificate that was found, each check on its own and none of them on text in a language.

The checks and their order are those of the community's Test-SCOMCertificate script, with the ones that it lacks where
they belong. Microsoft, "Obtain a certificate for use with Windows Servers and System Center Operations Manager", asks
for what they check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import certificate as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.key_provider import AT_KEYEXCHANGE, KeyProvider
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import (
    EXTENDED_KEY_USAGE,
    KEY_USAGE,
    SUBJECT_ALTERNATIVE_NAME,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import COMMON_NAME
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import ChainProblem, Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import COLLIDING_HASHES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    PURPOSE_NAMES,
    SERVER_AUTHENTICATION,
)

PURPOSES = (SERVER_AUTHENTICATION, CLIENT_AUTHENTICATION)
KEY_USAGES = ("digitalSignature", "keyEncipherment")
MINIMUM_RSA_BITS = 2048

_OWN_NAME_UNKNOWN = "the host's own name is not known"

CheckResult = tuple[bool | None, str]


@dataclass(frozen=True)
class Check:
    """One check: passed, failed, or None when it cannot be told; ``evidence`` is what was seen, or why nothing was."""

    kind: Kind
    passed: bool | None
    evidence: str


@dataclass(frozen=True)
class Called:
    """What sentences call a certificate, and what is its own."""

    it: str
    its: str


CHANNEL_CERTIFICATE = Called("the channel certificate", "the channel certificate's")


@dataclass(frozen=True)
class ExaminedCertificate:
    """What the checks look at: one certificate, its key, its chain on the host, and the days that it should be valid yet.

    ``own_names`` are what the host may call itself, with its DNS suffix when it has one. ``key`` is None when the store entry
    names no key, and an error when that property is malformed; ``chain`` is None when the host's roots were not read.
    """

    certificate: Certificate
    own_names: tuple[str, ...]
    key: KeyProvider | CertificateError | None
    chain: Chain | None
    now: datetime
    lead_days: int
    called: Called = CHANNEL_CERTIFICATE


def examine(examined: ExaminedCertificate) -> tuple[Check, ...]:
    """Every check of a certificate that was found, in their order."""
    return tuple(Check(kind, *check(examined)) for kind, check in _CHECKS)


def _is_own_name(name: str, examined: ExaminedCertificate) -> bool:
    return name.lower() in (own.lower() for own in examined.own_names)


def _own_name(examined: ExaminedCertificate) -> str:
    return f"the host calls itself {' or '.join(examined.own_names)}"


def _common_names(certificate: Certificate) -> list[str]:
    """In the order in which Windows shows a subject, the most specific one first."""
    return [part.value for part in certificate.subject_parts if part.oid == COMMON_NAME and part.value]


def _common_name_missing(examined: ExaminedCertificate) -> CheckResult:
    subject = examined.certificate.subject or "empty"
    return bool(_common_names(examined.certificate)), f"the subject of {examined.called.it} is {subject}"


def _common_name_differs(examined: ExaminedCertificate) -> CheckResult:
    names = _common_names(examined.certificate)
    if not names:
        return None, f"{examined.called.it} has no common name"
    if not examined.own_names:
        return None, f"{_OWN_NAME_UNKNOWN}; {examined.called.it} is for {names[0]}"
    evidence = f"{examined.called.it} is for {names[0]}, and {_own_name(examined)}"
    return _is_own_name(names[0], examined), evidence


def _common_names_several(examined: ExaminedCertificate) -> CheckResult:
    names = _common_names(examined.certificate)
    return len(names) < 2, f"{examined.called.its} common names: {', '.join(names) or 'none'}"


def _alternative_name_differs(examined: ExaminedCertificate) -> CheckResult:
    names = examined.certificate.dns_names
    if SUBJECT_ALTERNATIVE_NAME in examined.certificate.unreadable_extensions:
        return None, f"{examined.called.its} subject alternative names are malformed"
    if not names:
        return True, f"{examined.called.it} has no DNS name among its subject alternative names, and needs none"
    if not examined.own_names:
        return None, f"{_OWN_NAME_UNKNOWN}; {examined.called.its} first DNS name is {names[0]}"
    evidence = f"{examined.called.its} first DNS name is {names[0]}, and {_own_name(examined)}"
    return _is_own_name(names[0], examined), evidence


def _private_key_missing(examined: ExaminedCertificate) -> CheckResult:
    if examined.key is None:
        return False, _entry_names(examined, "no private key")
    return _of_the_key(examined, lambda key: (True, f"the key {key.container}, which may or may not exist"))


def _private_key_of_user(examined: ExaminedCertificate) -> CheckResult:
    return _of_the_key(examined, lambda key: (key.machine_key_set, f"the key {key.container} of {_owner(key)}"))


def _owner(key: KeyProvider) -> str:
    return "the machine" if key.machine_key_set else "a user"


def _key_provider_cng(examined: ExaminedCertificate) -> CheckResult:
    return _of_the_key(examined, lambda key: (not key.is_cng, f"a key of {key.provider}, type {key.provider_type}"))


def _key_spec_wrong(examined: ExaminedCertificate) -> CheckResult:
    def judge(key: KeyProvider) -> CheckResult:
        if key.is_cng:
            return None, "a key of a CNG key storage provider, which has no KeySpec"
        return key.key_spec == AT_KEYEXCHANGE, f"a key with KeySpec {key.key_spec}"

    return _of_the_key(examined, judge)


def _of_the_key(examined: ExaminedCertificate, judge: Callable[[KeyProvider], CheckResult]) -> CheckResult:
    if examined.key is None:
        return None, _entry_names(examined, "no private key")
    if isinstance(examined.key, CertificateError):
        return None, f"{examined.called.its} private key is not known: {examined.key}"
    passed, words = judge(examined.key)
    return passed, _entry_names(examined, words)


def _entry_names(examined: ExaminedCertificate, words: str) -> str:
    return f"{examined.called.its} store entry names {words}"


def _unreadable_validity(examined: ExaminedCertificate) -> str:
    return f"{examined.called.its} validity cannot be read"


def _not_yet_valid(examined: ExaminedCertificate) -> CheckResult:
    starts = examined.certificate.not_before
    if starts is None:
        return None, _unreadable_validity(examined)
    begun = starts <= examined.now
    return begun, f"{examined.called.it} is valid {'' if begun else 'only '}from {iso(starts)}"


def _expired(examined: ExaminedCertificate) -> CheckResult:
    ends = examined.certificate.not_after
    if ends is None:
        return None, _unreadable_validity(examined)
    expired = examined.now > ends
    return not expired, f"{examined.called.it} {'expired at' if expired else 'is valid until'} {iso(ends)}"


def _expiring(examined: ExaminedCertificate) -> CheckResult:
    ends = examined.certificate.not_after
    if ends is None:
        return None, _unreadable_validity(examined)
    left = ends - examined.now
    if left.total_seconds() < 0:
        return None, f"{examined.called.it} has expired already"
    return left.days >= examined.lead_days, (
        f"{examined.called.it} expires at {iso(ends)}, in {left.days} days; {examined.lead_days} are wanted"
    )


def _purposes_missing(examined: ExaminedCertificate) -> CheckResult:
    purposes = examined.certificate.extended_key_usage
    if EXTENDED_KEY_USAGE in examined.certificate.unreadable_extensions:
        return None, f"{examined.called.its} extended key usage is malformed"
    if not purposes:
        return False, f"{examined.called.it} has {'no' if purposes is None else 'an empty'} extended key usage"
    return _has_all(examined, "extended key usage", [PURPOSE_NAMES[each] for each in PURPOSES if each not in purposes])


def _key_usage_missing(examined: ExaminedCertificate) -> CheckResult:
    if KEY_USAGE in examined.certificate.unreadable_extensions:
        return None, f"{examined.called.its} key usage is malformed"
    usages = examined.certificate.key_usage
    return usages is not None, f"{examined.called.it} has {'no' if usages is None else 'a'} key usage"


def _key_usage_incomplete(examined: ExaminedCertificate) -> CheckResult:
    usages = examined.certificate.key_usage
    if usages is None:
        return None, f"{examined.called.it} has no key usage that can be read"
    return _has_all(examined, "key usage", [usage for usage in KEY_USAGES if usage not in usages])


def _has_all(examined: ExaminedCertificate, extension: str, missing: list[str]) -> CheckResult:
    return not missing, f"{examined.called.its} {extension} lacks {' and '.join(missing) or 'nothing'}"


def _key_unusable_algorithm(examined: ExaminedCertificate) -> CheckResult:
    kind = examined.certificate.public_key_type
    return kind == "RSA", f"{examined.called.its} public key is of the type {kind}"


def _key_too_short(examined: ExaminedCertificate) -> CheckResult:
    kind, bits = examined.certificate.public_key_type, examined.certificate.public_key_bits
    if kind != "RSA" or bits is None:
        return None, f"{examined.called.its} public key is no RSA key that can be measured: {kind}"
    return bits >= MINIMUM_RSA_BITS, f"{examined.called.its} RSA key has {bits} bits, {MINIMUM_RSA_BITS} are needed"


def _signature_hash_weak(examined: ExaminedCertificate) -> CheckResult:
    name, used = examined.certificate.signature_algorithm, examined.certificate.signature_hash
    evidence = f"{examined.called.it} is signed with {name}"
    return (None, f"{evidence}, whose hash is not known") if used is None else (used not in COLLIDING_HASHES, evidence)


def _own_chain_untrusted(examined: ExaminedCertificate) -> CheckResult:
    if examined.chain is None:
        return None, "the host's roots were not read"
    problems = [problem.sentence for problem in examined.chain.problems if not _has_its_own_check(problem, examined)]
    return not problems, "; ".join(problems) or f"the chain ends in {examined.chain.certificates[-1].subject}"


def _has_its_own_check(problem: ChainProblem, examined: ExaminedCertificate) -> bool:
    """The certificate's own dates, key usage and purposes."""
    checked = (Problem.EXPIRED, Problem.NOT_YET_VALID, Problem.KEY_USAGE, Problem.PURPOSE)
    return problem.problem in checked and problem.certificate == examined.certificate


_CHECKS: tuple[tuple[Kind, Callable[[ExaminedCertificate], CheckResult]], ...] = (
    (kinds.COMMON_NAME_MISSING, _common_name_missing),
    (kinds.COMMON_NAME_DIFFERS, _common_name_differs),
    (kinds.COMMON_NAMES_SEVERAL, _common_names_several),
    (kinds.ALTERNATIVE_NAME_DIFFERS, _alternative_name_differs),
    (kinds.PRIVATE_KEY_MISSING, _private_key_missing),
    (kinds.PRIVATE_KEY_OF_USER, _private_key_of_user),
    (kinds.NOT_YET_VALID, _not_yet_valid),
    (kinds.EXPIRED, _expired),
    (kinds.EXPIRING, _expiring),
    (kinds.PURPOSES_MISSING, _purposes_missing),
    (kinds.KEY_USAGE_MISSING, _key_usage_missing),
    (kinds.KEY_USAGE_INCOMPLETE, _key_usage_incomplete),
    (kinds.KEY_PROVIDER_CNG, _key_provider_cng),
    (kinds.KEY_SPEC_WRONG, _key_spec_wrong),
    (kinds.KEY_UNUSABLE_ALGORITHM, _key_unusable_algorithm),
    (kinds.KEY_TOO_SHORT, _key_too_short),
    (kinds.SIGNATURE_HASH_WEAK, _signature_hash_weak),
    (kinds.OWN_CHAIN_UNTRUSTED, _own_chain_untrusted),
)

CERTIFICATE_KINDS: tuple[Kind, ...] = (
    kinds.NOT_REGISTERED,
    kinds.NOT_FOUND,
    kinds.AMBIGUOUS,
    kinds.HASH_DIFFERS,
    kinds.ARCHIVED,
    *(kind for kind, _check in _CHECKS),
)
"""In the order of their checks; the first five are about which certificate it is."""

LATENT = frozenset(kind.id for kind in (kinds.NOT_FOUND, kinds.PRIVATE_KEY_MISSING, kinds.NOT_YET_VALID, kinds.EXPIRED))
"""What can have come since the running service loaded its certificate, and keeps it from loading it again.

The other errors are about what a certificate is: a service that runs with it has got over them. That none is registered
is no such fault either: such a service runs without one already.
"""
