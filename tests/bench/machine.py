# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the figures were measured on."""

from __future__ import annotations

import json
import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

import psutil


def machine(environment: Path) -> str:
    """Processor and memory, and the versions of what is measured; `environment` has ansible.windows."""
    return (
        f"{os.cpu_count()} cores of {_processor()}, {psutil.virtual_memory().total / 2**30:.0f} GiB of memory, "
        f"{platform.system()} {platform.release().partition('-')[0]}, Python {platform.python_version()}, "
        f"ansible-core {version('ansible-core')}, pywinrm {version('pywinrm')}, ansible.windows {_windows(environment)}"
    )


def _processor() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else platform.machine()


def _windows(environment: Path) -> str:
    manifest = next(environment.glob("lib/*/site-packages/ansible_collections/ansible/windows/MANIFEST.json"))
    return str(json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"])
