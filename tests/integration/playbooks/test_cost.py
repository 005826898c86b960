# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a check of one host costs on the wire, as the README says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.playbooks.ansible import controller
from tests.lab.demonstration import ROOT_MISSING, demo
from tests.lab.windows.stock_certificates import BASIC_STOCK, Stock
from tests.lab.wsman.request_log import Entry

WEB = ROOT_MISSING[0]
NINE = [401, 401, 200, "Create", "Command", "Signal", "Get", "Enumerate", "Delete"]


def check(stock: Stock, certificates: int, folder: Path) -> list[Entry]:
    """The exchanges of a check of a host with as many certificates in Root and AuthRoot."""
    with controller(demo(stock=stock), folder) as lab:
        assert len(lab.dmz.machines[WEB].stores.certificates("Root")) == certificates
        lab.play("scom.dmz.check", "--limit", WEB)
        return lab.log.of(WEB)


@pytest.mark.parametrize(
    ("stock", "certificates", "receives", "sent", "received"),
    [
        (BASIC_STOCK, 31, 3, 16_400, range(170_000, 185_000)),
        (Stock(root=60, auth_root=20), 81, 6, 20_000, range(395_000, 415_000)),
    ],
)
def test_a_check_takes_nine_exchanges_and_as_few_receives_as_the_output_fills(
    stock: Stock, certificates: int, receives: int, sent: int, received: range, tmp_path: Path
) -> None:
    entries = check(stock, certificates, tmp_path)
    actions = [entry.action or entry.status for entry in entries]
    assert [action for action in actions if action != "Receive"] == NINE
    assert actions.count("Receive") == receives
    assert sum(entry.request_bytes for entry in entries) <= sent
    assert sum(entry.answer_bytes for entry in entries) in received
