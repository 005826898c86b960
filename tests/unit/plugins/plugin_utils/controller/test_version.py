# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version stands in the manifest of an installed collection, or in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.version import collection_version


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"MANIFEST.json": '{"collection_info": {"version": "1.2.3"}}', "galaxy.yml": "version: 9.9.9"}, "1.2.3"),
        ({"galaxy.yml": "name: dmz\nversion: 1.2.3\n"}, "1.2.3"),
        ({"MANIFEST.json": "{", "galaxy.yml": "version: 1.2.3"}, "1.2.3"),
        ({"MANIFEST.json": "[]"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_the_version_is_read_where_it_stands(tmp_path: Path, files: dict[str, str], version: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert collection_version(tmp_path) == version
