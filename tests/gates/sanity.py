# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Ansible's sanity tests on the collection as a user gets it, with the Python that runs this."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

from ansible.release import __version__ as ansible_version
from ansible_test._internal.python_requirements import get_venv_packages
from ansible_test._util.target.common.constants import CONTROLLER_PYTHON_VERSIONS

from tests.environment import REPOSITORY
from tests.gates.collection import installed_collection, run

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"

HOME = REPOSITORY / ".venv" / "home"
"""ansible-test's home folder, in which it keeps its environments for the next time."""

PIP_SETTINGS = (".config/pip", ".pip")

GET_PIP = """\
# Stands in for get-pip.py, which is not on the Python Package Index: Python's own pip installs the pip asked for.
import subprocess
import sys

wanted = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip"], stdout=subprocess.DEVNULL)
subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", *wanted])
"""


def provide_pip_settings() -> None:
    """Let pip find the user's settings, such as the address of a mirror, in the home folder that it gets."""
    for settings in PIP_SETTINGS:
        link, own = HOME / settings, Path.home() / settings
        if own.is_dir() and not link.is_symlink():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(own)


def provide_get_pip() -> None:
    """Spare ansible-test the download of get-pip.py: it takes the file from its cache when there is one."""
    version = get_venv_packages(SimpleNamespace(version=PYTHON))["pip"].replace(".", "_")
    script = HOME / ".ansible" / "test" / "cache" / f"get_pip_{version}.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(GET_PIP, encoding="utf-8")


def main() -> None:
    """Run every sanity test, or say why none can be run."""
    if PYTHON not in CONTROLLER_PYTHON_VERSIONS:
        sys.exit(f"cannot run the sanity tests: ansible-core {ansible_version} has none for Python {PYTHON}")
    provide_pip_settings()
    provide_get_pip()
    with installed_collection() as collection:
        run("ansible-test", "sanity", "--local", "--python", PYTHON, where=collection, home=HOME)


if __name__ == "__main__":
    main()
