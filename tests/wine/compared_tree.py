# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The registry keys that both reg.exe are asked for, and the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.lab.windows.registry import Data, Registry, RegistryType

BASE = r"SOFTWARE\Compared"
KEY = rf"HKLM\{BASE}"
"""As a command line names it."""

Values = Sequence[tuple[str, RegistryType, Data]]

TREE: Mapping[str, Values] = {
    "Types": (
        ("", RegistryType.REG_SZ, "the unnamed one"),
        ("Binary", RegistryType.REG_BINARY, bytes(range(256))),
        ("Binary empty", RegistryType.REG_BINARY, b""),
        ("Expand", RegistryType.REG_EXPAND_SZ, r"%SystemRoot%\x"),
        ("Large", RegistryType.REG_QWORD, 1 << 40),
        ("Multi", RegistryType.REG_MULTI_SZ, ("gw01", "gw02 with spaces")),
        ("Multi empty", RegistryType.REG_MULTI_SZ, ()),
        ("Multi one", RegistryType.REG_MULTI_SZ, ("gw01",)),
        ("None", RegistryType.REG_NONE, b"\x01\x02"),
        ("None empty", RegistryType.REG_NONE, b""),
        ("Number", RegistryType.REG_DWORD, 5723),
        ("Number least", RegistryType.REG_DWORD, 0),
        ("Number most", RegistryType.REG_DWORD, 0xFFFFFFFF),
        ("String", RegistryType.REG_SZ, "two  words"),
        ("String empty", RegistryType.REG_SZ, ""),
        ("String of lines", RegistryType.REG_SZ, "one\r\ntwo"),
        ("Two  words", RegistryType.REG_SZ, 'a "quoted" one'),
    ),
    r"Types\Sub": (("a", RegistryType.REG_SZ, "x"),),
    "Empty": (),
    "Folder": (),
    r"Folder\zeta": (("a", RegistryType.REG_SZ, "x"),),
    r"Folder\Alpha": (),
    r"Folder\Alpha_1": (),
    r"Folder\Alpha-1": (),
    r"Folder\Deep": (),
    r"Folder\Deep\Deeper": (("a", RegistryType.REG_SZ, "x"),),
    "Order": (("Zeta", RegistryType.REG_DWORD, 1), ("Alpha", RegistryType.REG_DWORD, 2)),
    "Letters": (("a", RegistryType.REG_SZ, "größe"),),
}
"""Keys with their values in the order they are made in."""

QUERIES: Mapping[str, Sequence[str]] = {
    "values and subkeys": (rf"{KEY}\Types",),
    "values and subkeys, recursive": (rf"{KEY}\Types", "/s"),
    "one value": (rf"{KEY}\Types", "/v", "Number"),
    "one value of two words": (rf"{KEY}\Types", "/v", "Two  words"),
    "one value in other letter case": (rf"{KEY}\Types", "/v", "nUMBER"),
    "64-bit view": (rf"{KEY}\Types", "/v", "Number", "/reg:64"),
    "missing value": (rf"{KEY}\Types", "/v", "No"),
    "empty key": (rf"{KEY}\Empty",),
    "empty key, recursive": (rf"{KEY}\Empty", "/s"),
    "subkeys only": (rf"{KEY}\Folder",),
    "subkeys only, recursive": (rf"{KEY}\Folder", "/s"),
    "backslash at the end": (rf"{KEY}\Folder" + "\\",),
    "key in other letter case": (r"hklm\software\COMPARED\folder\ZETA",),
    "long name of the hive": (rf"HKEY_LOCAL_MACHINE\{BASE}\Folder\zeta",),
    "order of values": (rf"{KEY}\Order",),
    "letters beyond ASCII": (rf"{KEY}\Letters",),
    "missing key": (rf"{KEY}\No",),
    "missing key, recursive": (rf"{KEY}\No", "/s"),
}
"""Arguments of `reg query` by what they try."""


def registry() -> Registry:
    """A registry of the lab with the tree."""
    made = Registry()
    for name, values in TREE.items():
        made.create(rf"{KEY}\{name}")
        for value_name, kind, data in values:
            made.set(rf"{KEY}\{name}", value_name, kind, data)
    return made
