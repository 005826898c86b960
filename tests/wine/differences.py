# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the lab's `reg query` and Wine's differ, and which of them is like Windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Difference:
    """The lines that the lab prints and those that Wine prints in their place, for each of the queries."""

    queries: tuple[str, ...]
    lab: tuple[str, ...]
    wine: tuple[str, ...]
    like_windows: Literal["lab", "wine", "unknown"]
    evidence: str


OPENJDK = "OpenJDK's test/jdk/tools/jpackage/helpers/jdk/jpackage/test/WindowsHelper.java, which runs on Windows"
WINE_TESTS = "Wine's programs/reg/tests/query.c, whose expectations are checked on Windows"

NOT_FOUND = "err: ERROR: The system was unable to find the specified registry key or value."

DIFFERENCES = (
    Difference(
        ("values and subkeys", "values and subkeys, recursive"),
        ("out:     Large    REG_QWORD    0x10000000000",),
        ("out:     Large    REG_QWORD    (null)",),
        "lab",
        f"{OPENJDK}, quotes REG_QWORD and 0x2a; this Wine cannot print the type.",
    ),
    Difference(
        ("one value in other letter case",),
        ("out:     Number    REG_DWORD    0x165b",),
        ("out:     nUMBER    REG_DWORD    0x165b",),
        "unknown",
        "No source was found. The reader compares names in any letter case.",
    ),
    Difference(
        ("missing value",),
        (NOT_FOUND,),
        ("out: ", "out: reg: Unable to find the specified registry value"),
        "lab",
        f"{OPENJDK}, waits for the lab's sentence and exit code 1; errors go to stderr (https://pg-fl.jp/doscmd/reg.en.htm).",
    ),
    Difference(
        ("missing key", "missing key, recursive"),
        (NOT_FOUND,),
        ("out: reg: Unable to find the specified registry key",),
        "lab",
        "As with a missing value.",
    ),
    Difference(
        ("empty key", "empty key, recursive"),
        (r"out: HKEY_LOCAL_MACHINE\SOFTWARE\Compared\Empty", "out: "),
        (),
        "unknown",
        f"{WINE_TESTS}, have no such key. Where nothing is printed, the reader asks StdRegProv.",
    ),
    Difference(
        ("order of values",),
        (),
        ("out:     Alpha    REG_DWORD    0x2",),
        "lab",
        "Values have no order (Microsoft, RegEnumValueW). Wine sorts them by name; the reader takes them in any order.",
    ),
    Difference(
        ("order of values",),
        ("out:     Alpha    REG_DWORD    0x2",),
        (),
        "lab",
        "The other end of the same difference.",
    ),
    Difference(
        ("letters beyond ASCII",),
        ("out:     a    REG_SZ    größe",),
        (r"out:     a    REG_SZ    gr\x94\xe1e",),
        "lab",
        "A WinRM shell is opened with the code page 65001 ([MS-WSMV], WINRS_CODEPAGE); Wine has no console that could have one.",
    ),
)
