# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the documentation of plugins and roles, and every reference in it to one of our own."""

from __future__ import annotations

from tests.gates.collection import installed_collection, run

if __name__ == "__main__":
    with installed_collection() as collection:
        run(
            "antsibull-docs",
            "lint-collection-docs",
            "--plugin-docs",
            "--validate-collection-refs=self",
            ".",
            where=collection,
        )
