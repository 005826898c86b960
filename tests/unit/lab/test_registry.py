# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulated registry."""

from __future__ import annotations

import pytest

from tests.lab.windows.registry import (
    AccessDenied,
    KeyMissing,
    Registry,
    RegistryType,
    UnknownHive,
    ValueMissing,
)

KEY = r"HKLM\SOFTWARE\Example"


@pytest.fixture
def registry() -> Registry:
    registry = Registry()
    registry.create(KEY)
    return registry


def test_keys_are_found_in_any_case_and_keep_the_case_they_were_made_with(registry: Registry) -> None:
    registry.create(r"hklm\software\EXAMPLE\Below")
    assert registry.subkeys(r"HKEY_LOCAL_MACHINE\SOFTWARE") == ["Example"]


def test_subkeys_are_listed_in_alphabetical_order(registry: Registry) -> None:
    for name in ("beta", "Alpha", "Gamma"):
        registry.create(rf"{KEY}\{name}")
    assert registry.subkeys(KEY) == ["Alpha", "beta", "Gamma"]


def test_a_value_that_is_set_again_keeps_its_name_and_takes_the_new_type(registry: Registry) -> None:
    registry.set(KEY, "Port", RegistryType.REG_SZ, "1")
    registry.set(KEY, "PORT", RegistryType.REG_DWORD, 2)
    assert [(value.name, value.type, value.data) for value in registry.values(KEY)] == [("Port", 4, 2)]


def test_missing_keys_values_and_hives_are_told_apart(registry: Registry) -> None:
    with pytest.raises(KeyMissing):
        registry.get(rf"{KEY}\Nowhere", "Port")
    with pytest.raises(ValueMissing):
        registry.get(KEY, "Port")
    with pytest.raises(UnknownHive):
        registry.get(r"HKXX\SOFTWARE", "Port")


def test_a_key_with_subkeys_is_not_deleted(registry: Registry) -> None:
    with pytest.raises(AccessDenied):
        registry.delete_key(r"HKLM\SOFTWARE")
    assert registry.exists(KEY)


def test_a_rule_holds_for_everything_below_and_not_for_the_system(registry: Registry) -> None:
    registry.create(rf"{KEY}\Secret\Below")
    registry.deny(rf"{KEY}\Secret", "read")
    with pytest.raises(AccessDenied):
        registry.values(rf"{KEY}\Secret\Below")
    assert registry.as_system().values(rf"{KEY}\Secret\Below") == []
    assert registry.subkeys(KEY) == ["Secret"]


def test_a_key_under_a_denied_one_is_not_created(registry: Registry) -> None:
    registry.deny(KEY, "write")
    with pytest.raises(AccessDenied):
        registry.create(rf"{KEY}\New")
    assert registry.subkeys(KEY) == []


def test_a_watcher_hears_changes_below_its_key_only(registry: Registry) -> None:
    heard: list[str] = []
    registry.watch(KEY, heard.append)
    registry.create(rf"{KEY}\New")
    registry.create(r"HKLM\SOFTWARE\Examples")
    registry.set(rf"{KEY}\New", "Port", RegistryType.REG_DWORD, 1)
    assert heard == [r"HKEY_LOCAL_MACHINE\SOFTWARE\Example\New"] * 2


def test_a_dump_is_the_same_after_a_change_was_taken_back(registry: Registry) -> None:
    before = registry.dump("HKLM")
    registry.create(rf"{KEY}\New")
    changed = registry.dump("HKLM")
    registry.delete_key(rf"{KEY}\New")
    assert changed != before == registry.dump("HKLM")


def test_a_dump_does_not_depend_on_the_order_of_writing() -> None:
    dumps = []
    for names in (("a", "b"), ("b", "a")):
        registry = Registry()
        registry.create(KEY)
        for name in names:
            registry.set(KEY, name, RegistryType.REG_BINARY, b"\x01")
        dumps.append(registry.dump("HKLM"))
    assert dumps[0] == dumps[1]
