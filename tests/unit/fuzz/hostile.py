# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile input for property tests: what a host sends in good order, damaged, and the words of its formats in any order."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from tests.pki.der import tlv
from tests.unit.plugins.plugin_utils.opsmgr.hosts import HIVE, OPERATIONS_MANAGER

XML_NAMES = st.sampled_from(
    [
        "Envelope",
        "Body",
        "RelatesTo",
        "Fault",
        "WSManFault",
        "ProviderFault",
        "MSFT_WmiError",
        "Message",
        "Subcode",
        "Value",
    ]
    + ["Items", "EnumerationContext", "Stream", "CommandState", "ExitCode", "ReturnValue", "uValue", "Event", "System"]
    + ["EventID", "EventRecordID", "TimeCreated", "Provider", "EventData", "Data"]
)
XML_TEXTS = st.sampled_from(
    ["", "uuid:1", "1", "-1", "9" * 5000, "1_0", "b3V0", "=", "&#1;", "&#x110000;", "\u202e", "]]>", "&amp;"]
)
XML_ATTRIBUTES = st.sampled_from(
    [
        "",
        ' Name="stdout"',
        ' Code="5"',
        ' State="/Done"',
        ' SystemTime="0001-01-01T00:00:00+23:59"',
        ' SystemTime="2026"',
    ]
    + [' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"']
)
REGISTRY_WORDS = st.sampled_from(
    [
        f"{HIVE}\\",
        f"{OPERATIONS_MANAGER}\\",
        "Setup",
        "Agent Management Groups",
        "\\",
        "\n",
        "\r",
        "\u2028",
        "\x85",
        "\u0130",
        " ",
    ]
    + [
        "    ",
        "    REG_SZ    ",
        "    REG_DWORD    ",
        "    REG_BINARY    ",
        "0x10",
        "0A",
        "A",
        "NetworkName",
        "\\Parent Health Services\\0",
    ]
)
DER_TAGS = st.sampled_from([0x01, 0x02, 0x03, 0x04, 0x06, 0x0C, 0x1E, 0x30, 0x31, 0x82, 0x87, 0x88, 0xA0, 0xA3, 0xA4])
DER_CONTENTS = st.binary(max_size=8) | st.sampled_from(
    [b"\x55\x04\x03", b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", b"\xff" * 40]
)


def damaged(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the seeds with a piece of itself or any bytes over, between or instead of some of its own."""
    return st.sampled_from(seeds).flatmap(_damaged)


def _damaged(seed: bytes) -> st.SearchStrategy[bytes]:
    place = st.integers(0, len(seed))
    piece = st.binary(max_size=8) | st.tuples(place, place).map(lambda ends: seed[ends[0] : ends[1]])
    hits = st.lists(st.tuples(place, place | st.just(0), piece), min_size=1, max_size=4)
    return hits.map(lambda hits: _hit(seed, hits))


def _hit(seed: bytes, hits: Sequence[tuple[int, int, bytes]]) -> bytes:
    for start, length, piece in hits:
        seed = seed[:start] + piece + seed[start + length :]
    return seed


def xml() -> st.SearchStrategy[bytes]:
    """A well-formed tree of the elements that the readers look for, in any order and depth."""
    leaf = st.builds(_element, XML_NAMES, XML_ATTRIBUTES, XML_TEXTS)
    tree = st.recursive(
        leaf, lambda inner: st.builds(_element, XML_NAMES, XML_ATTRIBUTES, st.lists(inner).map("".join))
    )
    return tree.map(str.encode)


def soap() -> st.SearchStrategy[bytes]:
    """Such a tree as the body of an answer to the message ``uuid:1``."""
    return xml().map(lambda body: b"<Envelope><RelatesTo>uuid:1</RelatesTo><Body>" + body + b"</Body></Envelope>")


def _element(name: str, attributes: str, content: str) -> str:
    return f"<{name}{attributes}>{content}</{name}>"


def registry_text() -> st.SearchStrategy[bytes]:
    return st.lists(REGISTRY_WORDS).map(lambda words: "".join(words).encode())


def der() -> st.SearchStrategy[bytes]:
    """Well-formed DER of any depth."""
    return st.recursive(
        st.builds(tlv, DER_TAGS, DER_CONTENTS), lambda inner: st.builds(tlv, DER_TAGS, st.lists(inner).map(b"".join))
    )
