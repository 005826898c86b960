# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python libraries the controller needs, and the one sentence for those that are missing or too old."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from importlib import metadata

from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import MissingLibrary

try:
    from packaging.requirements import Requirement
except ImportError:  # ansible-core brings it
    pass

REQUIRED = ("cryptography>=42", "pywinrm>=0.5.0")


class Libraries:
    """What the controller's Python has of the libraries that are required. It is looked up once."""

    def __init__(self, required: Iterable[str] = REQUIRED) -> None:
        self._required = tuple(required)

    @cached_property
    def complaint(self) -> str | None:
        """What is needed, what is installed instead, and how to install it; None if nothing is lacking."""
        lacking = {text: found for text in self._required if not _meets(found := _installed(text), text)}
        if not lacking:
            return None
        details = ", ".join(f"{text} ({found or 'nothing'} is installed)" for text, found in lacking.items())
        packages = " ".join(f"'{text}'" for text in lacking)
        return f"the Python that runs Ansible lacks {details}: install with python -m pip install {packages}"


def require_libraries() -> None:
    """Raise :class:`MissingLibrary` if a library is missing or too old."""
    if LIBRARIES.complaint:
        raise MissingLibrary(LIBRARIES.complaint)


def _installed(requirement: str) -> str | None:
    try:
        return metadata.version(Requirement(requirement).name)
    except metadata.PackageNotFoundError:
        return None


def _meets(version: str | None, requirement: str) -> bool:
    return version is not None and Requirement(requirement).specifier.contains(version, prereleases=True)


LIBRARIES = Libraries()
# Ansible loads this file before it forks its workers, which inherit the answer. If there is none, the task says why.
with suppress(Exception):
    LIBRARIES.complaint  # noqa: B018
