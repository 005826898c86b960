# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about clocks: by its own clock a machine judges certificates, and when it loads its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import in_words, iso, iso_or_none, moved
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.clocks import TOLERANCE, Clocks
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.kerberos import kerberos_failing
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import RuleResult, VerdictRule
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events import link_events as opsmgr_events
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.codes import CLOCKS_DIFFER
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import CERTIFICATE_LOADED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.clock import CLOCK_SKEW
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.clock import ClockOffset
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain, build_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import Problem
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import Trust

_NOT_VALID_NOW = 20051
_OUT_OF_DATE = frozenset({Problem.EXPIRED, Problem.NOT_YET_VALID})


def in_date_by_the_controllers_clock_alone(evidence: Evidence) -> RuleResult | None:
    """A certificate is not valid by the clocks of the host and the gateway, which agree. Whether they are right, it cannot tell."""
    if not evidence.clocks.controller_is_wrong:
        return None
    controllers = moved(evidence.now, -evidence.clocks.correction)
    chain = evidence.chain.certificates if evidence.chain else ()
    own = (evidence.own.certificate,) if evidence.own and evidence.own.certificate else ()
    found = (each for each in (*chain, *own) if not _is_valid(each, evidence.now) and _is_valid(each, controllers))
    certificate = next(found, None)
    if certificate is None:
        return None
    return _result(
        evidence, f"{certificate.subject}, {_dates(certificate)}, is in date by the controller's clock alone"
    )


def gateway_out_of_date_on_host(evidence: Evidence) -> RuleResult | None:
    """The gateway's chain is in date, and not so by the host's clock."""
    issuers, trust = evidence.gateway.issuers, evidence.trust
    found = _out_of_date(evidence, evidence.chain, trust, issuers, SERVER_AUTHENTICATION, evidence.clocks.of_host)
    return _result(evidence, f"by the host's clock {found}") if found else None


def agent_out_of_date_on_gateway(evidence: Evidence) -> RuleResult | None:
    """The agent's chain is in date, and not so by the clock of the gateway, which has a certificate to talk to agents with."""
    chain, gateway = evidence.agent_chain, evidence.gateway_evidence
    if gateway is None or gateway.load_failure:
        return None
    sent = chain.certificates[1:] if chain else ()
    found = _out_of_date(evidence, chain, gateway.trust, sent, CLIENT_AUTHENTICATION, evidence.clocks.of_gateway)
    return _result(evidence, f"by the gateway's clock {found}") if found else None


def own_certificate_out_of_date_on_host(evidence: Evidence) -> RuleResult | None:
    """The agent's own certificate is in date, and HealthService could not load it by the host's clock."""
    certificate, clock = evidence.own.certificate if evidence.own else None, evidence.clocks.of_host
    loaded = evidence.loaded
    if certificate is None or clock is None or _has_loaded(loaded):
        return None
    what = _its_dates(certificate, evidence.now, clock)
    if what is None:
        return None
    logged = f"; {opsmgr_events.describe(loaded)}" if _was_refused_for_its_dates(loaded) and loaded else ""
    return _result(evidence, f"by the host's clock the agent's own certificate, {what}, is not valid{logged}")


def gateway_certificate_out_of_date_on_gateway(evidence: Evidence) -> RuleResult | None:
    """The gateway's certificate is in date, and not so by the gateway's clock. What was logged when it was loaded says more."""
    certificate, clock, gateway = evidence.gateway.certificate, evidence.clocks.of_gateway, evidence.gateway_evidence
    if certificate is None or clock is None or gateway is None or gateway.loaded or evidence.by_kerberos:
        return None
    what = _its_dates(certificate, evidence.now, clock)
    sentence = f"by the gateway's clock its own certificate, {what}, is not valid"
    return _result(evidence, sentence, Confidence.PROBABLE) if what else None


def system_time_to_be_checked(evidence: Evidence) -> RuleResult | None:
    """HealthService found its certificate not valid at a time at which it was not, and what its clock shows now is not known."""
    certificate, loaded = evidence.own.certificate if evidence.own else None, evidence.loaded
    if certificate is None or loaded is None or not _was_refused_for_its_dates(loaded) or evidence.clocks.of_host:
        return None
    if not _is_valid(certificate, evidence.now) or _is_valid(certificate, loaded.time):
        return None
    sentence = (
        f"{opsmgr_events.describe(loaded)}; the certificate is {_dates(certificate)}, and the host does not tell its time, "
        "so check the system time first"
    )
    return _result(evidence, sentence, Confidence.PROBABLE)


def clocks_differ_by_the_log(evidence: Evidence) -> RuleResult | None:
    """Certain when the two clocks are seen to differ by so much."""
    told = (("agent", evidence.failure), ("gateway", evidence.refusal))
    side, event = next(((side, each) for side, each in told if each and each.code == CLOCKS_DIFFER), ("", None))
    if event is None:
        return None
    apart = evidence.clocks.apart
    seen = apart is not None and apart.exceeds(TOLERANCE)
    sentence = f"on the {side}, {opsmgr_events.describe(event)}"
    return _result(evidence, sentence, Confidence.CONFIRMED if seen else Confidence.PROBABLE)


