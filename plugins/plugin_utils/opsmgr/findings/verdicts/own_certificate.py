# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an agent cannot show its certificate."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings.verdict import Turn, Verdict

LATENT_CERTIFICATE_FAULT = Verdict(
    "latent_certificate_fault",
    Severity.WARNING,
    "The agent runs on the certificate that it loaded at its start, and would not come back after a restart.",
    "Register the agent's certificate again with MOMCertImport before anybody restarts HealthService.",
    sources.STALE_SERIAL,
    advice=(
        "Do not restart the agent: it works now and would not come back. The evidence says what is wrong with the "
        "registered certificate; its owners register the right one, which restarts the agent. ``health_service`` "
        "refuses the restart until then, unless told otherwise by ``latent_fault``."
    ),
    symptoms=(
        Symptom(
            "The agent worked and is dead after a restart",
            "The registered serial number and the store My",
            "The fault lay there before; the restart exposed it",
            "Register again",
            leads_to="latent_certificate_fault_ before, own_certificate_not_found_ after",
        ),
    ),
    turn=Turn.OWN_CERTIFICATE,
    survives_link=True,
)
OWN_CERTIFICATE_NOT_REGISTERED = Verdict(
    "own_certificate_not_registered",
    Severity.ERROR,
    "No channel certificate is registered, so the agent can only try Kerberos, which works only between domains that trust each other.",
    "Register the right certificate with MOMCertImport, as an administrator. If the store My has none, request one for the host.",
    sources.CONNECTIVITY,
    advice=(
        "If the right certificate lies in the store My, the evidence names it and the fix says how to register it; otherwise the "
        "evidence says what those in My lack. The host's administrators request one for the host's own name then. ``onboard`` "
        "cannot do that, because the private key never leaves the host."
    ),
    symptoms=(
        Symptom(
            "21022 or 21007",
            "No ``ChannelCertificateSerialNumber`` in the registry, and the host is in a workgroup",
            "No channel certificate is registered",
            "Register the right one, or request it first",
        ),
        Symptom(
            "No event 20049 to 20077 after a restart",
            "The registry; the state of the service",
            "The registration did not happen",
            "Register again as an administrator",
        ),
    ),
    turn=Turn.OWN_CERTIFICATE,
)
OWN_CERTIFICATE_NOT_FOUND = Verdict(
    "own_certificate_not_found",
    Severity.ERROR,
    "The registered serial number belongs to no certificate of the store My: it was renewed or deleted.",
    "Register the renewed certificate with MOMCertImport. If the store My has none, import it with its key, or request one.",
    sources.CONNECTIVITY,
    advice=(
        "If the renewed certificate lies in the store My, the evidence names it and the fix says how to register it; if the evidence "
        "names another store, import it with its key into My first. Probable means that the registered one lies in My and is archived. "
        "An automatic renewal leads to this again, so add the registration to it."
    ),
    symptoms=(
        Symptom(
            "20066",
            "The registered serial number belongs to no certificate of the store My",
            "It was renewed or deleted",
            "Register the new one",
        ),
    ),
    turn=Turn.OWN_CERTIFICATE,
)
OWN_PRIVATE_KEY_UNUSABLE = Verdict(
    "own_private_key_unusable",
    Severity.ERROR,
    "The agent's certificate has no private key that HealthService can use.",
    "Give SYSTEM access to the key, or link it again with certutil -repairstore. A key of a user or of a CNG provider needs a new certificate.",
    sources.CONNECTIVITY,
    advice=(
        "The findings beside it say what the store entry lacks. Where they say nothing, the key is there and SYSTEM may not read it, "
        "or its file is gone: look at Manage Private Keys in ``certlm.msc``, then try ``certutil -repairstore my`` with the serial "
        "number. If the key is a user's or a CNG key, only a new certificate helps."
    ),
    symptoms=(
        Symptom(
            "20068, 20077 or 21036",
            "The key provider of the store entry",
            "The private key is lost, closed to SYSTEM, a user's, or a CNG key",
            "Give SYSTEM access, link it again, or issue again",
        ),
    ),
    turn=Turn.OWN_CERTIFICATE,
)
OWN_CERTIFICATE_UNUSABLE = Verdict(
    "own_certificate_unusable",
    Severity.ERROR,
    "The agent's own certificate does not meet what SCOM asks of it, or one of its issuers cannot be used.",
    "Register a certificate that meets it with MOMCertImport: the one in My that the evidence names, or else a new one.",
    sources.CERTIFICATES,
    advice=(
        "If the right certificate lies in the store My, the evidence names it and the fix says how to register it. Otherwise read the "
        "findings beside it: each check that failed is one of them, with its own fix. Fix them all in the request, so that one new "
        "certificate does. Probable means that HealthService loaded it all the same, or that only its name differs."
    ),
    symptoms=(
        Symptom(
            "20050, 20051, 20052 or 20069",
            "Purposes, dates and clocks, common name, KeySpec",
            "The certificate does not meet what SCOM asks for",
            "Register the right one, or issue again",
        ),
    ),
    turn=Turn.OWN_CERTIFICATE,
)
