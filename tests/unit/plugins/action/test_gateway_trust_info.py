# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What gateways told since takes the place of what they told before."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.action.gateway_trust_info import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import OptionError

from tests.unit.plugins.plugin_utils.frames import parts

LOOP = {"ansible_loop_var": "one"}
READ_AGAIN = {
    "results": [
        {**LOOP, "one": "gw01", "gateway": {"evidence": "new"}},
        {**LOOP, "one": "gw02", "unreachable": True},
        {**LOOP, "one": "gw03", "gateway": {"evidence": "of another run of the role"}},
    ]
}
KNOWN = {"gateways": [{"name": name, "evidence": f"of {name}"} for name in ("gw01", "gw02")]}


def evidence(**arguments: Any) -> dict[str, Any]:
    given = {"gateways": None, "targets": "known", "gateways_read": None, **arguments}
    gateways = ActionModule(**parts()).gateways(given, {"known": KNOWN, "again": READ_AGAIN})
    return {each["name"]: each["evidence"] for each in gateways}


def test_a_gateway_that_was_read_again_tells_what_it_told_last() -> None:
    assert evidence() == {"gw01": "of gw01", "gw02": "of gw02"}
    assert evidence(gateways_read="again") == {"gw01": "new", "gw02": "of gw02"}


@pytest.mark.parametrize("variable", ["unknown", "known"])
def test_a_variable_that_holds_no_readings_is_named(variable: str) -> None:
    with pytest.raises(OptionError, match=f"gateways_read is {variable}: no variable of that name holds what"):
        evidence(gateways_read=variable)