def clocks_too_far_apart_for_kerberos(evidence: Evidence) -> RuleResult | None:
    """Never certain: another tolerance may be set, and Windows corrects its time by what a domain controller answers (GK)."""
    apart, failing = evidence.clocks.apart, kerberos_failing(evidence)
    if failing is None or apart is None or not apart.exceeds(TOLERANCE):
        return None
    return _result(evidence, failing.finding.evidence, Confidence.PROBABLE)


RULES: tuple[VerdictRule, ...] = (
    in_date_by_the_controllers_clock_alone,
    gateway_out_of_date_on_host,
    agent_out_of_date_on_gateway,
    own_certificate_out_of_date_on_host,
    gateway_certificate_out_of_date_on_gateway,
    system_time_to_be_checked,
    clocks_differ_by_the_log,
    clocks_too_far_apart_for_kerberos,
)


def tell_clocks(evidence: Evidence) -> str:
    """What the clocks that were read show, beside the others; empty when none was."""
    clocks, now = evidence.clocks, evidence.now
    if clocks.controller_is_wrong and clocks.gateway:
        words = (
            f"{in_words(clocks.gateway.ahead)} {'behind' if clocks.gateway.ahead > timedelta() else 'ahead of'} both"
        )
        return f"the clocks of the host and the gateway show {iso(now)}, and the controller's is {words}"
    if clocks.apart and clocks.apart.exceeds(TOLERANCE) and not _any_is_off(clocks):
        return f"the host's clock is {in_words(clocks.apart.ahead)} {_way(clocks.apart)} the gateway's"
    known = (("host", clocks.host), ("gateway", clocks.gateway))
    return ", and ".join(_tell(name, clock, now) for name, clock in known if clock)


def _tell(name: str, clock: ClockOffset, now: datetime) -> str:
    if not clock.exceeds(TOLERANCE):
        return f"the {name}'s clock agrees with the controller's"
    return (
        f"the {name}'s clock shows {iso(clock.shown_at(now))}, {in_words(clock.ahead)} {_way(clock)} the controller's"
    )


def _way(clock: ClockOffset) -> str:
    return "ahead of" if clock.ahead > timedelta() else "behind"


def _any_is_off(clocks: Clocks) -> bool:
    return any(each.exceeds(TOLERANCE) for each in (clocks.host, clocks.gateway) if each)


def _result(evidence: Evidence, sentence: str, confidence: Confidence = Confidence.CONFIRMED) -> RuleResult | None:
    """A link that is up shows that the clocks are good enough for it."""
    if evidence.linked:
        return None
    finding = CLOCK_SKEW("; ".join(filter(None, (sentence, tell_clocks(evidence)))), _fix(evidence.clocks))
    return RuleResult(finding, confidence)


def _fix(clocks: Clocks) -> str:
    """Which clock is to be corrected, where two of the three that were read agree; empty where no two do."""
    if clocks.apart is None or clocks.controller_is_wrong:
        return ""
    wrong = [
        name
        for name, clock in (("host", clocks.host), ("gateway", clocks.gateway))
        if clock and clock.exceeds(TOLERANCE)
    ]
    if len(wrong) != 1:
        return ""
    return (
        f"Correct the clock of the {wrong[0]} and its time synchronization (w32tm /query /status shows the source, w32tm /resync sets "
        "the clock), then restart HealthService there."
    )


def _out_of_date(
    evidence: Evidence,
    chain: Chain | None,
    trust: Trust | None,
    sent: Sequence[Certificate],
    purpose: str,
    clock: ClockOffset | None,
) -> str | None:
    """The sentence about a date, which no chain gets around that could be built when a clock shows that time."""
    if chain is None or trust is None or clock is None:
        return None
    shown = clock.nearest_at(evidence.now)
    if not any(_is_valid(each, evidence.now) and not _is_valid(each, shown) for each in chain.certificates):
        return None
    then = build_chain(chain.certificates[0], trust, sent, purposes=[purpose], now=shown)
    return next((each.sentence for each in then.problems if each.problem in _OUT_OF_DATE), None)


def _its_dates(certificate: Certificate, now: datetime, clock: ClockOffset) -> str | None:
    """Those of a certificate that is in date, and not so at all that a clock may show now."""
    if not _is_valid(certificate, now) or _is_valid(certificate, clock.nearest_at(now)):
        return None
    return _dates(certificate)


def _dates(certificate: Certificate) -> str:
    return f"valid from {iso_or_none(certificate.not_before)} to {iso_or_none(certificate.not_after)}"


def _is_valid(certificate: Certificate, moment: datetime) -> bool:
    begins, ends = certificate.not_before, certificate.not_after
    return (begins is None or begins <= moment) and (ends is None or moment <= ends)


def _has_loaded(loaded: opsmgr_events.LinkEvent | None) -> bool:
    return loaded is not None and loaded.event_id == CERTIFICATE_LOADED


def _was_refused_for_its_dates(loaded: opsmgr_events.LinkEvent | None) -> bool:
    return loaded is not None and loaded.event_id == _NOT_VALID_NOW
