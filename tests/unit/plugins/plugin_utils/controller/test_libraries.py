# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A missing or old library is named in one sentence that says what is needed and how to install it."""

from __future__ import annotations

import runpy
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import libraries
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import MissingLibrary

REQUIREMENTS = Path(__file__).parents[5] / "requirements.txt"


def install(monkeypatch: pytest.MonkeyPatch, **versions: str) -> None:
    def version(name: str) -> str:
        if name not in versions:
            raise PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(libraries.metadata, "version", version)
    monkeypatch.setattr(libraries, "LIBRARIES", libraries.Libraries())


def complaint() -> str:
    with pytest.raises(MissingLibrary) as caught:
        libraries.require_libraries()
    return str(caught.value)


def test_nothing_is_missing_where_everything_is_installed() -> None:
    libraries.require_libraries()


def test_missing_libraries_are_named_with_the_command_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    assert complaint() == (
        "the Python that runs Ansible lacks cryptography>=42 (nothing is installed), "
        "pywinrm>=0.5.0 (nothing is installed): "
        "install with python -m pip install 'cryptography>=42' 'pywinrm>=0.5.0'"
    )


@pytest.mark.parametrize("old", ["38.0.4", "9.0", "41.0.7"])
def test_a_library_that_is_too_old_is_named_with_its_version(monkeypatch: pytest.MonkeyPatch, old: str) -> None:
    install(monkeypatch, cryptography=old, pywinrm="0.5.0")
    assert complaint() == (
        f"the Python that runs Ansible lacks cryptography>=42 ({old} is installed): "
        "install with python -m pip install 'cryptography>=42'"
    )


def test_every_library_has_its_own_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, cryptography="42.0.0", pywinrm="0.4.3")
    assert "lacks pywinrm>=0.5.0 (0.4.3 is installed)" in complaint()


@pytest.mark.parametrize("new", ["0.5.0", "0.10.0", "1.0.0b1"])
def test_a_newer_library_will_do(monkeypatch: pytest.MonkeyPatch, new: str) -> None:
    install(monkeypatch, cryptography="100.0", pywinrm=new)
    libraries.require_libraries()


def test_a_worker_inherits_the_answer_of_the_process_that_loaded_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = runpy.run_path(libraries.__file__)
    install(monkeypatch)
    assert loaded["LIBRARIES"].complaint is None


def test_the_requirements_file_asks_for_the_same_versions() -> None:
    assert set(libraries.REQUIRED) <= set(REQUIREMENTS.read_text().splitlines())
