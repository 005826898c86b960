# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules that mutants are drawn from: what decides on trust, what changes it, and what reads the host's answers."""

from __future__ import annotations

import re

from tests.environment import REPOSITORY

PLUGIN_UTILS = REPOSITORY / "plugins" / "plugin_utils"
PACKAGE = "ansible_collections.scom.dmz.plugins.plugin_utils"

PATTERNS = (
    "x509/chain.py",
    "x509/policy.py",
    "opsmgr/diagnosis/verdict.py",
    "opsmgr/diagnosis/rules/*.py",
    "opsmgr/rotation/*.py",
    "windows/reg_query.py",
    "changes/certificate_writer.py",
    "changes/journal.py",
    "changes/managed_stores.py",
    "controller/change_history.py",
    "controller/change_limit.py",
    "controller/journal_files.py",
    "wsman/*.py",
    "fleet/outcome.py",
)
"""Below ``plugins/plugin_utils``."""


def read_sources() -> dict[str, str]:
    """The modules by their paths below ``plugins/plugin_utils``, and what they hold."""
    files = [file for pattern in PATTERNS for file in sorted(PLUGIN_UTILS.glob(pattern))]
    return {file.relative_to(PLUGIN_UTILS).as_posix(): file.read_text(encoding="utf-8") for file in files}


def import_name(module: str) -> str:
    return f"{PACKAGE}.{module.removesuffix('.py').replace('/', '.')}"


def imports(text: str, module: str) -> bool:
    """Whether a file with this text imports the module."""
    *_folders, folder, name = import_name(module).split(".")
    return re.search(rf"\b{folder}(\.| import (\([\w\s,]*|.*)\b){name}\b", text) is not None


def own_tests(module: str) -> str:
    """The file that the tests of the module stand in, if it has one of its own."""
    folder, _slash, file = module.rpartition("/")
    return f"tests/unit/plugins/plugin_utils/{folder}/test_{file}"
