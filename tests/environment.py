# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environments of tools: the variables that they get, and virtual environments for what needs other versions than the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
COLLECTIONS = REPOSITORY / ".venv" / "collections"
"""Where Ansible finds the collection as it stands."""

TOOLS = Path(sys.executable).parent
_PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check")


def variables(tools: Path = TOOLS, **more: str) -> dict[str, str]:
    """Those of this process with `more`, the tools first on the path, and without Python's path: Ansible takes collections from it."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return {**inherited, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", **more}


def provide_environment(folder: Path, *requirements: str, interpreter: str = sys.executable) -> Path:
    """Make an environment, or bring it up to date, and return its Python; `requirements` are arguments of pip.

    Ends the program where that fails; pip has said why.
    """
    python = folder / "bin" / "python"
    made = python.exists() or _succeeds(interpreter, "-m", "venv", str(folder))
    if not made or not _succeeds(str(python), *_PIP_INSTALL, *requirements):
        sys.exit(f"cannot prepare the environment {folder.relative_to(REPOSITORY)}, see above")
    return python


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, cwd=REPOSITORY, check=False).returncode == 0
