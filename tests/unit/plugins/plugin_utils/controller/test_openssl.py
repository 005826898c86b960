# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSL's algorithms are set up when Ansible loads an action plugin, and one that is not to be had disturbs nobody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import openssl
from cryptography.exceptions import UnsupportedAlgorithm

from tests.environment import COLLECTIONS, variables

LOAD = """
from ansible_collections.scom.dmz.plugins.plugin_utils.controller import openssl
for name in ("set_up_rsa", "set_up_rc4"):
    setattr(openssl, name, lambda name=name: print(name))
from ansible_collections.scom.dmz.plugins.action import gateway_trust_info
"""


@pytest.mark.parametrize("set_up", [openssl.set_up_rsa, openssl.set_up_rc4])
def test_each_algorithm_is_to_be_had_with_this_cryptography(set_up: Callable[[], None]) -> None:
    set_up()


def test_loading_an_action_plugin_sets_them_up() -> None:
    environment = {**variables(), "PYTHONPATH": str(COLLECTIONS)}
    loaded = subprocess.run([sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == ["set_up_rsa", "set_up_rc4"]


def test_one_that_is_not_to_be_had_keeps_no_other_from_being_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise UnsupportedAlgorithm("RSA is not supported by this provider")

    done: list[str] = []
    monkeypatch.setattr(openssl, "set_up_rsa", refused)
    monkeypatch.setattr(openssl, "set_up_rc4", lambda: done.append("rc4"))
    openssl.set_up_algorithms()
    assert done == ["rc4"]
