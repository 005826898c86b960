# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of gateways, however they are given."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.given_names import (
    split_aliases,
    split_fingerprints,
    split_gateways,
)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("gw01", ("gw01",)),
        ("gw01,gw02", ("gw01", "gw02")),
        (" gw01 , gw02 ", ("gw01", "gw02")),
        ("gw02,gw01,gw02", ("gw02", "gw01")),
        ("gw01,GW01", ("gw01",)),
        (["gw01", "gw02"], ("gw01", "gw02")),
        (["gw01, gw02", "gw03"], ("gw01", "gw02", "gw03")),
        ([["gw01"], ["gw02", ["gw01"]]], ("gw01", "gw02")),
        (("gw01", None), ("gw01",)),
        ("gateway of the DMZ", ("gateway of the DMZ",)),
        (10, ("10",)),
        ("", ()),
        (" , ,", ()),
        ([], ()),
        ([""], ()),
        (None, ()),
    ],
)
def test_gateways_are_split_at_commas(given: object, names: tuple[str, ...]) -> None:
    assert split_gateways(given) == names


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("scom", ("scom",)),
        ("scom, scom.example", ("scom", "scom.example")),
        ("scom  scom.example", ("scom", "scom.example")),
        (["scom, ", "scom.example SCOM"], ("scom", "scom.example")),
        ([["192.0.2.1"], "192.0.2.2\n192.0.2.1"], ("192.0.2.1", "192.0.2.2")),
        ("", ()),
        (" , ", ()),
        ([], ()),
        (None, ()),
    ],
)
def test_aliases_and_addresses_are_split_at_blanks_too(given: object, names: tuple[str, ...]) -> None:
    assert split_aliases(given) == names


@pytest.mark.parametrize("given", [None, "", [], ()])
def test_no_fingerprint_says_nothing(given: Any) -> None:
    assert split_fingerprints(given) == ()


@pytest.mark.parametrize("given", [" ", " , ,", [""], [None], [[]]])
def test_what_holds_no_fingerprint_is_not_nothing(given: Any) -> None:
    with pytest.raises(OptionError, match="holds no fingerprint"):
        split_fingerprints(given)


def test_fingerprints_are_split_at_commas_only() -> None:
    assert split_fingerprints(["AB CD, ef:01", "23"]) == ("AB CD", "ef:01", "23")
