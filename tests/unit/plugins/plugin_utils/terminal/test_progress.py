# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line of a task counts its hosts and what was found on them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.terminal.progress import Progress, verdicts

TRUSTED = {"verdict": "trusted"}
MISSING = {"verdict": "root_missing"}


@pytest.mark.parametrize(
    ("begun", "finished", "line"),
    [
        ([], {}, "0 of 3 hosts done, 3 left"),
        (["web01", "web02"], {}, "0 of 3 hosts done, 3 left; now web01, web02"),
        (["web01", "web02"], {"web01": ["trusted"]}, "1 of 3 hosts done, 2 left: 1 trusted; now web02"),
        (
            ["web01", "web02", "web03"],
            {"web01": ["trusted"], "web02": ["unreachable"], "web03": ["unreachable"]},
            "3 of 3 hosts done, 0 left: 2 unreachable, 1 trusted",
        ),
        (["web01"], {"web01": ["trusted", "no_agent"]}, "1 of 3 hosts done, 2 left: 1 no_agent, 1 trusted"),
        (["rescued"], {}, "0 of 4 hosts done, 4 left; now rescued"),
        (["a\x1b[2J\n"], {}, "0 of 4 hosts done, 4 left; now a\\x1b[2J\\n"),
    ],
    ids=[
        "nobody yet",
        "begun",
        "one is done",
        "the most frequent first",
        "the verdicts of a loop",
        "one more than expected",
        "a name that acts",
    ],
)
def test_the_line_says_who_is_done_and_left_and_what_was_found(
    begun: list[str], finished: dict[str, list[str]], line: str
) -> None:
    progress = Progress(["web01", "web02", "web03"])
    for host in begun:
        progress.begin(host)
    for host, outcomes in finished.items():
        progress.finish(host, outcomes)
    assert progress.line == line


@pytest.mark.parametrize(
    ("result", "found"),
    [
        (TRUSTED, ["trusted"]),
        ({"results": [TRUSTED, MISSING, {"skipped": True}, "text"]}, ["trusted", "root_missing"]),
        ({"changed": False}, []),
        ({"results": None, "verdict": None}, []),
        ({"verdict": ""}, []),
    ],
    ids=["one", "a loop", "another module", "something else", "no verdict"],
)
def test_the_verdicts_are_those_of_the_result_and_of_its_rounds(result: dict[str, Any], found: list[str]) -> None:
    assert verdicts(result) == found
