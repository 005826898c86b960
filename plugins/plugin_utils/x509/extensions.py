# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The extensions that decide trust, each read on its own, so that one odd extension doesn't hide the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.alternative_names import (
    DIRECTORY_NAME,
    URI,
    AlternativeNames,
    GeneralName,
    read_alternative_names,
    read_general_names,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.name_constraints import (
    NameConstraints,
    read_name_constraints,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import Rdn, read_name
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.purposes import read_purposes
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import Extension

ALL = "2.5.29"
"""The arc of the extensions that RFC 5280 defines (4.2.1, id-ce)."""

SUBJECT_KEY_IDENTIFIER = "2.5.29.14"
KEY_USAGE = "2.5.29.15"
SUBJECT_ALTERNATIVE_NAME = "2.5.29.17"
BASIC_CONSTRAINTS = "2.5.29.19"
AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"
EXTENDED_KEY_USAGE = "2.5.29.37"
NAME_CONSTRAINTS = "2.5.29.30"
CRL_DISTRIBUTION_POINTS = "2.5.29.31"
CERTIFICATE_POLICIES = "2.5.29.32"
POLICY_MAPPINGS = "2.5.29.33"
POLICY_CONSTRAINTS = "2.5.29.36"
INHIBIT_ANY_POLICY = "2.5.29.54"
APPLICATION_POLICIES = "1.3.6.1.4.1.311.21.10"

UNDERSTOOD = frozenset(
    (
        SUBJECT_KEY_IDENTIFIER,
        KEY_USAGE,
        SUBJECT_ALTERNATIVE_NAME,
        BASIC_CONSTRAINTS,
        NAME_CONSTRAINTS,
        CRL_DISTRIBUTION_POINTS,
        CERTIFICATE_POLICIES,
        POLICY_MAPPINGS,
        AUTHORITY_KEY_IDENTIFIER,
        POLICY_CONSTRAINTS,
        EXTENDED_KEY_USAGE,
        INHIBIT_ANY_POLICY,
        APPLICATION_POLICIES,
    )
)
"""What an application that builds chains processes (RFC 5280, 4.2 and 4.2.1.13), and what Windows has beside extended key usage."""

KEY_USAGES = (
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
)

POINT_NAME = FULL_NAME = 0xA0
KEY_IDENTIFIER, AUTHORITY_ISSUER, AUTHORITY_SERIAL = 0x80, 0xA1, 0x82

_MALFORMED = object()


class Authority(NamedTuple):
    """How a certificate names the certificate of its issuer (RFC 5280, 4.2.1.1).

    By its key, in upper-case hex, or by the name of that one's own issuer, as names are compared, and the content of its
    serial number.
    """

    key_identifier: str | None = None
    compared_issuer: tuple[Rdn, ...] | None = None
    serial: bytes | None = None


@dataclass(frozen=True)
class Extensions:
    """What the extensions say.

    ``present`` is whether there are any. ``unreadable`` names those that could not be decoded or occur twice, and
    ``unknown_critical`` those that are critical and not :data:`UNDERSTOOD`, or not readable. ``general_names`` are
    the alternative names undecoded, None if they cannot be told apart.
    """

    present: bool
    is_ca: bool
    path_length: int | None
    key_usage: tuple[str, ...] | None
    extended_key_usage: tuple[str, ...] | None
    subject_key_identifier: str | None
    authority: Authority
    alternative_names: AlternativeNames
    general_names: tuple[GeneralName, ...] | None
    distribution_points: tuple[str, ...]
    application_policies: tuple[str, ...] | None
    name_constraints: NameConstraints | None
    unreadable: tuple[str, ...]
    unknown_critical: tuple[str, ...]


def read_extensions(extensions: Sequence[Extension]) -> Extensions:
    """What the extensions say; one that can't be read is absent, and takes nothing from what the others say."""
    values: dict[str, list[Any]] = {}
    for extension in extensions:
        if extension.identifier in _DECODERS:
            values.setdefault(extension.identifier, []).append(_decoded(extension))
    unreadable = tuple(each for each, found in values.items() if len(found) > 1 or found[0] is _MALFORMED)
    single = {identifier: found[0] for identifier, found in values.items() if identifier not in unreadable}
    is_ca, path_length = _strictest(values.get(BASIC_CONSTRAINTS, []))
    return Extensions(
        present=bool(extensions),
        is_ca=is_ca,
        path_length=path_length,
        key_usage=single.get(KEY_USAGE),
        extended_key_usage=single.get(EXTENDED_KEY_USAGE),
        subject_key_identifier=single.get(SUBJECT_KEY_IDENTIFIER),
        authority=single.get(AUTHORITY_KEY_IDENTIFIER) or Authority(),
        alternative_names=single.get(SUBJECT_ALTERNATIVE_NAME) or AlternativeNames(),
        general_names=_general_names(extensions),
        distribution_points=single.get(CRL_DISTRIBUTION_POINTS) or (),
        application_policies=single.get(APPLICATION_POLICIES),
        name_constraints=single.get(NAME_CONSTRAINTS),
        unreadable=unreadable,
        unknown_critical=tuple(
            extension.identifier
            for extension in extensions
            if extension.critical and (extension.identifier not in UNDERSTOOD or extension.identifier in unreadable)
        ),
    )


def _decoded(extension: Extension) -> Any:
    try:
        return _DECODERS[extension.identifier](extension.value)
    except ValueError:
        return _MALFORMED


def _general_names(extensions: Sequence[Extension]) -> tuple[GeneralName, ...] | None:
    values = [extension.value for extension in extensions if extension.identifier == SUBJECT_ALTERNATIVE_NAME]
    try:
        return tuple(name for value in values for name in read_general_names(value)) if len(values) < 2 else None
    except ValueError:
        return None


def _strictest(constraints: Sequence[Any]) -> tuple[bool, int | None]:
    """What basic constraints say that occur more than once: each of them has to make a CA, and the shortest path counts."""
    if not constraints or _MALFORMED in constraints:
        return False, None
    lengths = [path_length for _is_ca, path_length in constraints if path_length is not None]
    return all(is_ca for is_ca, _path_length in constraints), min(lengths, default=None)


def _basic_constraints(value: bytes) -> tuple[bool, int | None]:
    fields = der.children(value)
    is_ca = der.boolean(fields.pop(0).content) if fields and fields[0].tag == der.BOOLEAN else False
    path_length = der.integer(fields.pop(0).content) if fields and fields[0].tag == der.INTEGER else None
    if fields or (path_length or 0) < 0:
        raise ValueError("malformed basic constraints")
    return is_ca, path_length


def _key_usage(value: bytes) -> tuple[str, ...]:
    unused, *bits = der.element(value, der.BIT_STRING).content
    if unused > min(7, 8 * len(bits)):
        raise ValueError("a key usage with more unused bits than it has")
    if bits:
        bits[-1] &= 0xFF << unused
    return tuple(
        name
        for position, name in enumerate(KEY_USAGES)
        if position // 8 < len(bits) and bits[position // 8] & 0x80 >> position % 8
    )


def _subject_key_identifier(value: bytes) -> str:
    return der.element(value, der.OCTET_STRING).content.hex().upper()


def _authority(value: bytes) -> Authority:
    fields = {field.tag: field.content for field in der.children(value)}
    identifier, names = fields.get(KEY_IDENTIFIER), der.elements(fields.get(AUTHORITY_ISSUER, b""))
    issuers = (read_name(name.content).compared for name in names if name.tag == DIRECTORY_NAME)
    return Authority(
        key_identifier=None if identifier is None else identifier.hex().upper(),
        compared_issuer=next(issuers, None),
        serial=fields.get(AUTHORITY_SERIAL),
    )


def _distribution_points(value: bytes) -> tuple[str, ...]:
    """The URIs of the full names (RFC 5280, 4.2.1.13)."""
    points = (
        field for point in der.children(value) for field in der.elements(point.content) if field.tag == POINT_NAME
    )
    full = (name for point in points for name in der.elements(point.content) if name.tag == FULL_NAME)
    names = (name for each in full for name in der.elements(each.content) if name.tag == URI)
    return tuple(name.content.decode("ascii", "backslashreplace") for name in names)


def _application_policies(value: bytes) -> tuple[str, ...]:
    """Purposes in the form of certificate policies (Microsoft, IX509ExtensionMSApplicationPolicies)."""
    identifiers = [next(der.elements(policy.content), policy) for policy in der.children(value)]
    if any(identifier.tag != der.OBJECT_IDENTIFIER for identifier in identifiers):
        raise ValueError("a policy without an identifier")
    return tuple(der.object_identifier(identifier.content) for identifier in identifiers)


def _built_of_elements(value: bytes) -> None:
    """Of what decides nothing here: whether it can be read as far as its first level. Raises ValueError."""
    for field in der.elements(value):
        if field.tag & der.CONSTRUCTED:
            list(der.elements(field.content))


_DECODERS: Mapping[str, Callable[[bytes], Any]] = {
    SUBJECT_KEY_IDENTIFIER: _subject_key_identifier,
    KEY_USAGE: _key_usage,
    SUBJECT_ALTERNATIVE_NAME: read_alternative_names,
    BASIC_CONSTRAINTS: _basic_constraints,
    NAME_CONSTRAINTS: read_name_constraints,
    CRL_DISTRIBUTION_POINTS: _distribution_points,
    APPLICATION_POLICIES: _application_policies,
    AUTHORITY_KEY_IDENTIFIER: _authority,
    EXTENDED_KEY_USAGE: read_purposes,
    **dict.fromkeys(
        (
            CERTIFICATE_POLICIES,
            POLICY_MAPPINGS,
            POLICY_CONSTRAINTS,
            INHIBIT_ANY_POLICY,
        ),
        _built_of_elements,
    ),
}

UNREADABLE = Extensions(
    present=True,
    is_ca=False,
    path_length=None,
    key_usage=None,
    extended_key_usage=None,
    subject_key_identifier=None,
    authority=Authority(),
    alternative_names=AlternativeNames(),
    general_names=None,
    distribution_points=(),
    application_policies=None,
    name_constraints=None,
    unreadable=tuple(_DECODERS),
    unknown_critical=(ALL,),
)
"""Of a certificate whose extensions cannot even be told apart: any of them may be there, and critical."""
