# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of findings about a channel certificate, in the order of the checks that find them.

An error is what SCOM's documentation says a health service cannot use. A source names the events that HealthService is
documented to log when it loads such a certificate, and says where nobody has confirmed them.
"""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purpose_names import (
    CLIENT_AUTHENTICATION,
    SERVER_AUTHENTICATION,
)

_REGISTER = "Register the certificate that is meant with MOMCertImport, as an administrator."
_ISSUE_AGAIN = "and register the new certificate with MOMCertImport."

NOT_REGISTERED = Kind(
    "channel_certificate_not_registered",
    Severity.ERROR,
    "The registry names no channel certificate, so HealthService can only try Kerberos; a domain member needs no more.",
    "On a host outside the domain, request a certificate and register it with MOMCertImport, as an administrator.",
    f"{sources.CONNECTIVITY}; events 21022, 21007",
    advice=(
        "In a workgroup it leads to own_certificate_not_registered_, which says what to do. On a member of the "
        "gateway's domain nothing is to be done."
    ),
)
NOT_FOUND = Kind(
    "channel_certificate_not_found",
    Severity.ERROR,
    "The certificate was renewed or deleted after it was registered, or imported into another store.",
    "Register the renewed certificate with MOMCertImport. If the store My has none, import it with its key, or request one, first.",
    f"{sources.CONNECTIVITY}; event 20066",
    advice=(
        "It leads to own_certificate_not_found_ while the link is not up, and to latent_certificate_fault_ while it is."
    ),
)
AMBIGUOUS = Kind(
    "channel_certificate_ambiguous",
    Severity.WARNING,
    "Several certificates of the store My have the registered serial number, which is unique for one issuer only.",
    "Remove the one that is not meant from the store My.",
    sources.unverified("RFC 5280, 4.1.2.2"),
    advice=(
        "Look at the thumbprints in the evidence; the one that was checked is named. Ask the owners of the others "
        "whether they are needed."
    ),
)
HASH_DIFFERS = Kind(
    "channel_certificate_hash_differs",
    Severity.WARNING,
    "The registered hash names another certificate than the registered serial number.",
    _REGISTER,
    sources.unverified(sources.AGENT_REGISTRY),
    advice=(
        "The agent is believed to look at the serial number only, so this alone breaks nothing. Registering again sets "
        "both."
    ),
)
ARCHIVED = Kind(
    "channel_certificate_archived",
    Severity.WARNING,
    "The registered certificate is archived, as a renewal leaves the old one, and Windows passes over such a one when a store is searched.",
    "Register the renewed certificate with MOMCertImport, as an administrator. If the store My has none, request one for the host first.",
    sources.unverified("Microsoft, CertOpenStore, CERT_STORE_ENUM_ARCHIVED_FLAG; event 20066"),
    advice=(
        "While the link is up, register the renewed certificate before anybody restarts HealthService. Whether HealthService passes over "
        "archived certificates is not documented. Where it logged 20066 it did, which leads to own_certificate_not_found_. "
        "``certutil -store my`` does not show an archived certificate, ``certlm.msc`` does with *View*, *Options*, *Archived certificates*."
    ),
)
COMMON_NAME_MISSING = Kind(
    "common_name_missing",
    Severity.ERROR,
    "The subject of the certificate has no common name, so it names no host.",
    f"Request a certificate whose common name is the host's own name, {_ISSUE_AGAIN}",
    f"{sources.CERTIFICATES}; event 20052",
    advice="Leads to own_certificate_unusable_. The people of the CA change the request or the template.",
)
COMMON_NAME_DIFFERS = Kind(
    "common_name_differs",
    Severity.ERROR,
    "The certificate is for another name than the host's own; an alias does not do.",
    "Request a certificate for the host's own name, and register it with MOMCertImport. Or correct the host's DNS suffix, if that "
    "is the mistake, and restart the host: the agent then has another name, and you have to approve it again.",
    f"{sources.WORKGROUP}; event 20052",
    advice=(
        "Leads to own_certificate_unusable_, which is only probable as long as nothing else is wrong and HealthService did not log "
        "20052. The suffix is the one that group policy sets (*Primary DNS Suffix*), or else the host's own. If it was changed by "
        "mistake, correcting it is quicker than a new certificate; SCOM knows the agent by its name, so it waits for approval again."
    ),
)
COMMON_NAMES_SEVERAL = Kind(
    "common_names_several",
    Severity.WARNING,
    "The subject has several common names, and SCOM looks at the first one only.",
    f"Request a certificate with one common name, {_ISSUE_AGAIN}",
    sources.CERTIFICATES,
    advice="Nothing is urgent when the first name is the host's own. Correct the request before the next renewal.",
)
ALTERNATIVE_NAME_DIFFERS = Kind(
    "alternative_name_differs",
    Severity.WARNING,
    "The first DNS name among the subject alternative names is not the host's own, and SCOM looks at no other.",
    f"Request a certificate whose first DNS name is the host's own, {_ISSUE_AGAIN}",
    sources.CERTIFICATES,
    advice=(
        "If the link is up, correct the request before the next renewal. If authentication fails and nothing else is "
        "found, do it now."
    ),
)
PRIVATE_KEY_MISSING = Kind(
    "private_key_missing",
    Severity.ERROR,
    "The certificate was imported without its private key, or lost the link to it.",
    "Link the key again with certutil -repairstore my and the serial number, or import the certificate with its key.",
    f"{sources.CONNECTIVITY}; events 20068, 20077, 21036",
    advice="Leads to own_private_key_unusable_. Try the repair first; it changes nothing in the certificate.",
)
PRIVATE_KEY_OF_USER = Kind(
    "private_key_of_user",
    Severity.ERROR,
    "The private key belongs to a user, as after copying a certificate from a user's store, and HealthService is no user.",
    f"Import the certificate with its key into the store of the computer, or request it with MachineKeySet, {_ISSUE_AGAIN}",
    f"{sources.CERTIFICATES}; events 20068, 20077, 21036",
    advice=(
        "Leads to own_private_key_unusable_. Copying the certificate between the two stores of the console does not "
        "help: the key stays the user's."
    ),
)
NOT_YET_VALID = Kind(
    "certificate_not_yet_valid",
    Severity.ERROR,
    "The validity of the certificate begins later than the controller's clock, or a clock is wrong.",
    "Compare the clocks of controller, host and CA, or wait until the validity begins.",
    f"{sources.GRAY_STATE}; event 20051",
    advice=(
        "Leads to own_certificate_unusable_. Compare the clocks first; the evidence holds the beginning of the "
        "validity in UTC. If all are right, it is a matter of waiting."
    ),
)
EXPIRED = Kind(
    "certificate_expired",
    Severity.ERROR,
    "The validity of the certificate ended before the controller's clock, or a clock is wrong.",
    "Renew the certificate and register the new one with MOMCertImport.",
    f"{sources.GRAY_STATE}; event 20051",
    advice=(
        "Leads to own_certificate_unusable_, or to latent_certificate_fault_ while the link is still up. The people of "
        "the CA renew it, the host's administrators register the new one."
    ),
)
EXPIRING = Kind(
    "certificate_expiring",
    Severity.WARNING,
    "The validity of the certificate ends soon.",
    "Renew the certificate and register the new one with MOMCertImport before that day.",
    f"{sources.GRAY_STATE}; event 20051 after that day",
    advice=(
        "Plan the renewal; ``gateway_trust_expiry_lead_days`` sets how early this is said. The renewed certificate has "
        "another serial number, so it has to be registered again."
    ),
)
PURPOSES_MISSING = Kind(
    "purposes_missing",
    Severity.ERROR,
    "SCOM asks for server and client authentication in the extended key usage, although X.509 takes an absent one for any.",
    f"Request a certificate with both purposes, {SERVER_AUTHENTICATION} and {CLIENT_AUTHENTICATION}, {_ISSUE_AGAIN}",
    f"{sources.CONNECTIVITY}; event 20050",
    advice=(
        "Leads to own_certificate_unusable_. The people of the CA correct the template; one with server authentication "
        "alone is the usual mistake."
    ),
)
KEY_USAGE_MISSING = Kind(
    "key_usage_missing",
    Severity.WARNING,
    "The certificate does not say what its key may be used for.",
    f"Request a certificate with the key usages digitalSignature and keyEncipherment, {_ISSUE_AGAIN}",
    sources.CERTIFICATES,
    advice="If the link is up, correct the template before the next renewal.",
)
KEY_USAGE_INCOMPLETE = Kind(
    "key_usage_incomplete",
    Severity.WARNING,
    "The key may not be used for everything that SCOM asks for.",
    f"Request a certificate with the key usages digitalSignature and keyEncipherment, {_ISSUE_AGAIN}",
    sources.CERTIFICATES,
    advice="If the link is up, correct the template before the next renewal.",
)
KEY_PROVIDER_CNG = Kind(
    "key_provider_cng",
    Severity.ERROR,
    "The private key lies in a CNG key storage provider, which SCOM does not support.",
    f"Request a certificate with a legacy provider such as Microsoft RSA SChannel Cryptographic Provider, {_ISSUE_AGAIN}",
    f"{sources.CERTIFICATES}; {sources.unverified('events 20069, 21036')}",
    advice=(
        "Leads to own_private_key_unusable_. A template for a key storage provider has to be replaced by one for a "
        "legacy provider; the existing key cannot be used."
    ),
)
KEY_SPEC_WRONG = Kind(
    "key_spec_wrong",
    Severity.ERROR,
    "The private key is not one for key exchange (AT_KEYEXCHANGE).",
    f"Request a certificate with KeySpec = 1, {_ISSUE_AGAIN}",
    f"{sources.CONNECTIVITY}; event 20069",
    advice=(
        "Leads to own_certificate_unusable_. The request needs ``KeySpec = 1``, and the new certificate has to be "
        "registered."
    ),
)
KEY_UNUSABLE_ALGORITHM = Kind(
    "key_unusable_algorithm",
    Severity.ERROR,
    "SCOM asks for an RSA key, and the legacy providers that it supports know no other for this.",
    f"Request a certificate with an RSA key of 2048 bits or more, {_ISSUE_AGAIN}",
    f"{sources.CERTIFICATES}; {sources.unverified('event 21036')}",
    advice="Leads to own_certificate_unusable_. The people of the CA give a template with RSA.",
)
KEY_TOO_SHORT = Kind(
    "key_too_short",
    Severity.WARNING,
    "The RSA key is shorter than SCOM asks for.",
    f"Request a certificate with an RSA key of 2048 bits or more, {_ISSUE_AGAIN}",
    sources.CERTIFICATES,
    advice="If the link is up, use a longer key at the next renewal.",
)
SIGNATURE_HASH_WEAK = Kind(
    "signature_hash_weak",
    Severity.WARNING,
    "The CA signed the certificate with a hash for which collisions are known.",
    f"Have the CA sign with SHA-256, {_ISSUE_AGAIN}",
    f"{sources.CERTIFICATES}; RFC 6194",
    advice=(
        "If the link is up, the people of the CA change the hash before the next renewal. The signature of a root "
        "itself does not matter."
    ),
)
OWN_CHAIN_UNTRUSTED = Kind(
    "own_chain_untrusted",
    Severity.WARNING,
    "The host does not trust its own certificate: no chain of it ends in a root of the store Root of LocalMachine.",
    "Import the missing root into the store Root of LocalMachine, or the missing intermediate into CA; the gateway needs them as well. "
    "A CA that has expired has to be renewed, and of one that is disallowed ask first why.",
    sources.CERTIFICATES,
    advice=(
        "What decides is whether the gateway trusts the certificate; the verdict says so when the gateway was read. "
        "Import the root on the host all the same, so that its own tools show a whole chain."
    ),
)
