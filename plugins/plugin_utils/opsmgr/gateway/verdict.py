# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a gateway itself, for all its agents at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Finding, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.core.timestamps import iso_or_none
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.kinds import NO_CERTIFICATE_SPECIFIED
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.events.link_events import describe
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.certificate import EXPIRING
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.gateway import (
    GATEWAY_CERTIFICATE_NOT_REGISTERED,
    GATEWAY_PRESENTS_OLDER_CERTIFICATE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.notes import NOT_SELF_SIGNED_IN_GATEWAY_ROOT
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.gateway_side import (
    GATEWAY_CERTIFICATE_NOT_LOADED,
    GATEWAY_CUT_OFF,
    GATEWAY_STOPPED,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.gateway_trust import (
    GATEWAY_CERTIFICATE_UNUSABLE,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.certificate_load import is_failure
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.evidence import GatewayEvidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.own_certificate import how_to_mend, what_my_holds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.link.states import LinkState
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import ServiceState
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust import real_issuer

_BEFORE = (
    " Until then the gateway works with the certificate that it loaded, so do not restart HealthService before. Make sure first that "
    "its agents trust the root of the certificate that you register."
)

IN_ORDER = "in_order"
"""The verdict on a gateway with which nothing is wrong that could be seen."""


@dataclass(frozen=True)
class GatewayDiagnosis:
    """Every finding, the deciding one first."""

    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> str:
        return next((finding.id for finding in self.findings if finding.severity == Severity.ERROR), IN_ORDER)


def diagnose_gateway(own: ChannelCertificate, evidence: GatewayEvidence) -> GatewayDiagnosis:
    return GatewayDiagnosis((*_of_service(evidence), *_of_certificate(own, evidence), *_of_the_rest(evidence)))


def _of_service(evidence: GatewayEvidence) -> Iterator[Finding]:
    if evidence.service_state != ServiceState.RUNNING:
        yield GATEWAY_STOPPED(f"HealthService of the gateway is {evidence.service_state or 'not installed'}")


def _of_certificate(own: ChannelCertificate, evidence: GatewayEvidence) -> Iterator[Finding]:
    """One finding of those that are errors: what was logged tells more than what could be loaded now."""
    failure, load = evidence.load_failure, evidence.loaded
    if own.certificate is None and (load is None or not is_failure(load) or load.event_id == NO_CERTIFICATE_SPECIFIED):
        logged = [describe(load)] if load else []
        waits = _BEFORE if load and not is_failure(load) else ""
        yield GATEWAY_CERTIFICATE_NOT_REGISTERED(
            "; ".join([*own.faults, *logged, what_my_holds(own)]), f"{how_to_mend(own)}{waits}"
        )
    elif failure:
        yield GATEWAY_CERTIFICATE_NOT_LOADED(failure.evidence, failure.fix)
    elif own.faults:
        yield GATEWAY_CERTIFICATE_UNUSABLE("; ".join(own.faults), how_to_mend(own))
    if own.certificate and load and not failure and evidence.has_loaded(own.certificate) is False:
        begins = iso_or_none(own.certificate.not_before)
        yield GATEWAY_PRESENTS_OLDER_CERTIFICATE(f"it is valid from {begins}, and on the gateway, {describe(load)}")
    yield from (finding for finding in own.findings if finding.kind is EXPIRING)


def _of_the_rest(evidence: GatewayEvidence) -> Iterator[Finding]:
    if evidence.link == LinkState.DOWN and evidence.service_state == ServiceState.RUNNING:
        yield GATEWAY_CUT_OFF(evidence.link_event or "the gateway's own link is down", evidence.link_fix)
    for found in evidence.trust.misplaced_roots:
        yield NOT_SELF_SIGNED_IN_GATEWAY_ROOT(
            f"{found.subject} (SHA-1 {found.thumbprint}), issued by {real_issuer(found)}"
        )
