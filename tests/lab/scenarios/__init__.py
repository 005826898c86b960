# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every state of an agent or of its site that has a name: to be started by a person, and run by the tests."""

from tests.lab.scenarios.building import AGENT, build, fleet, machine_name
from tests.lab.scenarios.catalogue import HOST_SCENARIOS, SITE_SCENARIOS

__all__ = ["AGENT", "HOST_SCENARIOS", "SITE_SCENARIOS", "build", "fleet", "machine_name"]
