#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rollback_report
short_description: Put the hosts of a rollback together, as a table
version_added: 2.0.0
description:
  - Puts together what M(scom.dmz.root_rollback) has done on all hosts of the play so far, as a table, with how many were not asked.
  - Tells which hosts fail now because they could not be served.
  - No host is asked, and nothing is written.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
attributes:
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
notes:
  - Hosts are known by what M(scom.dmz.root_rollback) was registered as, which is C(root_rollback_result), as in the role P(scom.dmz.root_rollback#role).
    A host that has none was not asked.
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.root_rollback
  - module: scom.dmz.root_rollback_plan_info
"""

EXAMPLES = r"""
---
- name: Put together what became of the hosts
  scom.dmz.root_rollback_report:
  register: report
  run_once: true

- name: Show the hosts
  ansible.builtin.debug:
    msg: "{{ report.table }}"
  run_once: true
"""

RETURN = r"""
table:
  description: A table of the hosts, line by line, with how many are in each state.
  returned: success
  type: list
  elements: str
  sample:
    - host                     state          removed  restored  why
    - web01.dmz.example        taken back     1        0         -
    - "   1 taken back"
    - "   2 not asked: the journal knows no change of that run there"
    - This rollback can be taken back by scom.dmz.rollback with root_rollback_run=20260102T080000Z-1b2c3d
failures:
  description: The hosts of this batch that fail now, each by its name.
  returned: success
  type: dict
  contains:
    web02.dmz.example:
      description: What such a host is, and why.
      type: str
      sample: "web02.dmz.example is unreachable: cannot connect to web02.dmz.example at 192.0.2.12:5985: nothing answers"
run_failure:
  description: What the run fails for, or V(null).
  returned: success
  type: str
  sample: "web02.dmz.example is unreachable: cannot connect to web02.dmz.example at 192.0.2.12:5985: nothing answers"
fail_once:
  description: Whether one task for all hosts is enough to fail what is to fail.
  returned: success
  type: bool
  sample: true
"""
