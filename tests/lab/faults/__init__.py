# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults that can be injected into a host, each by its name: by a person, and by the tests."""

from tests.lab.faults.affected import every_nth
from tests.lab.faults.catalogue import FAULTS, SOAP_FAULTS
from tests.lab.faults.host_fault import HostFault

__all__ = ["FAULTS", "SOAP_FAULTS", "HostFault", "every_nth"]
