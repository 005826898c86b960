# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that a CA may certify: name constraints (RFC 5280, 4.2.1.10), held against the names of a certificate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import (
    DIRECTORY_NAME,
    DNS,
    EMAIL,
    IP_ADDRESS,
    URI,
    GeneralName,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import (
    COMMON_NAME,
    EMAIL_ADDRESS,
    Name,
    Rdn,
    read_name,
)

PERMITTED, EXCLUDED = 0xA0, 0xA1
NO_DISTANCE = b"\x80\x01\x00"

MOST_COMPARISONS = 2**16
"""Of names with subtrees; OpenSSL has 2**20 (NAME_CONSTRAINTS_check). A certificate has few of both."""

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_HOST_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
"""What OpenSSL takes a common name for a host's by: labels with a dot between."""


@dataclass(frozen=True)
class NameConstraints:
    """The subtrees that a name has to be in one of, if there are any of its type, and those that it may not be in."""

    permitted: tuple[GeneralName, ...] = ()
    excluded: tuple[GeneralName, ...] = ()


def read_name_constraints(value: bytes) -> NameConstraints:
    """Raises ValueError for what is malformed, and for distances, which RFC 5280 does not have."""
    found = der.children(value)
    fields = {field.tag: field.content for field in found}
    if not fields.keys() <= {PERMITTED, EXCLUDED} or len(fields) != len(found):
        raise ValueError("name constraints with other fields")
    return NameConstraints(*(tuple(_subtrees(fields.get(tag, b""))) for tag in (PERMITTED, EXCLUDED)))


def _subtrees(content: bytes) -> Iterator[GeneralName]:
    for subtree in der.elements(content):
        base, *distances = der.children(subtree.encoded)
        if [distance.encoded for distance in distances] not in ([], [NO_DISTANCE]):
            raise ValueError("name constraints with distances")
        yield GeneralName(base.tag, base.content)


def constrained_names(
    subject: Name, subject_der: bytes, general_names: Sequence[GeneralName], *, of_host: bool
) -> list[GeneralName]:
    """All names of a certificate that constraints hold for.

    Those of the subject are its own, its e-mail addresses, and, in a certificate ``of_host``, common names of hosts if no
    alternative name is a DNS name, as OpenSSL has it: SCOM's certificates often have none.
    """
    tags = {name.tag for name in general_names}
    own = [GeneralName(DIRECTORY_NAME, subject_der)] if subject.parts else []
    own += [GeneralName(EMAIL, part.value.encode()) for part in subject.parts if part.oid == EMAIL_ADDRESS]
    if of_host and DNS not in tags:
        hosts = (part.value for part in subject.parts if part.oid == COMMON_NAME)
        own += [GeneralName(DNS, host.encode()) for host in hosts if _HOST_NAME.fullmatch(host)]
    return [*own, *general_names]


def violation(constraints: NameConstraints, names: Sequence[GeneralName]) -> str | None:
    """The first name that is not permitted, or excluded, as it is shown; None if all are in order.

    A name of a type that cannot be compared is in order only where nothing is said of that type.
    """
    if len(names) * (len(constraints.permitted) + len(constraints.excluded)) > MOST_COMPARISONS:
        return f"{len(names)} names, which are too many to be compared"
    return next((_shown(name) for name in names if not _in_order(name, constraints)), None)


def _in_order(name: GeneralName, constraints: NameConstraints) -> bool:
    permitted = [subtree.content for subtree in constraints.permitted if subtree.tag == name.tag]
    excluded = [subtree.content for subtree in constraints.excluded if subtree.tag == name.tag]
    if not permitted and not excluded:
        return True
    try:
        is_within = _WITHIN[name.tag]
        return (not permitted or any(is_within(name.content, each) for each in permitted)) and not any(
            is_within(name.content, each) for each in excluded
        )
    except (KeyError, ValueError):
        return False


def _host_within(name: bytes, subtree: bytes) -> bool:
    host, domain = _text(name), _text(subtree)
    if not domain:
        return True
    return host == domain or host.endswith(domain if domain.startswith(".") else f".{domain}")


def _email_within(name: bytes, subtree: bytes) -> bool:
    """A mailbox, all mailboxes of a host, or those of a domain's hosts."""
    mailbox, _at, host = name.decode().rpartition("@")
    wanted, _at, domain = subtree.decode().rpartition("@")
    if wanted:
        return (mailbox, host.lower()) == (wanted, domain.lower())
    return _exact_or_below(host.lower(), domain.lower())


def _uri_within(name: bytes, subtree: bytes) -> bool:
    """By its host. Raises ValueError if it has none, or an address."""
    host = urlsplit(name.decode()).hostname
    if not host or re.fullmatch(r"[\d.]+|.*:.*", host):
        raise ValueError("a URI without a host name")
    return _exact_or_below(host.lower(), _text(subtree))


def _exact_or_below(host: str, domain: str) -> bool:
    return host.endswith(domain) if domain.startswith(".") else host == domain


def _address_within(name: bytes, subtree: bytes) -> bool:
    size = len(name)
    if len(subtree) != 2 * size:
        return False
    address, mask = subtree[:size], subtree[size:]
    return all(octet & bits == wanted & bits for octet, wanted, bits in zip(name, address, mask, strict=True))


def _directory_within(name: bytes, subtree: bytes) -> bool:
    compared, wanted = _compared(name), _compared(subtree)
    return compared[: len(wanted)] == wanted


@lru_cache(maxsize=1024)  # a subtree is compared with every name
def _compared(name: bytes) -> tuple[Rdn, ...]:
    return read_name(name).compared


def _text(content: bytes) -> str:
    return content.decode("ascii").lower()


_WITHIN: Mapping[int, Callable[[bytes, bytes], bool]] = {
    DNS: _host_within,
    EMAIL: _email_within,
    URI: _uri_within,
    IP_ADDRESS: _address_within,
    DIRECTORY_NAME: _directory_within,
}


def _shown(name: GeneralName) -> str:
    if name.tag == DIRECTORY_NAME:
        with suppress(ValueError):
            return read_name(name.content).text
    text = name.content.decode("ascii", "backslashreplace")
    return (
        text
        if text.isprintable() and name.tag in _WITHIN and name.tag != IP_ADDRESS
        else f"#{name.content.hex().upper()}"
    )
