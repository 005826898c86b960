# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench.prepare` makes the environment in which everything is measured, or brings it up to date."""

from __future__ import annotations

import subprocess
import sys
import venv

from tests.bench.bench import ENVIRONMENT, REPOSITORY


def main() -> None:
    """The versions are those that run this, ansible-core's too, which picks the release of the package `ansible`."""
    if not (ENVIRONMENT / "bin" / "python").exists():
        venv.create(ENVIRONMENT, with_pip=True)
    versions = ENVIRONMENT / "versions.txt"
    versions.write_bytes(subprocess.run([*_pip(sys.executable), "freeze"], stdout=subprocess.PIPE, check=True).stdout)
    requirements = ["-c", str(versions), "-r", str(REPOSITORY / "requirements-bench.txt")]
    quiet = ["--quiet", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*_pip(str(ENVIRONMENT / "bin" / "python")), "install", *quiet, *requirements], check=True)


def _pip(python: str) -> list[str]:
    return [python, "-m", "pip"]


if __name__ == "__main__":
    main()
