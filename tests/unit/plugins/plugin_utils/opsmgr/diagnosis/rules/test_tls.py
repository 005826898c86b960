# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether agent and gateway have a version of TLS in common follows from Windows' settings and the versions of SCOM on both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.evidence import Evidence
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.diagnosis.rules.tls import (
    signature_not_offered,
    tls_mismatch,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.schannel import VERSIONS, Schannel, Setting
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.chain import build_chain
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.unit.plugins.plugin_utils.opsmgr import channel_certificates
from tests.unit.plugins.plugin_utils.opsmgr.hosts import agent, parent
from tests.unit.plugins.plugin_utils.opsmgr.situations import UP, WITHOUT_TLS, checked, evidence, gateway_evidence
from tests.unit.plugins.plugin_utils.x509.authority import NOW, leaf

SCOM_2022, SCOM_2016, SCOM_2016_UR4 = "10.22.10118.0", "8.0.10918.0", "8.0.10977.0"


def tls(*versions: str, **settings: Setting) -> Schannel:
    """These versions are enabled at both ends, and those named as ``v1_2`` as said; all others are disabled."""
    each = dict.fromkeys(VERSIONS, Setting.DISABLED) | dict.fromkeys(versions, Setting.ENABLED)
    each |= {name.replace("v", "TLS ").replace("_", "."): setting for name, setting in settings.items()}
    return Schannel(each, each)


def met(
    here: Schannel, there: Schannel, scom: str | None = SCOM_2022, scom_there: str | None = SCOM_2022, **facts: object
) -> Evidence:
    return evidence(
        schannel=here,
        agent=agent(parent(), version=scom),
        gateway_evidence=gateway_evidence(schannel=there, scom_version=scom_there),
        **facts,
    )


NEW, OLD = tls("TLS 1.2"), tls("TLS 1.0")
BY_DEFAULT_OFF = tls(v1_2=Setting.DISABLED_BY_DEFAULT)

FOUND = {
    "an old agent and a new gateway": (
        met(OLD, NEW),
        "confirmed",
        "the agent offers TLS 1.0, the gateway takes TLS 1.2",
    ),
    "a new agent and an old gateway": (
        met(NEW, OLD),
        "confirmed",
        "the agent offers TLS 1.2, the gateway takes TLS 1.0",
    ),
    "an agent without any": (met(WITHOUT_TLS, Schannel()), "confirmed", "the agent offers no version of TLS"),
    "a gateway without any": (met(Schannel(), WITHOUT_TLS), "confirmed", "the gateway takes no version of TLS"),
    "TLS 1.3 of a gateway as it comes": (
        met(tls("TLS 1.3"), tls("TLS 1.2", v1_3=Setting.UNSET)),
        "confirmed",
        "TLS 1.3",
    ),
    "TLS 1.2 disabled by default here": (
        met(BY_DEFAULT_OFF, Schannel()),
        "probable",
        f"the agent (SCOM {SCOM_2022}) offers no version of TLS, the gateway (SCOM {SCOM_2022}) takes TLS 1.0, TLS 1.1, TLS 1.2",
    ),
    "TLS 1.2 disabled by default there": (met(Schannel(), BY_DEFAULT_OFF), "probable", "takes no version of TLS"),
    "TLS 1.3 alone": (met(tls("TLS 1.3"), tls("TLS 1.3")), "probable", "takes no version of TLS"),
    "2016 before Update Rollup 4": (
        met(Schannel(), NEW, SCOM_2016),
        "probable",
        f"(SCOM {SCOM_2016}) offers TLS 1.0, TLS 1.1",
    ),
    "a gateway before Update Rollup 4": (
        met(NEW, Schannel(), SCOM_2022, "7.2.11719.0"),
        "probable",
        "takes TLS 1.0, TLS 1.1",
    ),
}

FIXES = {
    "disabled by default": (met(BY_DEFAULT_OFF, NEW), "DisabledByDefault to 0"),
    "an old agent": (met(Schannel(), NEW, SCOM_2016), "Update Rollup 4"),
    "an old agent is named": (met(Schannel(), NEW, SCOM_2016), "on the agent,"),
    "two old sides": (met(NEW, NEW, SCOM_2016, "7.2.11719.0"), "on the agent and the gateway,"),
    "TLS 1.3 alone": (met(tls("TLS 1.3"), tls("TLS 1.3")), "2025 Update Rollup 1"),
    "disabled": (met(OLD, NEW), "Align the Schannel settings"),
}

NOT_FOUND = {
    "left to the default": met(Schannel(), Schannel()),
    "one in common": met(NEW, NEW),
    "one in common, and a default": met(NEW, Schannel()),
    "2016 with Update Rollup 4": met(Schannel(), NEW, SCOM_2016_UR4),
    "2016 before it, and TLS 1.0": met(Schannel(), Schannel(), SCOM_2016),
    "versions that are not known": met(Schannel(), NEW, None, None),
    "TLS 1.3 alone of 2025": met(tls("TLS 1.3"), tls("TLS 1.3"), "10.25.10132.0", "10.25.10132.0"),
    "the link is up": met(WITHOUT_TLS, NEW, link=UP),
    "the gateway was not asked": evidence(schannel=WITHOUT_TLS, gateway_evidence=None),
    "the other ends": met(Schannel(server=WITHOUT_TLS.server), Schannel(client=WITHOUT_TLS.client)),
}


@pytest.mark.parametrize(("found", "confidence", "words"), FOUND.values(), ids=FOUND)
def test_two_sides_without_a_version_of_tls_in_common_do_not_fit(found: Evidence, confidence: str, words: str) -> None:
    result = tls_mismatch(found)
    assert result is not None
    assert (result.finding.id, result.confidence) == ("tls_mismatch", confidence)
    assert words in result.finding.evidence


@pytest.mark.parametrize(("found", "words"), FIXES.values(), ids=FIXES)
def test_the_fix_is_that_of_what_keeps_them_apart(found: Evidence, words: str) -> None:
    result = tls_mismatch(found)
    assert result is not None
    assert words in result.finding.fix


@pytest.mark.parametrize("fitting", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_may_be_in_common_is_no_mismatch(fitting: Evidence) -> None:
    assert tls_mismatch(fitting) is None


SIGNED = [f"{scheme}/SHA256" for scheme in ("RSA", "ECDSA")]
UNOFFERED = ("RSA/SHA1", "ECDSA/SHA1")
ONLY_OLD = tls("TLS 1.0", "TLS 1.1")


def test_a_signature_that_the_agent_does_not_offer_is_named_with_its_certificate() -> None:
    result = signature_not_offered(evidence(signatures=UNOFFERED))
    assert result is not None
    assert (result.finding.id, result.confidence) == ("signature_not_offered", "probable")
    assert "which the gateway shows" in result.finding.evidence
    assert "Windows of the agent does not offer" in result.finding.evidence
    assert "KB 2973337" in result.finding.fix


@pytest.mark.parametrize(
    "fitting",
    [
        evidence(signatures=tuple(SIGNED)),
        evidence(signatures=None),
        evidence(signatures=UNOFFERED, link=UP),
        evidence(signatures=UNOFFERED, chain=None, own=None),
        evidence(signatures=UNOFFERED, gateway_evidence=None),
        met(ONLY_OLD, ONLY_OLD, signatures=UNOFFERED),
    ],
    ids=["offered", "not known", "the link is up", "no certificate", "the gateway was not asked", "before TLS 1.2"],
)
def test_a_signature_is_no_matter(fitting: Evidence) -> None:
    assert signature_not_offered(fitting) is None


@pytest.mark.parametrize(
    ("offered", "refused"),
    [(("RSA/SHA512",), True), (("RSAE-PSS/SHA256",), True), (("RSAE-PSS/SHA512",), False), (("RSAPSS/SHA512",), False)],
)
def test_a_signature_by_pss_has_a_name_of_its_own(offered: tuple[str, ...], refused: bool) -> None:
    hashed = hashes.SHA512()
    scheme = padding.PSS(padding.MGF1(hashed), hashed.digest_size)
    shown = leaf("web01", channel_certificates.ROOT, algorithm=hashed, rsa_padding=scheme)
    chain = build_chain(shown, channel_certificates.TRUST, purposes=(), now=NOW)
    own = replace(checked(certificate=shown), chain=chain)
    result = signature_not_offered(evidence(own=own, gateway_evidence=gateway_evidence(signatures=offered)))
    assert (result is not None) is refused
    assert result is None or "RSAE-PSS/SHA512" in result.finding.evidence
