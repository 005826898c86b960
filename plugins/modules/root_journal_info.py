#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_journal_info
short_description: Tell what was changed in the trusted certificates of hosts, and by which run
version_added: 1.0.0
description:
  - Reads the journal that M(scom.dmz.root_certificate) and M(scom.dmz.root_rollback) keep on the controller. No host is asked.
  - Finds the run that M(scom.dmz.root_rollback) wants, and the changes that were interrupted and that the next run on the host will settle.
  - When the journal of a host cannot be read, the task fails and says so, and returns what the journals of the others tell all the same.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  hosts:
    description: The hosts as the inventory names them. Without it, the host of the task.
    type: list
    elements: str
  run:
    description: Only what this run did.
    type: str
  outcome:
    description:
      - Only changes that ended so.
      - V(done) and V(undone) say what they did, V(failed) that the host holds neither what was before nor what was wanted,
        V(superseded) that another run wrote the same certificate in the same moment, V(open) that the change was interrupted, or is going on.
    type: list
    elements: str
    choices: [done, failed, open, superseded, undone]
  journal:
    description: The folder of the journal on the controller.
    type: path
    default: ~/.scom-dmz/journal
attributes:
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
seealso:
  - module: scom.dmz.root_certificate
  - module: scom.dmz.root_rollback
"""

EXAMPLES = r"""
---
- name: Look which runs have changed the hosts
  scom.dmz.root_journal_info:
    hosts: "{{ ansible_play_hosts }}"
    outcome: [done]
  run_once: true
"""

RETURN = r"""
changes:
  description: The changes, those of a host in the order in which they were made.
  returned: success, and when the journals of some hosts could not be read
  type: list
  elements: dict
  contains:
    host:
      description: The host.
      type: str
      sample: web01.dmz.example
    run:
      description: The run that made the change.
      type: str
      sample: 20260101T101337Z-5f3a9c
    time:
      description: When it was begun, in UTC.
      type: str
      sample: "2026-01-01T10:13:37Z"
    user:
      description: Who ran Ansible on the controller.
      type: str
      sample: operator
    store:
      description: The store.
      type: str
      sample: Root
    thumbprint:
      description: The name of the entry's registry key, which is the SHA-1 thumbprint of a certificate that lies as it should.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    sha256:
      description: The SHA-256 fingerprint of the certificate, or V(null) when the entry holds none.
      type: str
      sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
    action:
      description: V(imported), V(updated) or V(removed).
      type: str
      sample: imported
    outcome:
      description: How it ended, as in O(outcome).
      type: str
      sample: done
    gateways:
      description: The gateways whose root it was. Empty for a change that was made for itself, and for those of versions before 2.0.0.
      type: list
      elements: str
      sample: [gw01.corp.example]
unreadable:
  description: The hosts whose journal could not be read. Nobody knows what was changed on them.
  returned: success, and when the journals of some hosts could not be read
  type: list
  elements: dict
  contains:
    host:
      description: The host.
      type: str
      sample: app01.dmz.example
    reason:
      description: Why its journal could not be read.
      type: str
      sample: "cannot read the journal /home/operator/.scom-dmz/journal/app01.dmz.example.jsonl: Permission denied"
"""
