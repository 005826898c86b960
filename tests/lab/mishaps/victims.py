# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts of a site are befallen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

from tests.lab.mishaps.catalogue import MISHAPS


def every_nth(machines: Sequence[str], every: int) -> dict[str, str]:
    """Each machine that is befallen, with the mishap's name: every so many machines one, all mishaps in turn."""
    return dict(zip(machines[every - 1 :: every], cycle(MISHAPS), strict=False))
