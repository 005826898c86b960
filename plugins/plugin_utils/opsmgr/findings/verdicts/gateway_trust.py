# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a host does not trust its gateway, or nobody can."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Remedy, Turn, Verdict

GATEWAY_ROOT_EXPIRED = Verdict(
    "gateway_root_expired",
    Severity.ERROR,
    "The root behind the gateway's certificate has expired.",
    "Have the people of the CA renew the root, and import the new one on the gateway and on every host. Only if it gets a new key, or the "
    "gateway's certificate has expired as well, have that issued again and register it on the gateway.",
    sources.X509,
    advice=(
        "Importing the expired root is useless, and ``onboard`` does not try. A root that is renewed with its key stands behind the "
        "certificates that it issued before, so the gateway's stays; with a new key, its administrators have it issued again and "
        "register it. Import the new root on the gateway, and run ``onboard`` afterwards: it imports it on every host."
    ),
    turn=Turn.GATEWAY,
    needs_gateway_certificate=True,
    refuses_gateway_certificate=True,
)
GATEWAY_CERTIFICATE_UNUSABLE = Verdict(
    "gateway_certificate_unusable",
    Severity.ERROR,
    "The gateway's certificate or one of its issuers cannot be used by any agent.",
    "Have the gateway's certificate issued again, or the CA that the evidence names put right, and register the new certificate on the gateway.",
    sources.CERTIFICATES,
    advice=(
        "This is one fault for all agents of the gateway, so its administrators come first; the evidence names the "
        "certificate and what is wrong with it. ``channel_certificate_info`` on the gateway shows every check. When "
        "the new certificate has another root, run ``onboard`` afterwards."
    ),
    symptoms=(
        Symptom(
            "Many agents of one gateway at once",
            "The gateway's certificate and its root",
            "The fault is the gateway's",
            "Renew there first",
            leads_to="gateway_certificate_unusable_, gateway_root_expired_",
        ),
    ),
    turn=Turn.GATEWAY,
    needs_gateway_certificate=True,
    refuses_gateway_certificate=True,
)
GATEWAY_CERTIFICATE_UNKNOWN = Verdict(
    "gateway_certificate_unknown",
    Severity.ERROR,
    "No certificate of the gateway is known, so nothing tells whether the host trusts it.",
    "Register the gateway's certificate on the gateway, or give its root in gateway_trust_root_file, and check again.",
    sources.STALE_SERIAL,
    advice=(
        "Look at the verdict on the gateway, which stands below the table: it says what its store My holds and how that is "
        "registered. Everything else on the host was checked, and nothing is imported."
    ),
    symptoms=(
        Symptom(
            "The agents of one gateway cannot be judged",
            "Its registered serial number and its store My",
            "None of its certificates is registered, and none fits",
            "Register one there, or give the root",
        ),
    ),
    turn=Turn.GATEWAY,
)
ROOT_DISTRUSTED = Verdict(
    "root_distrusted",
    Severity.ERROR,
    "A certificate of the gateway's chain is in the host's store Disallowed, which wins over Root.",
    "Ask why it was disallowed, and remove it from there only if that was a mistake.",
    sources.unverified("wincrypt.h, CERT_TRUST_IS_EXPLICIT_DISTRUST"),
    advice=(
        "``onboard`` neither imports nor removes anything here. Ask those who are responsible for the security of the "
        "host, and of the CA, before anybody removes the entry: it may be there because a key was stolen."
    ),
    symptoms=(
        Symptom(
            "Not trusted, although the root lies in Root",
            "The store Disallowed",
            "A certificate of the chain is disallowed, on the host or on the gateway",
            "Ask why",
            leads_to="root_distrusted_, agent_distrusted_on_gateway_",
        ),
    ),
    turn=Turn.HOST_STORES,
    needs_gateway_certificate=True,
    refuses_gateway_certificate=True,
)
FORMER_ROOT_DISTRUSTED = Verdict(
    "former_root_distrusted",
    Severity.ERROR,
    "The host disallows another root of this gateway, and does not trust the one that the gateway presents now.",
    "Ask why it was disallowed. When the new root is to replace it, distribute that with scom.dmz.rotate.",
    "The journal, the import marks and the store Disallowed; what Windows makes of a replaced root is not in question.",
    advice=(
        "``onboard`` gives the host no other root, not even a pinned one: the former root may have been disallowed because of the "
        "gateway, or of its CA. The evidence says from where the former root is known: the journal, the mark of an import, or its "
        "key, which is that of the root now. Ask those "
        "who are responsible for the security of the host. When the CA was replaced on purpose, "
        ":ref:`rotate <ansible_collections.scom.dmz.docsite.guide_rotation>` distributes the new root."
    ),
    symptoms=(
        Symptom(
            "20070 since the gateway presents a certificate of another CA",
            "The stores Disallowed and Root of the host, and the journal",
            "The host disallows the former root, and lacks the new one",
            "Ask why, then rotate",
        ),
    ),
    turn=Turn.HOST_STORES,
    needs_gateway_certificate=True,
    refuses_gateway_certificate=True,
)
ROOT_MISSING = Verdict(
    "root_missing",
    Severity.ERROR,
    "The host does not trust the root behind the gateway's certificate.",
    "Import the gateway's root into the store Root of LocalMachine and restart the agent.",
    sources.WORKGROUP,
    advice=(
        "Run ``onboard``: it imports the root and the CAs below it, restarts the agent and looks at the link. With "
        "group policy in charge of the stores, have the root distributed there as well. It imports no root for which only "
        "the gateway vouches: compare its fingerprint with the people of the CA, and pin it with ``gateway_trust_root_sha256``."
    ),
    symptoms=(
        Symptom(
            "20070 on the agent, 20000 on the gateway",
            "The chain on the host ends in a root that the host does not trust",
            "The gateway's root is missing",
            "Import it, restart, then look at the approval",
        ),
        Symptom(
            "20071, 20072 or 20057 with 0x80090325 on the agent",
            "The chain on the host; CAPI2 log, 0x800B0109",
            "The host does not trust the gateway's root",
            "Import the root on the host",
        ),
        Symptom(
            "Not trusted, although an administrator sees the root",
            "``certlm.msc`` (the machine) lacks it, ``certmgr.msc`` (the user) shows it",
            "The service does not see a user's store",
            "Import it into LocalMachine",
        ),
    ),
    turn=Turn.ONBOARDING,
    needs_gateway_certificate=True,
    refuses_gateway_certificate=True,
    remedy=Remedy.IMPORT,
)
ROOT_RESTRICTED = Verdict(
    "root_restricted",
    Severity.ERROR,
    "The root is in the host's store Root, but that entry does not allow it for server authentication, or not any more.",
    "Lift the restriction of purposes from the entry in Root (certificate properties, Enable all purposes).",
    sources.unverified("wincrypt.h, CERT_ENHKEY_USAGE_PROP_ID"),
    advice=(
        "The host's administrators lift the restriction, or widen it with ``root_certificate`` and its option "
        "``purposes``. ``onboard`` leaves the entry alone. Where the evidence tells of a date, the limit is one of Microsoft's root "
        "program for a public CA, and the fix says so."
    ),
    symptoms=(
        Symptom(
            "Not trusted, although the root lies in Root",
            "The purposes of the entry in Root",
            "The entry is restricted",
            "Lift the restriction",
        ),
    ),
    turn=Turn.HOST_STORES,
    refuses_gateway_certificate=True,
)
INTERMEDIATE_MISSING = Verdict(
    "intermediate_missing",
    Severity.ERROR,
    "The host lacks an intermediate between the gateway's certificate and its root.",
    "Import the intermediate into the store CA of LocalMachine, not into Root.",
    sources.WORKGROUP,
    advice=(
        "``onboard`` does not act on this verdict. Give the intermediate to ``root_certificate``, which puts it into "
        "the store CA, and restart the agent with ``health_service``. Probable means that the host lacks it, but the "
        "gateway might send it along."
    ),
    symptoms=(
        Symptom(
            "The chain on the host ends below its root",
            "The issuer is not in the store CA",
            "An intermediate is missing",
            "Import it into CA, not into Root",
        ),
    ),
    turn=Turn.HOST_STORES,
    needs_gateway_certificate=True,
    refuses_gateway_certificate=True,
)
NAME_MISMATCH = Verdict(
    "name_mismatch",
    Severity.ERROR,
    "The name in the agent's configuration is not the one in the gateway's certificate.",
    "Point the agent at the name in the certificate. If that is not the gateway's own name, have its certificate issued for that instead.",
    sources.unverified(sources.AGENT_REGISTRY),
    advice=(
        "The evidence holds both names. Point the agent at the certificate's name, and see that the host resolves it "
        "to the gateway; an alias in the DNS alone does not help. When all agents of the gateway have the fault, its "
        "certificate is the one to change. Where the parent is a short name or an address, it is probably this gateway; nothing is imported "
        "for such a host until it has the right name."
    ),
    symptoms=(
        Symptom(
            "The certificate's name is not the one in the agent's configuration",
            "``AuthenticationName``, and the names in the gateway's certificate",
            "An alias, an address, or a new name of the gateway",
            "Use the name in the certificate",
            leads_to="name_mismatch_, parent_names_differ_",
        ),
    ),
    turn=Turn.CONFIGURATION,
    refuses_gateway_certificate=True,
)
