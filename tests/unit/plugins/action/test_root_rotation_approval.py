# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run is held to the digest of a check, or to its record, by what was registered of the hosts in check mode."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible_collections.scom.dmz.plugins.action.root_rotation_approval import ActionModule
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import CertificateError, OptionError

from tests.unit.plugins.action.test_root_rotation_report import APP, GW1, GW2, WEB, registered, report
from tests.unit.plugins.hostvars import HostVars
from tests.unit.plugins.plugin_utils.opsmgr.rotations import NEW

SHA256 = NEW.certificate.sha256
LINE = f"imported Root {SHA256}"


def answer(*changes: str) -> dict[str, Any]:
    found = registered("imported", "distribute", asked=["distribute", SHA256, GW1, GW2], changes=list(changes))
    return {**found, "root_rotation_planned": found["root_rotation_result"]}


BOTH = {APP: answer(LINE), WEB: answer(LINE)}


def checked(facts: dict[str, dict[str, Any]], folder: Path) -> dict[str, Any]:
    given = {"root_sha256": SHA256, "content": NEW.certificate.pem(), "folder": str(folder)}
    return report(facts, stage="distribute", check_mode=True, **given)


def approve(facts: dict[str, dict[str, Any]], approved: str, batch: Sequence[str] | None = None) -> dict[str, Any]:
    action = ActionModule(SimpleNamespace(get_search_path=list), None, None, DataLoader(), None, None)
    given = {
        "stage": "distribute",
        "gateways": [GW1, GW2],
        "root_sha256": SHA256,
        "content": NEW.certificate.pem(),
        "old_sha256": "",
        "approved": approved,
    }
    variables = {
        "hostvars": HostVars(facts),
        "ansible_play_hosts_all": list(facts),
        "ansible_play_hosts": list(facts),
        "ansible_play_batch": list(batch or facts),
    }
    result: dict[str, Any] = action.work(given, variables)
    return result


@pytest.mark.parametrize("kind", ["digest", "record"])
def test_what_a_check_has_said_may_be_done_and_nothing_else(kind: str, tmp_path: Path) -> None:
    said = checked(BOTH, tmp_path)
    passed = approve(BOTH, said[kind])
    assert (passed["digest"], passed["changes"]) == (said["digest"], {APP: [LINE], WEB: [LINE]})
    with pytest.raises(OptionError, match=f"{WEB}.*No host was changed"):
        approve({**BOTH, WEB: answer(LINE, f"imported CA {SHA256}")}, said[kind])
    with pytest.raises(OptionError, match="leave serial out"):
        approve(BOTH, said[kind], batch=[APP])


def test_a_record_lets_the_rest_of_it_be_done(tmp_path: Path) -> None:
    said = checked(BOTH, tmp_path)
    assert approve({**BOTH, APP: answer()}, said["record"])["changes"] == {WEB: [LINE]}
    with pytest.raises(OptionError, match="has the digest"):
        approve({**BOTH, APP: answer()}, said["digest"])


def test_a_record_that_is_not_there_is_named() -> None:
    with pytest.raises(CertificateError, match="cannot read the approved record /nowhere.json on the controller"):
        approve(BOTH, "/nowhere.json")
