# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of findings of an audit, as the audit guide explains them."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity

_ROOT_STORE = "Microsoft KB 2795828 and KB 2801679, certificates that are not self-signed in the store of trusted roots"
_REQUIRED = "Microsoft KB 293781, Required trusted root certificates"
_ROOT_PROGRAM = "Microsoft Trusted Root Program, deprecation definitions: disable"
_RFC_5280 = "RFC 5280, section 6"
_STRENGTH = "NIST SP 800-57 part 1; RFC 6149, 6150 and 6151"
_DISALLOWED = "Microsoft, CERT_TRUST_STATUS: CERT_TRUST_IS_EXPLICIT_DISTRUST"
_ISSUER_LIST = "Microsoft KB 933430, KB 2801679 and KB 2880390; RFC 5246, 7.4.4"
_SETTING = "the settings of the audit"
_COMPARISON = "the other hosts of the audit"

REQUIRED_BY_WINDOWS = Kind(
    "required_by_windows",
    Severity.INFO,
    "The root breaks rules of this audit, but Windows needs it, and what it signed once, to run.",
    "Leave it.",
    _REQUIRED,
)
NOT_SELF_SIGNED = Kind(
    "not_self_signed",
    Severity.ERROR,
    "A CA that another one issued lies among the roots, where it breaks the authentication of TLS clients for all certificates.",
    "Move it to the store CA.",
    _ROOT_STORE,
)
LEAF = Kind(
    "leaf",
    Severity.ERROR,
    "A certificate that is no CA lies among the roots.",
    "Remove it, and trust the root that issued it instead. Where it was trusted by itself on purpose, make that an exception.",
    _ROOT_STORE,
)
SELF_SIGNATURE = Kind(
    "self_signature",
    Severity.WARNING,
    "A certificate names itself as its issuer, but its own key does not verify its signature.",
    "Find out where it came from; compare its SHA-256 with that of the CA that it names.",
    _RFC_5280,
)
SIGNATURE_UNVERIFIED = Kind(
    "signature_unverified",
    Severity.INFO,
    "A certificate names itself as its issuer, and this controller cannot verify its signature.",
    "Compare its SHA-256 with what the CA publishes, or audit from a controller whose cryptography library knows the algorithm.",
    _RFC_5280,
)
MALFORMED = Kind(
    "malformed",
    Severity.WARNING,
    "The certificate is not as RFC 5280 says. It is read here as far as possible; what Windows makes of it is not known.",
    "Find out where it came from. If it is what its CA publishes, have the CA renew it in the usual form.",
    "RFC 5280, section 4; ITU-T X.690",
)
EXPIRED = Kind(
    "expired",
    Severity.WARNING,
    "The root has expired, so that nothing it issued is valid any more, but signatures that were stamped with a time before.",
    "Remove it when nothing that was signed in its time has to be verified.",
    _RFC_5280,
)
EXPIRES_SOON = Kind(
    "expires_soon",
    Severity.WARNING,
    "The root expires soon, and everything that it issued with it.",
    "Have its successor distributed before.",
    _RFC_5280,
)
NOT_YET_VALID = Kind(
    "not_yet_valid",
    Severity.WARNING,
    "The root is not valid yet.",
    "Wait, or set the clock of the controller, if that is wrong.",
    _RFC_5280,
)
WEAK_KEY = Kind(
    "weak_key",
    Severity.WARNING,
    "The key of the root is too short.",
    "Have what needs it reissued below a stronger root, and remove it then.",
    _STRENGTH,
)
WEAK_HASH = Kind(
    "weak_hash",
    Severity.WARNING,
    "The certificate is signed with a hash that is broken.",
    "Replace it by one of the same CA that is signed with SHA-256 or better, and remove this one.",
    _STRENGTH,
)
SAME_KEY = Kind(
    "same_key",
    Severity.WARNING,
    "Several roots have one key: a root that was renewed, or a copy that was made with other rights.",
    "Remove the older one when nothing names it any more.",
    _RFC_5280,
)
SAME_SUBJECT = Kind(
    "same_subject",
    Severity.WARNING,
    "Several roots have one name and different keys: a CA that changed its key, or a root that passes for another one.",
    "Compare the SHA-256 of each with what the CA publishes, and remove what is not its own.",
    _RFC_5280,
)
DISALLOWED = Kind(
    "disallowed",
    Severity.ERROR,
    "The certificate is among the roots and among the disallowed ones, which win.",
    "Ask why it was disallowed. Remove it from Root, or from Disallowed if that was a mistake.",
    _DISALLOWED,
)
DISALLOWED_KEY = Kind(
    "disallowed_key",
    Severity.WARNING,
    "The root has the key of a certificate that is disallowed, and is trusted all the same: entries of Disallowed name a certificate, not a key.",
    "Disallow it too, or remove it, unless only that other certificate was meant.",
    f"{_DISALLOWED} (how Windows matches is unverified)",
)
POLICY_ONLY = Kind(
    "policy_only",
    Severity.INFO,
    "The root comes from group policy alone, and every refresh of the policy deletes and rewrites it.",
    "Nothing, or import it into the local store as well, if trust breaks now and then.",
    "Microsoft KB 4560600, Valid root CA certificates distributed using GPO might appear as untrusted",
)
IRREGULAR_ENTRY = Kind(
    "irregular_entry",
    Severity.WARNING,
    "An entry of the store cannot be read, or lies under another name than the thumbprint of its certificate. Whether Windows trusts it is not known. "
    "In Disallowed it may have been meant to forbid a certificate.",
    "Find out who has added it and which certificate was meant, and take it for trusted until then.",
    "[MS-GPEF] 2.2.1.1.1; wincrypt.h",
)
ISSUER_LIST_TRUNCATED = Kind(
    "issuer_list_truncated",
    Severity.ERROR,
    "SendTrustedIssuerList is on, and the names of all roots exceed the 16 kB that Schannel sends to TLS clients. "
    "It cuts the list and logs event 36885, and a client whose issuer is cut off finds no certificate to present.",
    "Remove roots that are not needed, or set SendTrustedIssuerList below SCHANNEL to 0.",
    _ISSUER_LIST,
)
ISSUER_LIST_LONG = Kind(
    "issuer_list_long",
    Severity.INFO,
    "The names of all roots exceed the 16 kB that Schannel could send to TLS clients. Windows Server 2012 and later don't send "
    "them unless SendTrustedIssuerList is on, which it is not here.",
    "Nothing, as long as SendTrustedIssuerList stays off. On Windows Server 2012 and older, which may fail all the same, remove roots.",
    _ISSUER_LIST,
)
NOT_IN_BASELINE = Kind(
    "not_in_baseline",
    Severity.ERROR,
    "The root is in none of the lists of allowed ones.",
    "Find out who added it. Remove it, or add it to a list.",
    _SETTING,
)
DENIED = Kind(
    "denied",
    Severity.ERROR,
    "The root is in a list of denied ones.",
    "Remove it.",
    _SETTING,
)
DISABLED_BY_MICROSOFT = Kind(
    "disabled_by_microsoft",
    Severity.WARNING,
    "Microsoft has disabled the root: Windows takes nothing it issued, but signatures that were stamped with a time before.",
    "Remove it when nothing that was signed in its time has to be verified.",
    _ROOT_PROGRAM,
)
RARE_ROOT = Kind(
    "rare_root",
    Severity.WARNING,
    "Hardly any other host that it was compared with has this root.",
    "Find out who added it. Remove it, or compare the host with its like only.",
    _COMPARISON,
)
MISSING_ROOT = Kind(
    "missing_root",
    Severity.WARNING,
    "Nearly all other hosts that it was compared with have this root.",
    "Import it if the host needs it, or compare the host with its like only.",
    _COMPARISON,
)

KINDS = (
    NOT_SELF_SIGNED,
    LEAF,
    SELF_SIGNATURE,
    SIGNATURE_UNVERIFIED,
    MALFORMED,
    DISALLOWED,
    DISALLOWED_KEY,
    DENIED,
    NOT_IN_BASELINE,
    DISABLED_BY_MICROSOFT,
    EXPIRED,
    EXPIRES_SOON,
    NOT_YET_VALID,
    WEAK_KEY,
    WEAK_HASH,
    REQUIRED_BY_WINDOWS,
    SAME_KEY,
    SAME_SUBJECT,
    POLICY_ONLY,
    IRREGULAR_ENTRY,
    ISSUER_LIST_TRUNCATED,
    ISSUER_LIST_LONG,
    RARE_ROOT,
    MISSING_ROOT,
)
CATALOGUE = {kind.id: kind for kind in KINDS}
