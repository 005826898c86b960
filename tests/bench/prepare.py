# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""`python -m tests.bench.prepare` makes the environment in which everything is measured, or brings it up to date."""

from __future__ import annotations

import subprocess
import sys

from tests.bench.bench import ENVIRONMENT
from tests.environment import provide_environment


def main() -> None:
    """The versions are those that run this, ansible-core's too, which picks the release of the package `ansible`."""
    ENVIRONMENT.mkdir(parents=True, exist_ok=True)
    versions = ENVIRONMENT / "versions.txt"
    freeze = [sys.executable, "-m", "pip", "freeze"]
    versions.write_bytes(subprocess.run(freeze, stdout=subprocess.PIPE, check=True).stdout)
    provide_environment(ENVIRONMENT, "-c", str(versions), "-r", "requirements-bench.txt")


if __name__ == "__main__":
    main()
