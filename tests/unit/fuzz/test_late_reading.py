# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate is accepted before most of it is read: whatever was accepted is then read in full, or said to be unreadable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import UNREADABLE, Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import UNREADABLE as OPAQUE
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import read_extensions
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.keys import read_public_key
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.names import read_name
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.policy import judge
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.signatures import read_signature_algorithm
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import (
    Structure,
    read_extension_list,
    read_structure,
)

from tests.fuzz.mutations import mutated_der
from tests.fuzz.seeds import CERTIFICATES
from tests.unit.plugins.plugin_utils.x509.authority import NOW

MUTATIONS = 5000
DISTRUST = {"ca", "key_cert_sign", "critical_extensions"}
SEEDS = [seed.der for seed in CERTIFICATES]

Reader = Callable[[Structure], object]
PARTS: dict[str, tuple[Reader, Callable[[Certificate], bool]]] = {
    "subject": (lambda parts: read_name(parts.subject), lambda found: found.subject.startswith("#")),
    "issuer": (lambda parts: read_name(parts.issuer), lambda found: found.issuer.startswith("#")),
    "key": (lambda parts: read_public_key(parts.public_key_info), lambda found: found.public_key_type == UNREADABLE),
    "signature": (
        lambda parts: read_signature_algorithm(parts.signature_algorithm),
        lambda found: found.signature_algorithm == UNREADABLE,
    ),
    "extensions": (
        lambda parts: read_extensions(read_extension_list(parts)),
        lambda found: found.unknown_critical_extensions == OPAQUE.unknown_critical,
    ),
}


@pytest.fixture(scope="module")
def accepted() -> list[Certificate]:
    """Damaged certificates that still have the fields of one."""
    return list(read(damaged_certificates()))


@cache
def damaged_certificates() -> tuple[bytes, ...]:
    return tuple(map(damaged, range(MUTATIONS)))


def damaged(number: int) -> bytes:
    random = Random(number)
    content = random.choice(SEEDS)
    for _change in range(random.randrange(1, 4)):
        content = mutated_der(content, random) if random.random() < 0.7 else flipped(content, random)
    return content


def flipped(content: bytes, random: Random) -> bytes:
    place = random.randrange(len(content)) if content else 0
    return content[:place] + random.randbytes(1) + content[place + 1 :]


def read(contents: Iterable[bytes]) -> Iterator[Certificate]:
    for content in contents:
        try:
            yield Certificate.from_der(content)
        except CertificateError:
            continue


def described(certificate: Certificate) -> dict[str, Any]:
    return {name: getattr(certificate, name) for name in dir(certificate) if not name.startswith("_")}


def is_malformed(reader: Reader, certificate: Certificate) -> bool:
    try:
        reader(read_structure(certificate.der))
    except ValueError:
        return True
    return False


def test_every_attribute_of_what_is_accepted_can_be_read(accepted: list[Certificate]) -> None:
    assert len(accepted) > MUTATIONS / 20
    assert len({frozenset(described(certificate)) for certificate in accepted}) == 1


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_said_to_be_unreadable_exactly_when_it_is_malformed(part: str, accepted: list[Certificate]) -> None:
    reader, is_unreadable = PARTS[part]
    assert [found for found in accepted if is_unreadable(found) != is_malformed(reader, found)] == []


def test_what_has_extensions_that_cannot_be_told_apart_is_trusted_with_nothing(accepted: list[Certificate]) -> None:
    _reader, is_opaque = PARTS["extensions"]
    opaque = list(filter(is_opaque, accepted))
    assert not any(found.is_ca for found in opaque)
    assert all(DISTRUST <= {refusal.rule for refusal in judge(found, NOW)} for found in opaque)


def test_each_part_is_unreadable_in_some_of_them(accepted: list[Certificate]) -> None:
    assert {name for name, (_reader, is_unreadable) in PARTS.items() if any(map(is_unreadable, accepted))} == set(PARTS)
