# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python libraries the controller needs, and the one sentence for a missing one."""

from __future__ import annotations

from importlib.util import find_spec

from ansible_collections.scom.dmz.plugins.plugin_utils.errors import MissingLibrary

REQUIRED = {"winrm": "pywinrm>=0.5.0", "cryptography": "cryptography"}


def require_libraries() -> None:
    """Raise :class:`MissingLibrary` that names what to install, when a library is not installed."""
    missing = sorted(package for module, package in REQUIRED.items() if find_spec(module) is None)
    if missing:
        packages = " ".join(f"'{package}'" for package in missing)
        raise MissingLibrary(
            f"the Python that runs Ansible lacks {', '.join(missing)}: install with python -m pip install {packages}"
        )
