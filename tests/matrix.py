# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests on every ansible-core that the collection supports, each in an environment of its own.

`make matrix` runs all of them, and `make installed` those that need nothing but the lab.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.environment import REPOSITORY, provide_environment

ENVIRONMENTS = REPOSITORY / ".venv" / "matrix"
TESTS = ("tests/unit", "tests/integration/lab", "tests/integration/plugins", "tests/integration/playbooks")
BUT_FOR = ("--ignore", "tests/unit/bench")
"""The bench has an environment of its own."""


@dataclass(frozen=True)
class Environment:
    """A release of ansible-core on a release of Python, with other requirements than the newest where it says so."""

    core: str
    python: str
    requirements: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((f"ansible-core {self.core}, Python {self.python}", *self.requirements))


MATRIX = (
    Environment("2.18", "3.11", ("cryptography~=42.0", "pywinrm==0.5.0")),
    Environment("2.19", "3.11"),
    Environment("2.20", "3.12"),
    Environment("2.20", "3.13"),
    Environment("2.21", "3.12"),
    Environment("2.21", "3.13"),
)
"""What meta/runtime.yml and requirements.txt promise, the oldest of everything first."""


@dataclass(frozen=True)
class Plan:
    """Tests, what they need to be installed, and in how many environments at once they are run."""

    tests: Sequence[str]
    requirements: str
    at_once: int


ALL = Plan((*TESTS, *BUT_FOR, "-n", "3"), "requirements-test.txt", 1)


def main(tests: list[str]) -> int:
    """Run all tests, or those that are given and need no more than the lab, and end with what became of each environment."""
    plan = Plan(tests, "requirements-lab.txt", 2) if tests else ALL
    with ThreadPoolExecutor(plan.at_once) as pool:
        outcomes = dict(zip(MATRIX, pool.map(lambda environment: outcome(environment, plan), MATRIX), strict=True))
    print("\n".join(f"{result:8} {environment}" for environment, result in outcomes.items()))
    return "failed" in outcomes.values()


def outcome(environment: Environment, plan: Plan) -> str:
    """`skipped` where this machine has no such Python, else `passed` or `failed`, after what the tests have printed."""
    interpreter = interpreter_of(environment.python)
    if interpreter is None:
        return "skipped"
    folder = ENVIRONMENTS / f"{environment.core}-{environment.python}"
    requirements = (
        "--no-compile",
        "-r",
        plan.requirements,
        f"ansible-core~={environment.core}.0",
        *environment.requirements,
    )
    python = provide_environment(folder, *requirements, interpreter=interpreter)
    command = [str(python), "-m", "pytest", *plan.tests]
    done = subprocess.run(
        command, cwd=REPOSITORY, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(f"{environment}:\n{done.stdout}", flush=True)
    return "failed" if done.returncode else "passed"


def interpreter_of(version: str) -> str | None:
    """A Python of that version that can make environments: on the path, or one that pyenv keeps."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept = map(str, root.glob(f"versions/{version}.*/bin/python{version}"))
    found = (shutil.which(f"python{version}"), *kept)
    return next((python for python in found if python and makes_environments(python)), None)


def makes_environments(python: str) -> bool:
    check = [python, "-c", "import ensurepip, venv"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
