# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can befall a host and has a name: to be started by a person, and run by the tests."""

from tests.lab.mishaps.catalogue import FAULTS, MISHAPS
from tests.lab.mishaps.mishap import Mishap
from tests.lab.mishaps.victims import every_nth

__all__ = ["FAULTS", "MISHAPS", "Mishap", "every_nth"]
