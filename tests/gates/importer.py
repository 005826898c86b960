# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the built collection to galaxy-importer, which Galaxy runs on every upload; a warning fails as an error does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.environment import REPOSITORY, provide_environment, variables
from tests.gates.collection import build_collection

ENVIRONMENT = REPOSITORY / ".venv" / "importer"
SETTINGS = Path(__file__).with_name("importer.cfg")
COMPLAINT = re.compile(r"^(?:WARNING|ERROR): .*", re.MULTILINE)


def main() -> None:
    """Print what the importer complains of, and end with an error if that is anything."""
    python = provide_environment(ENVIRONMENT, "--no-compile", "-r", "requirements-importer.txt")
    with TemporaryDirectory(prefix="scom-dmz-") as scratch:
        code, output = run_importer(python, build_collection(Path(scratch)))
    complaints = COMPLAINT.findall(output)
    if code and not complaints:
        sys.exit(output)
    print("\n".join(complaints) or "galaxy-importer: no error, no warning")
    sys.exit(bool(complaints))


def run_importer(python: Path, tarball: Path) -> tuple[int, str]:
    """Its exit code and all that it printed. It writes its result into the folder in which it is run."""
    environment = variables(python.parent, GALAXY_IMPORTER_CONFIG=str(SETTINGS))
    command = [str(python), "-m", "galaxy_importer.main", tarball.name]
    ended = subprocess.run(
        command,
        cwd=tarball.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


if __name__ == "__main__":
    main()
