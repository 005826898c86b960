# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subject alternative names by their type (RFC 5280, 4.2.1.6)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import NamedTuple

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import read_name

OTHER_NAME = 0xA0
EMAIL = 0x81
DNS = 0x82
X400_ADDRESS = 0xA3
DIRECTORY_NAME = 0xA4
EDI_PARTY_NAME = 0xA5
URI = 0x86
IP_ADDRESS = 0x87
REGISTERED_ID = 0x88


class GeneralName(NamedTuple):
    """A name of the type that its tag tells, as it is encoded."""

    tag: int
    content: bytes


class OtherName(NamedTuple):
    """A name of a type that its dotted ``oid`` tells; ``value`` is the upper-case hex of its DER."""

    oid: str
    value: str


@dataclass(frozen=True)
class AlternativeNames:
    """The names of each type, in their order.

    Directory names are in RFC 4514 form, registered identifiers dotted. X.400 addresses and EDI party names are the
    upper-case hex of their content, as is, with a # before it, an address that is neither IPv4 nor IPv6.
    """

    dns: tuple[str, ...] = ()
    ip: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    uri: tuple[str, ...] = ()
    directory_name: tuple[str, ...] = ()
    registered_id: tuple[str, ...] = ()
    other_name: tuple[OtherName, ...] = ()
    x400_address: tuple[str, ...] = ()
    edi_party_name: tuple[str, ...] = ()


def read_general_names(value: bytes) -> tuple[GeneralName, ...]:
    """The names in the DER of GeneralNames, undecoded. Raises ValueError if they cannot be told apart."""
    return tuple(GeneralName(name.tag, name.content) for name in der.children(value))


def read_alternative_names(value: bytes) -> AlternativeNames:
    """The names in the DER of GeneralNames. Raises ValueError if it is malformed or has a DNS name that isn't ASCII."""
    names = read_general_names(value)

    def of_type(tag: int) -> list[bytes]:
        return [name.content for name in names if name.tag == tag]

    return AlternativeNames(
        dns=tuple(name.decode("ascii") for name in of_type(DNS)),
        ip=tuple(map(_ip_address, of_type(IP_ADDRESS))),
        email=tuple(map(_text, of_type(EMAIL))),
        uri=tuple(map(_text, of_type(URI))),
        directory_name=tuple(read_name(name).text for name in of_type(DIRECTORY_NAME)),
        registered_id=tuple(map(der.object_identifier, of_type(REGISTERED_ID))),
        other_name=tuple(map(_other_name, of_type(OTHER_NAME))),
        x400_address=tuple(map(_hex, of_type(X400_ADDRESS))),
        edi_party_name=tuple(map(_hex, of_type(EDI_PARTY_NAME))),
    )


def _ip_address(content: bytes) -> str:
    try:
        return str(ipaddress.ip_address(content))
    except ValueError:
        return f"#{_hex(content)}"


def _text(content: bytes) -> str:
    # They ought to be ASCII; an address with an umlaut is no reason to hide the other names.
    return content.decode("utf-8", "backslashreplace")


def _other_name(content: bytes) -> OtherName:
    identifier, value = der.elements(content)
    return OtherName(der.object_identifier(identifier.content), _hex(value.content))


def _hex(content: bytes) -> str:
    return content.hex().upper()
