# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can't be decoded is absent and named, and changes nothing of what the other extensions say."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import UNDERSTOOD, read_extensions
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import Extension

READABLE = {"2.5.29.14": b"\x04\x01\x07", "2.5.29.15": b"\x03\x02\x02\x04"}
CA = Extension("2.5.29.19", True, bytes.fromhex("30060101ff020103"))


def test_basic_constraints_give_the_path_length() -> None:
    found = read_extensions([CA])
    assert (found.is_ca, found.path_length, found.unreadable) == (True, 3, ())


OTHERS = ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.35", "2.5.29.37"]
MALFORMED = b"\x30\x05\x00"


@pytest.mark.parametrize("critical", [True, False])
@pytest.mark.parametrize("identifier", OTHERS)
def test_an_undecodable_extension_takes_nothing_from_the_others(identifier: str, critical: bool) -> None:
    found = read_extensions([CA, Extension(identifier, critical, MALFORMED)])
    assert (found.is_ca, found.path_length, found.unreadable) == (True, 3, (identifier,))
    assert found.unknown_critical == ((identifier,) if critical else ())


@pytest.mark.parametrize("value", ["30030101ff", "3003010101", "3003010180"])
def test_true_is_anything_but_zero(value: str) -> None:
    assert read_extensions([Extension("2.5.29.19", True, bytes.fromhex(value))]).is_ca


@pytest.mark.parametrize("value", ["3003010100", "3000"])
def test_false_is_zero_or_left_out(value: str) -> None:
    found = read_extensions([Extension("2.5.29.19", True, bytes.fromhex(value))])
    assert (found.is_ca, found.unreadable) == (False, ())


def test_extensions_are_told_from_none() -> None:
    assert (read_extensions([CA]).present, read_extensions([]).present) == (True, False)


def test_an_authority_key_identifier_may_lack_the_key() -> None:
    found = read_extensions([Extension("2.5.29.35", False, bytes.fromhex("3003820101"))])
    assert (found.authority.key_identifier, found.unreadable) == (None, ())


@pytest.mark.parametrize("identifier", sorted(UNDERSTOOD))
def test_what_chain_building_understands_may_be_critical(identifier: str) -> None:
    assert read_extensions([Extension(identifier, True, READABLE.get(identifier, b"\x30\x00"))]).unknown_critical == ()


@pytest.mark.parametrize("critical", [True, False])
def test_another_extension_is_unknown_only_if_it_is_critical(critical: bool) -> None:
    found = read_extensions([CA, Extension("1.2.3.4", critical, b"\x30\x00")])
    assert (found.is_ca, found.unknown_critical) == (True, ("1.2.3.4",) if critical else ())


@pytest.mark.parametrize(
    ("value", "usages"),
    [
        ("03020106", ("keyCertSign", "cRLSign")),
        ("03020786", ("digitalSignature",)),
        ("030200ff", None),
        ("03020700", ()),
    ],
)
def test_unused_bits_of_a_key_usage_say_nothing(value: str, usages: tuple[str, ...] | None) -> None:
    found = read_extensions([Extension("2.5.29.15", True, bytes.fromhex(value))])
    assert usages is None or found.key_usage == usages
    assert found.unreadable == ()


@pytest.mark.parametrize("value", ["0300", "030101", "03020806", "0500"])
def test_a_key_usage_with_more_unused_bits_than_it_has_is_unreadable(value: str) -> None:
    assert read_extensions([Extension("2.5.29.15", True, bytes.fromhex(value))]).unreadable == ("2.5.29.15",)


@pytest.mark.parametrize("identifier", sorted(UNDERSTOOD))
def test_what_is_critical_and_understood_has_to_be_readable(identifier: str) -> None:
    found = read_extensions([Extension(identifier, True, b"garbage")])
    assert (found.unreadable, found.unknown_critical) == ((identifier,), (identifier,))


def test_a_purpose_is_an_object_identifier() -> None:
    assert read_extensions([Extension("2.5.29.37", False, bytes.fromhex("30030c0141"))]).unreadable == ("2.5.29.37",)
