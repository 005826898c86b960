# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The conditions of WQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.lab.windows.cim import CimValue
from tests.lab.wsman import wql

ROW: dict[str, CimValue] = {
    "name": "HealthService",
    "processid": 40,
    "started": True,
    "description": None,
    "pathname": "C:\\Program Files\\it's.exe",
    "created": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("Name = 'healthservice'", True),
        ('NAME = "Other"', False),
        ("Name <> 'Other'", True),
        ("Name != 'HealthService'", False),
        ("ProcessId = 40", True),
        ("ProcessId > 5", True),
        ("ProcessId >= 41", False),
        ("ProcessId < 100 AND ProcessId <= 40", True),
        ("Started = TRUE", True),
        ("Started = 0", False),
        ("Name LIKE 'health%'", True),
        ("Name LIKE 'Health_ervice'", True),
        ("Name LIKE '[A-H]ealth%'", True),
        ("Name LIKE '[^A-H]ealth%'", False),
        ("Name LIKE 'ealth'", False),
        ("Description IS NULL", True),
        ("Description IS NOT NULL", False),
        ("Description = ''", False),
        ("PathName = 'C:\\\\Program Files\\\\it\\'s.exe'", True),
        ("Created > '20260101000000.000000+000'", True),
        ("NOT Name = 'Other'", True),
        ("Name = 'Other' OR ProcessId = 40 AND Started = FALSE", False),
        ("(Name = 'Other' OR ProcessId = 40) AND NOT (Started = FALSE)", True),
    ],
)
def test_a_condition_selects_rows(condition: str, holds: bool) -> None:
    assert wql.parse(f"select * from Win32_Service where {condition}").condition(ROW) is holds


def test_columns_and_class_are_named_as_written() -> None:
    query = wql.parse("SELECT Name, State FROM Win32_Service")
    assert (query.columns, query.class_name) == (("Name", "State"), "Win32_Service")
