# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates out of the files that people have, and what else stands in these: all of it is read, or told, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import known_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files import kinds
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.kinds import Kind
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.members import Member, find_members
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.files.pkcs7 import MAXIMUM_MEMBERS

MAXIMUM_SIZE = 10 * 1024 * 1024
"""Bytes; the bundle of every public root is below 2 MiB."""

_LONGEST_SUBJECT = 256
_MOST_TOLD = 5
"""Members that an error names; the others are counted."""


@dataclass(frozen=True)
class Unread:
    """A member of a file that is no certificate: its position among the members, from 1, its subject if it shows one, its kind.

    ``alone`` is whether the file holds nothing else.
    """

    source: str
    position: int
    subject: str | None
    kind: str
    alone: bool = False

    def __str__(self) -> str:
        subject = f", with the subject {self.subject}" if self.subject else ""
        if self.alone:
            return f"{self.source} holds no certificate: it is {self.kind}{subject}"
        return f"member {self.position} of {self.source}{subject and f'{subject},'} is {self.kind}"


@dataclass(frozen=True)
class Bundle:
    """What files hold: each certificate once, in their order; what could not be read; and notes on what was passed over.

    Something unread may be a certificate that is meant to be trusted, so nothing may be removed for not being in the bundle.
    """

    certificates: tuple[Certificate, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()

    def require_all(self) -> None:
        """Raise :class:`CertificateError` that names what could not be read."""
        if self.unread:
            raise CertificateError(_told(self.unread))

    def require_any(self) -> None:
        """Raise :class:`CertificateError` when nothing at all could be read."""
        if not self.certificates:
            self.require_all()


def load_certificates(data: bytes | str, source: str) -> tuple[Certificate, ...]:
    """The certificates in ``data``, each once, in their order: all of them.

    ``source`` names the data in errors. Raises :class:`CertificateError` if it holds no certificate, a damaged one, anything
    that is none, a private key, or more than :data:`MAXIMUM_SIZE` bytes.
    """
    bundle = read_bundle(data, source)
    bundle.require_all()
    return bundle.certificates


def read_bundle(data: bytes | str, source: str) -> Bundle:
    """What ``data`` holds, with all that could not be read: a certificate or something unread at least.

    Raises :class:`CertificateError` if it holds a private key, or more than :data:`MAXIMUM_SIZE` bytes.
    """
    content = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if len(content) > MAXIMUM_SIZE:
        raise CertificateError(f"{source} holds no certificate that is read: it is larger than {MAXIMUM_SIZE} bytes")
    found = list(islice(find_members(content), MAXIMUM_MEMBERS + 1))
    if len(found) > MAXIMUM_MEMBERS:
        raise CertificateError(f"{source} is not read: it holds more than {MAXIMUM_MEMBERS} members")
    _refuse_secrets(found, source)
    members = [member for member in found if not member.is_note]
    bundle = merge(_read(member, position, len(members), source) for position, member in enumerate(members, 1))
    notes = dict.fromkeys(member.note for member in found if member.note)
    return replace(bundle, notes=tuple(f"{source} also holds something that is passed over: {note}" for note in notes))


def merge(bundles: Iterable[Bundle]) -> Bundle:
    """What several files hold, each certificate once."""
    found = list(bundles)
    return Bundle(
        certificates=tuple(dict.fromkeys(each for bundle in found for each in bundle.certificates)),
        unread=tuple(each for bundle in found for each in bundle.unread),
        notes=tuple(each for bundle in found for each in bundle.notes),
    )


def _refuse_secrets(members: Iterable[Member], source: str) -> None:
    """Raise :class:`CertificateError` when a member is, or may carry, a private key; no byte of it is in the error."""
    for member in members:
        for kind in (member.kind, kinds.kind_of(member.content)):
            if kind and kind.secret:
                raise CertificateError(
                    f"{source} holds {kind.name}, which is never needed to trust a root: "
                    "remove it and keep the certificates only"
                )


def _read(member: Member, position: int, count: int, source: str) -> Bundle:
    kind = member.kind or kinds.kind_of(member.content)
    if kind is None:
        try:
            return Bundle((known_certificates.KNOWN.read(member.content),))
        except CertificateError as error:
            shaped = kinds.is_shaped_as_certificate(member.content)
            kind = Kind(f"shaped as a certificate, but {error.reason}" if shaped else "DER of something else")
    return Bundle(unread=(Unread(source, position, _subject(member), kind.name, alone=count == 1),))


def _subject(member: Member) -> str | None:
    subject = kinds.subject_of(member.content)
    return subject and subject[:_LONGEST_SUBJECT]


def _told(unread: Sequence[Unread]) -> str:
    more = len(unread) - _MOST_TOLD
    return "; ".join(map(str, unread[:_MOST_TOLD])) + (f"; and {more} more" if more > 0 else "")
