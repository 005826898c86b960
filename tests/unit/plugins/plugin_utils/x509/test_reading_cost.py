# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate of twice the size costs about twice as many bytes to be looked at, however it is built."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import describe_certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge

from tests.pki.der import BIT_STRING, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, oid, sequence, set_of, tlv
from tests.pki.odd import extension
from tests.pki.odd_roots import attribute, edited, extended
from tests.unit.plugins.plugin_utils.x509.authority import NOW

SMALL, LARGE = 500, 1000


def nested(content: bytes, levels: int) -> bytes:
    for _level in range(levels):
        content = sequence(content)
    return content


SHAPES: dict[str, Callable[[int], bytes]] = {
    "nested without lengths": lambda size: bytes.fromhex("3080") * size + bytes(2) * size,
    "nested in what is signed": lambda size: edited(public_key=nested(NULL, size)),
    "nested in an algorithm": lambda size: edited(signature=nested(oid("1.2.3"), size)),
    "nested in what is none": lambda size: nested(NULL, size),
    "attributes": lambda size: edited(subject=sequence(*[set_of(attribute("2.5.4.3", b"a"))] * size)),
    "attributes of one set": lambda size: edited(subject=sequence(set_of(*[attribute("2.5.4.3", b"a")] * size))),
    "extensions": lambda size: extended(*[extension("2.5.29.17", sequence())] * size),
    "different extensions": lambda size: extended(*(extension(f"1.2.{number}", NULL) for number in range(size))),
    "purposes": lambda size: extended(extension("2.5.29.37", sequence(*[oid("1.3.6.1.5.5.7.3.1")] * size))),
    "names": lambda size: extended(extension("2.5.29.17", sequence(*[tlv(0x82, b"a.example")] * size))),
    "numbers of an identifier": lambda size: edited(
        public_key=sequence(sequence(tlv(OBJECT_IDENTIFIER, b"\x2a" * size * 10)), tlv(BIT_STRING, b"\0"))
    ),
    "digits of a serial number": lambda size: edited(serial_number=tlv(INTEGER, b"\x7f" * size * 10)),
    "a key": lambda size: edited(public_key=sequence(sequence(oid("1.2.3")), tlv(BIT_STRING, bytes(size * 10)))),
    "fields that are none": lambda size: edited(public_key=sequence(sequence(), NULL) + tlv(OCTET_STRING, b"") * size),
}


def bytes_looked_at(data: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many bytes all elements have that are read of it, its description included, and those that only their header is read of."""
    seen: list[int] = []
    element_at, header = der._element_at, der._header

    def counted(content: bytes, offset: int) -> der.Element:
        element = element_at(content, offset)
        seen.append(len(element.encoded))
        return element

    def noted(content: bytes, offset: int) -> tuple[int, int | None]:
        seen.append(1)
        return header(content, offset)

    with monkeypatch.context() as patch:
        patch.setattr(der, "_element_at", counted)
        patch.setattr(der, "_header", noted)
        with suppress(CertificateError):
            found = Certificate.from_der(data)
            json.dumps(describe_certificate(found, NOW))
            judge(found, NOW)
    return sum(seen)


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_size_costs_twice_as_much(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (SHAPES[shape](size) for size in (SMALL, LARGE))
    costs = [bytes_looked_at(data, monkeypatch) for data in (small, large)]
    assert costs[1] / costs[0] < 1.3 * len(large) / len(small)
