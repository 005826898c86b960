# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each case of tests/cases gets the verdict that its source says is right, and what is done about it is right too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import ScomDmzError

from tests.integration.cases import Case, cases
from tests.integration.expectation import differences
from tests.integration.plugins.acting import act
from tests.integration.plugins.connecting import connect
from tests.lab.hygiene import serve_watched
from tests.lab.serving import Site
from tests.lab.states import Built, build

STEPS = {"root imported": "import", "CA imported": "import", "agent restarted": "restart"}


class Visit:
    """A case that is served, with its gateway read once."""

    def __init__(self, case: Case, built: Built, site: Site, folder: Path) -> None:
        self._built = built
        self._site = site
        self._folder = folder
        self.told = self._act(built.gateway, "gateway_info")["gateway"]
        self._gateway = {
            "name": built.gateway,
            "chain": self.told["certificate"]["chain_pem"],
            "evidence": self.told["evidence"],
            **case.question.options,
        }

    def diagnose(self) -> dict[str, Any]:
        result: dict[str, Any] = self._act(self._built.agent, "gateway_trust_info", gateways=[self._gateway])
        return result["gateway_trust"]  # type: ignore[no-any-return]

    def onboard(self, *, check_mode: bool) -> str:
        """What is done, as a case calls it."""
        try:
            result = self._act(self._built.agent, "gateway_trust", check_mode=check_mode, gateways=[self._gateway])
        except ScomDmzError:
            return "refused"
        if result.get("failed"):
            return "refused"
        steps = dict.fromkeys(STEPS[change] for change in result["onboarding"]["changes"])
        return " and ".join(steps) or "nothing"

    def _act(self, host: str, module: str, **arguments: Any) -> dict[str, Any]:
        return act(connect(self._site.endpoint, host=host), module, self._folder, **arguments)


@pytest.mark.parametrize("name", cases())
def test_a_case_is_judged_as_its_source_says(name: str, tmp_path: Path) -> None:
    case, built = cases()[name], build(cases()[name].state)
    with serve_watched(built.dmz) as site:
        visit = Visit(case, built, site, tmp_path)
        assert "\n".join(differences(case.expectation, visit.diagnose(), built.words)) == ""
        _check_what_is_done(case, visit, built)


def _check_what_is_done(case: Case, visit: Visit, built: Built) -> None:
    """In check mode; and where nothing may be imported, what a real run leaves of the registries."""
    expected = case.expectation.action
    if not expected:
        return
    assert visit.onboard(check_mode=True) == expected
    if "import" not in expected:
        before = built.dmz.dump()
        assert visit.onboard(check_mode=False) == expected
        assert built.dmz.dump() == before
