# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people are told of a root lets them vouch for it, and asks for that only where nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.known_gateway import KnownGateway, Voucher
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.gateway.root_statement import state_roots

from tests.unit.plugins.plugin_utils.x509.authority import issue

ROOT, FORMER = issue("Corp Root CA").certificate, issue("Former Root CA").certificate
PIN = f"gateway_trust_root_sha256: {ROOT.sha256}"
COMMAND = "certutil -hashfile root.cer SHA256"


def known(voucher: Voucher, name: str = "gw01", former: bool = False) -> KnownGateway:
    former_roots = (FORMER,) if former else ()
    return KnownGateway(name, frozenset(), (), (), (ROOT,), ROOT, None, voucher, former_roots=former_roots)


@pytest.mark.parametrize("voucher", Voucher)
def test_a_root_is_named_with_its_validity_and_its_sha_256(voucher: Voucher) -> None:
    text = "\n".join(state_roots([known(voucher)]))
    for part in ("gw01", ROOT.subject, f"{ROOT.not_before:%Y-%m-%d}", f"{ROOT.not_after:%Y-%m-%d}", ROOT.sha256):
        assert part in text


@pytest.mark.parametrize("voucher", Voucher)
def test_the_line_that_pins_it_and_the_command_stand_where_nothing_vouches(voucher: Voucher) -> None:
    lines = [line.strip() for line in state_roots([known(voucher)])]
    wanted = voucher == Voucher.NONE
    assert (PIN in lines, COMMAND in lines) == (wanted, wanted)


def test_each_gateway_has_its_line_and_the_command_comes_once() -> None:
    lines = [line.strip() for line in state_roots([known(Voucher.NONE, name) for name in ("gw01", "gw02")])]
    assert (lines.count(PIN), lines.count(COMMAND)) == (2, 1)


def test_a_former_root_is_named() -> None:
    text = "\n".join(state_roots([known(Voucher.PIN, former=True)]))
    assert FORMER.subject in text and FORMER.sha256 in text


def test_a_journal_that_cannot_be_read_is_told() -> None:
    problem = "cannot read the journal web01.jsonl: Permission denied"
    assert problem in "\n".join(state_roots([known(Voucher.PIN)], [problem, "and another"]))


def test_a_root_that_is_a_guess_is_no_root_of_the_gateway_and_nothing_is_to_be_pinned_at_once() -> None:
    lines = [line.strip() for line in state_roots([known(Voucher.GUESS)])]
    assert lines[0].startswith("The root behind gw01 is not known.")
    assert str(Voucher.GUESS) in lines
    assert not {PIN, COMMAND} & set(lines)


def test_a_gateway_without_any_root_is_named() -> None:
    lines = state_roots([replace(known(Voucher.GUESS), root=None, certificates=())])
    assert lines[0] == "The root behind gw01 is not known, because no certificate of it is registered."
