# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the documentation site out of the collection as a user gets it, without network and without a warning."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.environment import REPOSITORY
from tests.gates.collection import installed_collection, run

DOCS = REPOSITORY / "docs"
CONFIGURATION = DOCS / "site"
BUILT = REPOSITORY / ".venv" / "docs"
SOURCES = BUILT / "sources"
PAGES = BUILT / "html"


def copy_pages() -> None:
    """Lay down the pages that are not about plugins, roles and guides, in place of what an earlier build has left."""
    shutil.rmtree(BUILT, ignore_errors=True)
    SOURCES.mkdir(parents=True)
    shutil.copy(CONFIGURATION / "index.rst", SOURCES)
    shutil.copy(DOCS / "benchmarks.md", SOURCES)
    shutil.copy(REPOSITORY / "CHANGELOG.rst", SOURCES / "changelog.rst")


def write_reference(collection: Path) -> None:
    """Have antsibull-docs write a page for each plugin, role and guide."""
    pages = SOURCES / "collection"
    pages.mkdir(mode=0o755)
    options = ("--use-current", "--squash-hierarchy", "--fail-on-error", "--dest-dir", str(pages))
    run("antsibull-docs", "collection", *options, "scom.dmz", where=collection.parents[2])


def build() -> None:
    """Make HTML of all of it; every warning is an error."""
    options = ("--conf-dir", str(CONFIGURATION), "--fail-on-warning", "--keep-going", "--quiet", "--jobs", "2")
    run("sphinx-build", *options, "--doctree-dir", str(BUILT / "doctrees"), str(SOURCES), str(PAGES), where=REPOSITORY)


def main() -> None:
    """Build the site and say where it lies."""
    copy_pages()
    with installed_collection() as collection:
        write_reference(collection)
    build()
    print(PAGES / "index.html")


if __name__ == "__main__":
    main()
