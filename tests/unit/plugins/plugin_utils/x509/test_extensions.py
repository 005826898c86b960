# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can't be decoded is absent, named, and never makes a CA."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.extensions import read_extensions

CA = ("2.5.29.19", bytes.fromhex("30060101ff020103"))


def test_basic_constraints_give_the_path_length() -> None:
    found = read_extensions([CA])
    assert (found.is_ca, found.path_length, found.unreadable) == (True, 3, ())


@pytest.mark.parametrize("identifier", ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.35", "2.5.29.37"])
def test_each_undecodable_extension_makes_no_ca(identifier: str) -> None:
    found = read_extensions([CA, (identifier, b"\x30\x05\x00")])
    assert (found.is_ca, found.unreadable) == (False, (identifier,))


def test_an_authority_key_identifier_may_lack_the_key() -> None:
    found = read_extensions([("2.5.29.35", bytes.fromhex("3003820101"))])
    assert (found.authority_key_identifier, found.unreadable) == (None, ())
