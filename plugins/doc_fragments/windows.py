# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules that talk to a host share in their documentation."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  time_limit:
    description:
      - How many seconds the host may keep the task waiting, from the login to the end of the connection. A host that takes longer is unreachable.
      - A change of a certificate that was interrupted so gets another 30 seconds to be put back, and the task fails.
    type: int
    default: 300
requirements:
  - pywinrm 0.5.0 or later and cryptography 42 or later on the controller
  - Windows Server 2012 R2 or later with WinRM on the host
  - an account with local administrator rights on the host
notes:
  - The module runs on the controller and talks to the host over the host's own connection, which must be P(ansible.builtin.winrm#connection).
    No PowerShell is sent and no file is left on the host.
"""

    ATTRIBUTES = r"""
attributes:
  action:
    support: full
    description: Has an action plugin of the same name, which does the work on the controller.
  async:
    support: none
    description: Can run in the background with O(ignore:async).
  check_mode:
    description: Reads as usual, says what would change, and changes nothing.
  diff_mode:
    description: Shows what changed, or would change, when in diff mode.
  platform:
    platforms: windows
    support: full
    description: The operating system of the host.
"""

    INFO = r"""
attributes:
  check_mode:
    support: full
    details: This module only reads.
  diff_mode:
    support: none
    details: This module only reads.
"""

    CHANGE = r"""
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
"""
