# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the made-up module of test_trial is tried with; its name keeps it out of the other tests."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.made_up import is_old


def test_what_is_old_is_old() -> None:
    assert is_old(9)


def test_what_is_new_is_not_old() -> None:
    assert not is_old(1)
