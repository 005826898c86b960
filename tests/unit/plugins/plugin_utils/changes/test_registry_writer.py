# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and values of the registry are written and deleted, and what is not done is an error."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.changes.registry_writer import RegistryWriter
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import RegistryError
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.registry import Registry

from tests.unit.plugins.plugin_utils.windows.fake_host import FakeHost

KEY = r"SOFTWARE\Example"


@pytest.fixture
def writer(registry: Registry) -> RegistryWriter:
    return RegistryWriter(registry)


def test_what_is_written_is_there(host: FakeHost, writer: RegistryWriter) -> None:
    writer.create_key(KEY)
    writer.set_binary(KEY, "Blob", b"\x00\xff")
    assert host.keys[KEY] == {"Blob": b"\x00\xff"}


def test_a_deleted_key_is_gone_and_a_missing_one_is_as_good(host: FakeHost, writer: RegistryWriter) -> None:
    host.add(KEY)
    writer.delete_key(KEY)
    writer.delete_key(KEY)
    assert KEY not in host.keys


def test_a_key_that_cannot_be_deleted_is_an_error(host: FakeHost, writer: RegistryWriter) -> None:
    host.denied.add(KEY)
    with pytest.raises(RegistryError):
        writer.delete_key(KEY)
