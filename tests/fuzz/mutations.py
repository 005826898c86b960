# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes to an input that leave it well-formed, so that it gets behind the parsers of XML and DER that are not ours."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from random import Random
from xml.etree import ElementTree

from ansible_collections.scom.dmz.plugins.plugin_utils.x509 import der

from tests.pki.der import tlv

Mutation = Callable[[bytes, Random], bytes]

TEXTS = (
    "",
    "uuid:1",
    "0",
    "-1",
    "1_0",
    "9" * 4301,
    "b3V0",
    "===",
    "\u202e",
    "\u2028",
    "x" * 300,
    "2026-06-01",
    "0001-01-01T00:00+23:59",
)
TAGS = (0x01, 0x02, 0x03, 0x04, 0x06, 0x0C, 0x13, 0x14, 0x1C, 0x1E, 0x30, 0x31, 0x82, 0x86, 0x87, 0x88, 0xA0, 0xA4)
CONTENTS = (b"", b"\0", b"\xff", b"\x80", b"\x2a", b"\x55\x04\x03", b"\x88\x37", b"\xd8\0", b"\x7f" * 130, b"\xff" * 40)
CONSTRUCTED = 0x20


def mutated_der(data: bytes, random: Random) -> bytes:
    """Drop, double, move or replace one element somewhere in DER, also inside an OCTET STRING, and mend the lengths."""
    try:
        elements = list(der.elements(data))
    except ValueError:
        elements = []
    if not elements:
        return tlv(random.choice(TAGS), random.choice(CONTENTS))
    place = random.randrange(len(elements))
    chosen = elements[place]
    if (chosen.tag & CONSTRUCTED or chosen.tag == der.OCTET_STRING) and random.random() < 0.9:
        changed = [tlv(chosen.tag, mutated_der(chosen.content, random))]
    else:
        changed = random.choice(_OF_DER)(chosen, random)
    encoded = [element.encoded for element in elements]
    return b"".join([*encoded[:place], *changed, *encoded[place + 1 :]])


_OF_DER: tuple[Callable[[der.Element, Random], list[bytes]], ...] = (
    lambda element, random: [],
    lambda element, random: [element.encoded] * random.choice((2, 3, 300)),
    lambda element, random: [tlv(random.choice(TAGS), element.content)],
    lambda element, random: [tlv(element.tag, random.choice(CONTENTS))],
    lambda element, random: [tlv(element.tag, element.content + random.randbytes(random.randrange(1, 9)))],
    lambda element, random: [tlv(random.choice(TAGS), element.encoded)],
)


def mutated_xml(data: bytes, random: Random) -> bytes:
    """Drop, double, move, rename or refill one element somewhere in XML."""
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return data
    nodes = list(root.iter())
    random.choice(_OF_XML)(random.choice(nodes), random.choice(nodes), random)
    return ElementTree.tostring(root)


_OF_XML: tuple[Callable[[ElementTree.Element, ElementTree.Element, Random], object], ...] = (
    lambda node, other, random: node.clear(),
    lambda node, other, random: node.extend([copy.deepcopy(other)] * random.choice((1, 2, 30))),
    lambda node, other, random: setattr(node, "tag", other.tag),
    lambda node, other, random: setattr(node, "text", random.choice(TEXTS)),
    lambda node, other, random: node.attrib.update(other.attrib),
    lambda node, other, random: node.attrib.update({name: random.choice(TEXTS) for name in node.attrib}),
)


def mutated_events(data: bytes, random: Random) -> bytes:
    """The same for elements without a root."""
    return mutated_xml(b"<Events>" + data + b"</Events>", random).removeprefix(b"<Events>").removesuffix(b"</Events>")


MUTATIONS: Mapping[str, Mutation] = {
    "envelope": mutated_xml,
    "fault": mutated_xml,
    "event_xml": mutated_events,
    "certificate": mutated_der,
    "trust_list": mutated_der,
}
