# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of findings of an audit, as the audit guide explains them."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.audit.advice import Advice, AuditKind
from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Severity

_ROOT_STORE = "Microsoft KB 2795828 and KB 2801679, certificates that are not self-signed in the store of trusted roots"
_REQUIRED = "Microsoft KB 293781, Required trusted root certificates"
_ROOT_PROGRAM = "Microsoft Trusted Root Program, deprecation definitions: disable"
_RFC_5280 = "RFC 5280, section 6"
_STRENGTH = "NIST SP 800-57 part 1; RFC 6149, 6150 and 6151"
_DISALLOWED = "Microsoft, CERT_TRUST_STATUS: CERT_TRUST_IS_EXPLICIT_DISTRUST"
_ISSUER_LIST = "Microsoft KB 933430, KB 2801679 and KB 2880390; RFC 5246, 7.4.4"
_SETTING = "the settings of the audit"
_COMPARISON = "the other hosts of the audit"

REQUIRED_BY_WINDOWS = AuditKind(
    "required_by_windows",
    Severity.INFO,
    "Roots break rules of this audit, but Windows needs them, and what they signed once, to run.",
    "Leave them.",
    _REQUIRED,
    advises=Advice.NEEDED,
    folded=True,
)
REQUIRED_ROOT_MISSING = AuditKind(
    "required_root_missing",
    Severity.WARNING,
    "Roots that every Windows comes with, and needs to run, are not there.",
    "Find out what removed them. Import them again from a host that has them, and compare their thumbprints.",
    f"{_REQUIRED}; MITRE ATT&CK T1553.004 lists the same roots as those of every Windows",
    advises=Advice.NEEDED,
    folded=True,
)
REQUIRED_ROOT_DISALLOWED = AuditKind(
    "required_root_disallowed",
    Severity.ERROR,
    "A root that Windows needs to run is among the disallowed certificates, which win.",
    "Find out what put it into Disallowed, and take it out there. Leave it among the roots.",
    _REQUIRED,
    advises=Advice.NEEDED,
)
REQUIRED_ROOT_DENIED = AuditKind(
    "required_root_denied",
    Severity.ERROR,
    "A list of denied roots names one that Windows needs to run.",
    "Take it off the list. Leave it among the roots.",
    _REQUIRED,
    advises=Advice.NEEDED,
)
IMPOSTOR = AuditKind(
    "impostor",
    Severity.ERROR,
    "A certificate bears the name of a root that Windows needs, or of Microsoft, and is none that is known by its fingerprint.",
    "Compare its SHA-256 with Microsoft's list of roots. Unless it is there, take the host for attacked: find out who added it, and remove it.",
    f"{_REQUIRED}; Microsoft Trusted Root Program, list of participants",
    advises=Advice.REMOVE,
)
AUTHROOT_ONLY = AuditKind(
    "authroot_only",
    Severity.INFO,
    "Roots that only .AuthRoot holds have expired or are weak, disabled or doubled. Windows itself fetched them out of Microsoft's program, "
    "and verifies with them what was signed in their time.",
    "Nothing: Windows fetches again what is removed there. What must not be trusted belongs into Disallowed.",
    _ROOT_PROGRAM,
    advises=Advice.KEEP,
    folded=True,
)
NOT_SELF_SIGNED = AuditKind(
    "not_self_signed",
    Severity.ERROR,
    "A CA that another one issued lies among the roots, where it breaks the authentication of TLS clients for all certificates.",
    "Move it to the store CA.",
    _ROOT_STORE,
    advises=Advice.REMOVE,
)
LEAF = AuditKind(
    "leaf",
    Severity.ERROR,
    "A certificate that is no CA lies among the roots.",
    "Remove it, and trust the root that issued it instead. Where it was trusted by itself on purpose, make that an exception.",
    _ROOT_STORE,
    advises=Advice.REMOVE,
)
SELF_SIGNATURE = AuditKind(
    "self_signature",
    Severity.WARNING,
    "A certificate names itself as its issuer, but its own key does not verify its signature.",
    "Find out where it came from; compare its SHA-256 with that of the CA that it names.",
    _RFC_5280,
)
SIGNATURE_UNVERIFIED = AuditKind(
    "signature_unverified",
    Severity.INFO,
    "A certificate names itself as its issuer, and this controller cannot verify its signature.",
    "Compare its SHA-256 with what the CA publishes, or audit from a controller whose cryptography library knows the algorithm.",
    _RFC_5280,
)
MALFORMED = AuditKind(
    "malformed",
    Severity.WARNING,
    "The certificate is not as RFC 5280 says. It is read here as far as possible; what Windows makes of it is not known.",
    "Find out where it came from. If it is what its CA publishes, have the CA renew it in the usual form.",
    "RFC 5280, section 4; ITU-T X.690",
)
EXPIRED = AuditKind(
    "expired",
    Severity.WARNING,
    "The root has expired, so that nothing it issued is valid any more, but signatures that were stamped with a time before.",
    "Remove it when nothing that was signed in its time has to be verified.",
    _RFC_5280,
    advises=Advice.REMOVE,
)
EXPIRES_SOON = AuditKind(
    "expires_soon",
    Severity.WARNING,
    "The root expires soon, and everything that it issued with it.",
    "Have its successor distributed before.",
    _RFC_5280,
    advises=Advice.KEEP,
)
NOT_YET_VALID = AuditKind(
    "not_yet_valid",
    Severity.WARNING,
    "The root is not valid yet.",
    "Wait, or set the clock of the controller, if that is wrong.",
    _RFC_5280,
    advises=Advice.KEEP,
)
WEAK_KEY = AuditKind(
    "weak_key",
    Severity.WARNING,
    "The key of the root is too short.",
    "Have what needs it reissued below a stronger root, and remove it then.",
    _STRENGTH,
    advises=Advice.REMOVE,
)
WEAK_HASH = AuditKind(
    "weak_hash",
    Severity.WARNING,
    "The certificate is signed with a hash that is broken.",
    "Replace it by one of the same CA that is signed with SHA-256 or better, and remove this one.",
    _STRENGTH,
    advises=Advice.REMOVE,
)
SAME_KEY = AuditKind(
    "same_key",
    Severity.WARNING,
    "Several roots have one key: a root that was renewed, or a copy that was made with other rights.",
    "Compare the SHA-256 of each with what the CA publishes. Remove the older one when nothing names it any more, unless Windows needs it.",
    _RFC_5280,
)
SAME_SUBJECT = AuditKind(
    "same_subject",
    Severity.WARNING,
    "Several roots have one name and different keys: a CA that changed its key, or a root that passes for another one.",
    "Compare the SHA-256 of each with what the CA publishes, and remove what is not its own.",
    _RFC_5280,
)
DISALLOWED = AuditKind(
    "disallowed",
    Severity.ERROR,
    "The certificate is among the roots and among the disallowed ones, which win.",
    "Ask why it was disallowed. Remove it from Root, or from Disallowed if that was a mistake.",
    _DISALLOWED,
    advises=Advice.REMOVE,
)
DISALLOWED_KEY = AuditKind(
    "disallowed_key",
    Severity.WARNING,
    "The root has the key of a certificate that is disallowed, and is trusted all the same: entries of Disallowed name a certificate, not a key.",
    "Disallow it too, or remove it, unless only that other certificate was meant.",
    f"{_DISALLOWED} (how Windows matches is unverified)",
    advises=Advice.REMOVE,
)
POLICY_ONLY = AuditKind(
    "policy_only",
    Severity.INFO,
    "The root comes from group policy alone, and every refresh of the policy deletes and rewrites it.",
    "Nothing, or import it into the local store as well, if trust breaks now and then.",
    "Microsoft KB 4560600, Valid root CA certificates distributed using GPO might appear as untrusted",
    advises=Advice.KEEP,
)
IRREGULAR_ENTRY = AuditKind(
    "irregular_entry",
    Severity.WARNING,
    "An entry of the store cannot be read, or lies under another name than the thumbprint of its certificate. Whether Windows trusts it is not known. "
    "In Disallowed it may have been meant to forbid a certificate.",
    "Find out who has added it and which certificate was meant, and take it for trusted until then.",
    "[MS-GPEF] 2.2.1.1.1; wincrypt.h",
)
ISSUER_LIST_TRUNCATED = AuditKind(
    "issuer_list_truncated",
    Severity.ERROR,
    "SendTrustedIssuerList is on, and the names of all roots exceed the 16 kB that Schannel sends to TLS clients. "
    "It cuts the list and logs event 36885, and a client whose issuer is cut off finds no certificate to present.",
    "Remove roots that are not needed, or set SendTrustedIssuerList below SCHANNEL to 0.",
    _ISSUER_LIST,
)
ISSUER_LIST_LONG = AuditKind(
    "issuer_list_long",
    Severity.INFO,
    "The names of all roots exceed the 16 kB that Schannel could send to TLS clients. Windows Server 2012 and later don't send "
    "them unless SendTrustedIssuerList is on, which it is not here.",
    "Nothing, as long as SendTrustedIssuerList stays off. On Windows Server 2012 and older, which may fail all the same, remove roots.",
    _ISSUER_LIST,
)
NOT_IN_BASELINE = AuditKind(
    "not_in_baseline",
    Severity.ERROR,
    "The root is in none of the lists of allowed ones.",
    "Where a run of this collection is named, ask root_journal_info what it was for; otherwise find out who added it. Remove it, or add it to a list.",
    _SETTING,
    advises=Advice.REMOVE,
)
DENIED = AuditKind(
    "denied",
    Severity.ERROR,
    "The root is in a list of denied ones.",
    "Remove it. What only .AuthRoot holds, Windows fetches again: put that into Disallowed.",
    _SETTING,
    advises=Advice.REMOVE,
)
DISABLED_BY_MICROSOFT = AuditKind(
    "disabled_by_microsoft",
    Severity.WARNING,
    "Microsoft has disabled the root: Windows takes nothing it issued, but signatures that were stamped with a time before.",
    "Remove it when nothing that was signed in its time has to be verified.",
    _ROOT_PROGRAM,
    advises=Advice.REMOVE,
)
RARE_ROOT = AuditKind(
    "rare_root",
    Severity.WARNING,
    "Hardly any other host that it was compared with has this root.",
    "Where a run of this collection is named, ask root_journal_info what it was for; otherwise find out who added it. "
    "Where it is meant, compare the host with its like only.",
    _COMPARISON,
)
MISSING_ROOT = AuditKind(
    "missing_root",
    Severity.WARNING,
    "Nearly all other hosts that it was compared with have this root.",
    "Import it if the host needs it, or compare the host with its like only.",
    _COMPARISON,
    advises=Advice.KEEP,
)

KINDS = (
    IMPOSTOR,
    REQUIRED_ROOT_DISALLOWED,
    REQUIRED_ROOT_DENIED,
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
    REQUIRED_ROOT_MISSING,
    REQUIRED_BY_WINDOWS,
    AUTHROOT_ONLY,
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
