# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can't be decoded is absent, named, and never makes a CA."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import UNDERSTOOD, read_extensions
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.structure import Extension

CA = Extension("2.5.29.19", True, bytes.fromhex("30060101ff020103"))


def test_basic_constraints_give_the_path_length() -> None:
    found = read_extensions([CA])
    assert (found.is_ca, found.path_length, found.unreadable) == (True, 3, ())


@pytest.mark.parametrize("identifier", ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.35", "2.5.29.37"])
def test_each_undecodable_extension_makes_no_ca(identifier: str) -> None:
    found = read_extensions([CA, Extension(identifier, False, b"\x30\x05\x00")])
    assert (found.is_ca, found.unreadable) == (False, (identifier,))


def test_an_authority_key_identifier_may_lack_the_key() -> None:
    found = read_extensions([Extension("2.5.29.35", False, bytes.fromhex("3003820101"))])
    assert (found.authority_key_identifier, found.unreadable) == (None, ())


@pytest.mark.parametrize("identifier", sorted(UNDERSTOOD))
def test_what_chain_building_understands_may_be_critical(identifier: str) -> None:
    assert read_extensions([Extension(identifier, True, b"\x30\x00")]).unknown_critical == ()


@pytest.mark.parametrize("critical", [True, False])
def test_another_extension_is_unknown_only_if_it_is_critical(critical: bool) -> None:
    found = read_extensions([CA, Extension("1.2.3.4", critical, b"\x30\x00")])
    assert (found.is_ca, found.unknown_critical) == (True, ("1.2.3.4",) if critical else ())
