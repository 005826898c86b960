# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where coverage is measured: it makes a process half as fast, so it is left out where it would tell nothing new."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
UNMEASURED = (
    "browser",
    "integration/lab",
    "integration/packaging",
    "integration/playbooks",
    "integration/plugins/test_faults.py",
    "integration/plugins/test_faults_of_an_onboarding.py",
    "integration/plugins/test_scenarios.py",
    "integration/windows",
    "unit/bench",
    "unit/fuzz",
    "unit/lab",
    "unit/mutation",
    "wine",
)
"""What runs the collection in other processes or not at all, and what goes again and again where others have been."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.pluginmanager.hasplugin("_cov"):
        return
    unmeasured = [TESTS / name for name in UNMEASURED]
    for item in items:
        if any(item.path.is_relative_to(place) for place in unmeasured):
            item.add_marker("no_cover")
