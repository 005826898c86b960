# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts of a site are affected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from tests.lab.faults.catalogue import FAULTS


def every_nth(machines: Sequence[str], every: int) -> dict[str, str]:
    """Each machine that is affected, with the fault's name: every so many machines one, all faults in turn."""
    return dict(zip(machines[every - 1 :: every], cycle(FAULTS), strict=False))
