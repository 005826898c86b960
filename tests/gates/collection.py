# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the collection where some gates expect it: built, installed, and at a path that is no symbolic link."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.environment import REPOSITORY, TOOLS, variables


@contextmanager
def installed_collection() -> Iterator[Path]:
    """Yield the folder of the collection as a user gets it, in a scratch folder that is removed afterwards."""
    with TemporaryDirectory(prefix="scom-dmz-") as scratch:
        tarball = build_collection(Path(scratch))
        run("ansible-galaxy", "collection", "install", "--offline", "-p", scratch, tarball.name, where=Path(scratch))
        yield Path(scratch, "ansible_collections", "scom", "dmz")


def build_collection(folder: Path) -> Path:
    """Build the file that Galaxy takes, into a folder that has no other."""
    run("ansible-galaxy", "collection", "build", "--output-path", str(folder), where=REPOSITORY)
    [tarball] = folder.glob("*.tar.gz")
    return tarball


def run(tool: str, *arguments: str, where: Path, home: Path | None = None) -> None:
    """Run a tool of this environment in the folder `where`; end with the tool's exit code if it fails."""
    environment = variables(ANSIBLE_COLLECTIONS_PATH=str(where)) | ({"HOME": str(home)} if home else {})
    code = subprocess.run([TOOLS / tool, *arguments], cwd=where, env=environment, check=False).returncode
    if code:
        sys.exit(code)
