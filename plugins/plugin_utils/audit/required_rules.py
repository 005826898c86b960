# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules over the roots that Windows needs: each is there, none is disallowed, and no other certificate passes for one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ansible_collections.scom.dmz.plugins.plugin_utils.audit import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.concern import Concern, Root, root_of
from ansible_collections.scom.dmz.plugins.plugin_utils.audit.subject import Subject
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import (
    IN_EVERY_WINDOWS,
    REQUIRED_ROOTS,
    RequiredRoot,
    is_required,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.root_program import OF_MICROSOFT, OF_MICROSOFT_NAMES
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import (
    COMMON_NAME,
    DOMAIN_COMPONENT,
    ORGANIZATION,
    ORGANIZATIONAL_UNIT,
)

MICROSOFT = {
    (ORGANIZATION, "microsoft corporation"),
    (ORGANIZATION, "microsoft trust network"),
    (ORGANIZATION, "microsoft"),
    (ORGANIZATION, "msft"),
    (ORGANIZATIONAL_UNIT, "microsoft corporation"),
}
LOOK_ALIKE = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u04bb\u0501"
    "\u03b1\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0131l10",
    "abekmhopctyxsijhdaikmvoptuxiiio",
)
"""Small letters of the Cyrillic and the Greek script, and what looks like I and O (after Unicode Technical Standard 39)."""

MICROSOFT_DOMAIN = {(DOMAIN_COMPONENT, "microsoft"), (DOMAIN_COMPONENT, "com")}


def required_root_missing(subject: Subject) -> Iterator[Concern]:
    held = {
        entry.certificate.thumbprint
        for entry in subject.trusted.root.possible_entries
        if is_required(entry.certificate)
    }
    for root in IN_EVERY_WINDOWS:
        if root.thumbprint not in held:
            yield Concern(kinds.REQUIRED_ROOT_MISSING(f"Root does not hold {root.name}"), _absent(root))


def required_root_disallowed(subject: Subject) -> Iterator[Concern]:
    held = {entry.certificate.thumbprint: root_of(entry) for entry in subject.trusted.root.possible_entries}
    for root in REQUIRED_ROOTS:
        if root.thumbprint in subject.trusted.disallowed.thumbprints:
            evidence = f"{root.name} ({root.thumbprint}) is in Disallowed"
            yield Concern(kinds.REQUIRED_ROOT_DISALLOWED(evidence), held.get(root.thumbprint, _absent(root)))


def impostor(subject: Subject) -> Iterator[Concern]:
    """Without the key of the genuine root, which only a copy of it has."""
    entries = subject.trusted.root.possible_entries
    genuine_keys = {entry.certificate.public_key_info for entry in entries if is_genuine(entry.certificate)}
    others = [entry for entry in entries if not is_genuine(entry.certificate)]
    for entry in (each for each in others if each.certificate.public_key_info not in genuine_keys):
        name = _claim(entry.certificate, subject)
        if name:
            evidence = f"{entry.certificate.subject} bears the name {name}, and is none of the known roots of that name"
            yield Concern(kinds.IMPOSTOR(evidence), root_of(entry))


def is_genuine(certificate: Certificate) -> bool:
    """Whether Windows needs the certificate, or it is another one of Microsoft's own."""
    return is_required(certificate) or certificate.sha256 in OF_MICROSOFT


def _claim(certificate: Certificate, subject: Subject) -> str | None:
    """The name that it claims. Of new roots of Microsoft, a list of allowed ones may know more than this collection."""
    taken = next((name for shown in _shown_names(certificate) if (name := _KNOWN.get(folded(shown)))), None)
    if taken or not certificate.self_issued or (subject.measure.allow and subject.measure.allow.holds(certificate)):
        return taken
    return "of Microsoft" if _is_named_after_microsoft(certificate) else None


def _shown_names(certificate: Certificate) -> list[str]:
    """What Windows shows as the name of a certificate: a common name, or the first unit of one without."""
    common = [part.value for part in certificate.subject_parts if part.oid == COMMON_NAME]
    return common or [part.value for part in certificate.subject_parts if part.oid == ORGANIZATIONAL_UNIT][:1]


def _is_named_after_microsoft(certificate: Certificate) -> bool:
    parts = {(part.oid, folded(part.value)) for part in certificate.subject_parts}
    return parts >= MICROSOFT_DOMAIN or not parts.isdisjoint(MICROSOFT)


def folded(name: str) -> str:
    """The name as a reader takes it: without regard to case, accents, blanks, characters that are not seen, and letters that look alike."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    seen = "".join(each for each in plain if unicodedata.category(each) not in ("Cf", "Mn"))
    return " ".join(seen.translate(LOOK_ALIKE).split())


def _absent(root: RequiredRoot) -> Root:
    return Root(root.sha256 or "", root.thumbprint, root.name, ())


_KNOWN = {folded(name): name for name in (*(root.name for root in REQUIRED_ROOTS), *OF_MICROSOFT_NAMES)}
