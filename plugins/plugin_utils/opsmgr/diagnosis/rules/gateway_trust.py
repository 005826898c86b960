# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does the host trust the gateway? Told by the gateway's chain, built against that host's own stores."""

from __future__ import annotations

from operator import attrgetter

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.former_roots import tell
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.fixes import how_to_mend_issuer
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import (
    RuleResult,
    by_certificate,
    chain_rule,
    first_problem,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import gateway_trust as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.root_statement import name_root
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import OF_A_CERTIFICATE, ChainProblem, Problem

_ANOTHER_ROOT = (
    "Have the gateway's certificate issued by a CA with another root: Microsoft's root program limits this one, and importing "
    "it again does not lift that."
)

_OF_ITS_DATES = {
    Problem.EXPIRED: "Renew the gateway's certificate and register the new one on the gateway with MOMCertImport.",
    Problem.NOT_YET_VALID: "Compare the clocks of the controller, the gateway and the CA, or wait until the validity begins.",
}


def gateway_root_expired(evidence: Evidence) -> RuleResult | None:
    expired = _expired_root(evidence)
    return RuleResult(kinds.GATEWAY_ROOT_EXPIRED(expired.sentence)) if expired else None


def gateway_certificate_unusable(evidence: Evidence) -> RuleResult | None:
    """An expired root is a verdict of its own."""
    problems = evidence.chain.problems if evidence.chain else ()
    others = (each for each in problems if each is not _expired_root(evidence))
    problem = next((each for each in others if each.problem in OF_A_CERTIFICATE), None)
    return (
        RuleResult(kinds.GATEWAY_CERTIFICATE_UNUSABLE(problem.sentence, _mend(problem, evidence))) if problem else None
    )


def _mend(problem: ChainProblem, evidence: Evidence) -> str:
    """Of the certificate itself, or of one of its issuers; empty where nothing but a new one helps."""
    if problem.certificate != evidence.gateway.first or evidence.gateway.first == evidence.gateway.root:
        return how_to_mend_issuer([problem], "gateway", "on the gateway and its agents")
    return _OF_ITS_DATES.get(problem.problem, "")


root_distrusted = chain_rule(kinds.ROOT_DISTRUSTED, Problem.DISALLOWED, attrgetter("chain"))


def former_root_distrusted(evidence: Evidence) -> RuleResult | None:
    """Only where the host would need another root: one that trusts the new root already has been taken care of."""
    former = next((each for each in evidence.former_roots if each.disallowed), None)
    gateway = evidence.gateway
    if former is None or gateway.root is None or not first_problem(evidence.chain, Problem.UNTRUSTED_ROOT):
        return None
    known, presented = tell(former, gateway.name), name_root(gateway.root)
    sentence = f"the host disallows another root of the gateway: {known}; now it presents {presented}"
    return RuleResult(kinds.FORMER_ROOT_DISTRUSTED(sentence))


root_missing = chain_rule(kinds.ROOT_MISSING, Problem.UNTRUSTED_ROOT, attrgetter("chain"))


def root_restricted(evidence: Evidence) -> RuleResult | None:
    """Whether Windows honours these properties for a root like ours is unverified, so it is never confirmed."""
    problem = first_problem(evidence.chain, Problem.LIMITED_ROOT)
    if problem is None:
        return None
    fix = "" if _is_of_purposes(problem, evidence) else _ANOTHER_ROOT
    return RuleResult(kinds.ROOT_RESTRICTED(problem.sentence, fix), Confidence.PROBABLE)


def _is_of_purposes(problem: ChainProblem, evidence: Evidence) -> bool:
    """What an administrator restricts; Microsoft's root program limits by dates as well."""
    limits = evidence.trust.limits_of(problem.certificate.thumbprint) if evidence.trust else ()
    return any(limit.allowed is not None for limit in limits)


def intermediate_missing(evidence: Evidence) -> RuleResult | None:
    """Certain when nobody has the intermediate, probable when the gateway might send it along."""
    problem = first_problem(evidence.chain, Problem.PARTIAL)
    if problem is not None:
        return RuleResult(kinds.INTERMEDIATE_MISSING(problem.sentence))
    chain, unaided_chain = evidence.chain, evidence.unaided_chain
    unaided = first_problem(unaided_chain, Problem.PARTIAL)
    if chain is None or unaided is None or any(each.problem is not Problem.LIMITED_ROOT for each in chain.problems):
        return None
    return RuleResult(kinds.INTERMEDIATE_MISSING(unaided.sentence), Confidence.PROBABLE)


@by_certificate
def name_mismatch(evidence: Evidence) -> RuleResult | None:
    """SCOM looks at the first common name, and at the first alternative name (Microsoft's pages differ on which counts)."""
    parent, certificate = evidence.parent, evidence.gateway.certificate
    if parent is None or certificate is None:
        return None
    names = [name.lower() for name in (certificate.common_name, *certificate.dns_names[:1]) if name]
    if parent.authentication_name.lower() in names:
        return None
    sentence = (
        f"the agent authenticates {parent.authentication_name}, "
        f"the gateway's certificate names {', '.join(dict.fromkeys(names)) or 'no host'}"
    )
    if evidence.suspected:
        sentence = f"the parent {parent.network_name} seems to be {evidence.gateway.name}; {sentence}"
    later = parent.authentication_name.lower() in (name.lower() for name in certificate.dns_names)
    finding = kinds.NAME_MISMATCH(sentence, _how_to_agree(evidence, parent.authentication_name, names))
    return RuleResult(finding, Confidence.PROBABLE if later else Confidence.CONFIRMED)


def _how_to_agree(evidence: Evidence, asked: str, named: list[str]) -> str:
    """SCOM takes a certificate for the gateway's own name only, which neither a short name nor an address is."""
    if not named:
        return ""
    pointed = f"Point the agent at {named[0]}, as the gateway's certificate names it (Control Panel, Microsoft Monitoring Agent)."
    if evidence.suspected:
        return pointed
    return f"{pointed} If {asked} is the gateway's own name, have its certificate issued for {asked} instead, and register it there."


def seems_to_be_parent(evidence: Evidence) -> RuleResult | None:
    """Nothing is given to such a host by a mere suspicion, so it comes before what the host lacks."""
    return name_mismatch(evidence) if evidence.suspected else None


@by_certificate
def gateway_certificate_unknown(evidence: Evidence) -> RuleResult | None:
    """Neither the gateway nor the user tells a root. A link that holds says more than any chain."""
    if evidence.parent is None or evidence.gateway.root is not None or evidence.linked:
        return None
    sentence = f"no certificate of {evidence.gateway.name} is registered, and no root of it is given"
    return RuleResult(kinds.GATEWAY_CERTIFICATE_UNKNOWN(sentence), Confidence.UNKNOWN)


def _expired_root(evidence: Evidence) -> ChainProblem | None:
    problems = evidence.chain.problems if evidence.chain else ()
    expired = (each for each in problems if each.problem is Problem.EXPIRED)
    return next((each for each in expired if each.certificate == evidence.gateway.root), None)
