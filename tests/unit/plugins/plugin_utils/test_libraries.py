# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A missing library is named in one sentence that says how to install it."""

from __future__ import annotations

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils import libraries
from ansible_collections.scom.dmz.plugins.plugin_utils.errors import MissingLibrary


def test_nothing_is_missing_where_everything_is_installed() -> None:
    libraries.require_libraries()


def test_missing_libraries_are_named_with_the_command_that_installs_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda name: None)
    with pytest.raises(MissingLibrary) as caught:
        libraries.require_libraries()
    assert str(caught.value) == (
        "the Python that runs Ansible lacks cryptography, pywinrm>=0.5.0: "
        "install with python -m pip install 'cryptography' 'pywinrm>=0.5.0'"
    )
