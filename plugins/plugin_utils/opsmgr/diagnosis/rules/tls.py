# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do agent and gateway have a version of TLS in common? Told by the settings of Windows and the versions of SCOM."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.tls import TlsEnd, lacks_tls_1_2
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.rule_result import (
    RuleResult,
    by_certificate,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.confidence import Confidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts import connection as kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdicts.handshake import SIGNATURE_NOT_OFFERED
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import TLS_1_2
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import Chain

_UPDATE = (
    "Install Update Rollup 4 for System Center 2016 Operations Manager or later (2012 R2: Update Rollup 14) on {side}, or a "
    "newer version: TLS 1.2 is supported from there on."
)
_TLS_1_3_ALONE = "Enable TLS 1.2 below SCHANNEL\\Protocols on both sides: Operations Manager supports TLS 1.3 from 2025 Update Rollup 1 on only."
_DEFAULT = (
    "Below SCHANNEL\\Protocols, set DisabledByDefault to 0 and Enabled to 1 for a version that both sides are to use: in the key "
    "Client of the agent and the key Server of the gateway. Restart the machine."
)


@by_certificate
def tls_mismatch(evidence: Evidence) -> RuleResult | None:
    """Certain when each version is disabled at one end at least. Otherwise the defaults and the versions of SCOM leave none."""
    gateway_evidence = evidence.gateway_evidence
    if gateway_evidence is None or evidence.linked or evidence.by_kerberos:
        return None
    agent = TlsEnd(evidence.schannel.client, evidence.agent.version)
    gateway = TlsEnd(gateway_evidence.schannel.server, gateway_evidence.scom_version)
    if not agent.possible & gateway.possible:
        settings = "the Schannel settings of agent and gateway enable no version of TLS on both"
        return RuleResult(kinds.TLS_MISMATCH(f"{settings}: {_both(agent.possible, gateway.possible)}"))
    if agent.usual & gateway.usual:
        return None
    sentence = _both(agent.usual, gateway.usual, f" (SCOM {agent.scom})", f" (SCOM {gateway.scom})")
    return RuleResult(kinds.TLS_MISMATCH(sentence, _fix(agent, gateway)), Confidence.PROBABLE)


def signature_not_offered(evidence: Evidence) -> RuleResult | None:
    """A certificate that is shown under TLS 1.2 and signed in a way that the other side does not offer. A root is not shown."""
    gateway = evidence.gateway_evidence
    if gateway is None or evidence.linked or evidence.by_kerberos:
        return None
    client = TlsEnd(evidence.schannel.client, evidence.agent.version)
    if TLS_1_2 not in client.usual & TlsEnd(gateway.schannel.server, gateway.scom_version).usual:
        return None
    own = evidence.own.chain if evidence.own else None
    refused = [
        *_not_offered("agent", evidence.signatures, "gateway", evidence.chain),
        *_not_offered("gateway", gateway.signatures, "agent", own),
    ]
    return RuleResult(SIGNATURE_NOT_OFFERED("; ".join(refused)), Confidence.PROBABLE) if refused else None


def _not_offered(side: str, offered: Collection[str] | None, other: str, chain: Chain | None) -> Iterator[str]:
    for certificate in chain.certificates if chain and offered is not None else ():
        needed = _names_of(certificate)
        if not certificate.self_signed and needed and needed.isdisjoint(offered or ()):
            yield (
                f"{certificate.subject}, which the {other} shows, is signed with {certificate.signature_algorithm} "
                f"({certificate.signature_hash}), and Windows of the {side} does not offer {' or '.join(sorted(needed))}"
            )


def _names_of(certificate: Certificate) -> frozenset[str]:
    """What Windows calls its signature; nothing for one that it has no name for that is known."""
    digest = (certificate.signature_hash or "").upper()
    algorithm = certificate.signature_algorithm.lower()
    if not digest.startswith("SHA") or "-" in digest:
        return frozenset()
    if algorithm == "rsassapss":
        return frozenset({f"RSAE-PSS/{digest}", f"RSAPSS/{digest}"})
    if algorithm.startswith("ecdsa"):
        return frozenset({f"ECDSA/{digest}"})
    return frozenset({f"RSA/{digest}"}) if "rsa" in algorithm else frozenset()


def _both(agent: Collection[str], gateway: Collection[str], agent_is: str = "", gateway_is: str = "") -> str:
    return f"the agent{agent_is} offers {_listed(agent)}, the gateway{gateway_is} takes {_listed(gateway)}"


def _listed(versions: Collection[str]) -> str:
    return ", ".join(sorted(versions)) or "no version of TLS"


def _fix(agent: TlsEnd, gateway: TlsEnd) -> str:
    old = [side for side, end in (("the agent", agent), ("the gateway", gateway)) if lacks_tls_1_2(end.scom)]
    if (agent.possible & gateway.possible) - (agent.offered & gateway.offered):
        return _DEFAULT
    return _UPDATE.format(side=" and ".join(old)) if old else _TLS_1_3_ALONE
