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
  - Tells an auditor which certificate was imported, changed or removed on a host, when and by whom, for which approved change, where it came from, what a
    rollback has taken back, and which runs go by what another one has imported.
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
    description: Only what this run did, and who relies on it.
    type: str
  outcome:
    description:
      - Only changes that ended so.
      - V(done) and V(undone) say what they did, V(failed) that the host holds neither what was before nor what was wanted,
        V(superseded) that another run wrote the same certificate in the same moment, V(open) that the change was interrupted, or is going on.
    type: list
    elements: str
    choices: [done, failed, open, superseded, undone]
  flat:
    description: Return each change as a line of JSON on one level as well, RV(lines), as a SIEM takes it.
    type: bool
    default: false
    version_added: 2.0.0
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

- name: Read the changes that a request for change has brought
  scom.dmz.root_journal_info:
    hosts: "{{ ansible_play_hosts_all }}"
    flat: true
  register: journal
  run_once: true

- name: Write them where the SIEM fetches them
  ansible.builtin.copy:
    content: "{{ journal.lines | join('\n') }}\n"
    dest: /var/log/scom-dmz/changes.jsonl
    mode: "0640"
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
changes:
  description: The changes, those of a host in the order in which they were made.
  returned: success, and when the journals of some hosts could not be read
  type: list
  elements: dict
  contains:
    id:
      description: The name of the change in the journal.
      type: str
      sample: 1f2e3d4c5b6a7988
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
    ended:
      description: When it ended, in UTC, or V(null) while it is open.
      type: str
      sample: "2026-01-01T10:13:38Z"
    user:
      description: The account on the controller that ran Ansible.
      type: str
      sample: operator
    remote_user:
      description: >-
        The account on the host, as the connection names it. V(null) where it names none, as with a ticket of Kerberos, and for changes of versions before
        2.0.0, as with what follows below.
      type: str
      sample: Administrator
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
    subject:
      description: The subject of the certificate, or V(null) when it cannot be read.
      type: str
      sample: CN=Example Corp Root CA
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
    module:
      description: The module that made the change.
      type: str
      sample: root_rotation
    stage:
      description: The stage of the rotation, or the state that was wanted.
      type: str
      sample: distribute
    reason:
      description: Why the change was made.
      type: str
      sample: the root behind the gateways is replaced
    source:
      description:
        - Where the certificates came from, which are files of the controller, or the gateways that presented them. V(null) for what a rotation removed.
      type: str
      sample: new-root.pem
    change_id:
      description: The number of the approved change, as it was given to the module or role.
      type: str
      sample: CHG0031337
    undoes_run:
      description: The run that was taken back, for a change of a rollback.
      type: str
      sample: 20251231T235959Z-0a1b2c
    undoes:
      description: The changes of that run that were taken back so, by their RV(changes[].id).
      type: list
      elements: str
      sample: [8c7d6e5f4a3b2c1d]
    undone_by:
      description: The rollbacks that have taken this change back, by their runs.
      type: list
      elements: str
      sample: [20260102T080000Z-1b2c3d]
reliances:
  description: The runs that found what another one had imported, and go by it.
  returned: success, and when the journals of some hosts could not be read
  type: list
  elements: dict
  contains:
    host:
      description: The host.
      type: str
      sample: web01.dmz.example
    run:
      description: The run that found the certificate.
      type: str
      sample: 20260103T090000Z-9c8d7e
    relied_upon:
      description: The run that had imported it.
      type: str
      sample: 20260101T101337Z-5f3a9c
    time:
      description: When it was found, in UTC.
      type: str
      sample: "2026-01-03T09:00:12Z"
    user:
      description: The account on the controller that ran Ansible.
      type: str
      sample: operator
    store:
      description: The store.
      type: str
      sample: Root
    thumbprint:
      description: The name of the entry's registry key.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    gateways:
      description: The gateways that it is needed for.
      type: list
      elements: str
      sample: [gw01.corp.example]
    module:
      description: The module that found it.
      type: str
      sample: gateway_trust
    change_id:
      description: The number of the approved change, as it was given to the module or role.
      type: str
      sample: CHG0031338
lines:
  description:
    - With O(flat), each of RV(changes) as one line of JSON, its keys sorted, without anything on a second level. A list is a text with commas.
    - The certificates themselves are not in it.
  returned: success, and when the journals of some hosts could not be read
  type: list
  elements: str
  sample: ['{"action": "imported", "change_id": "CHG0031337", "host": "web01.dmz.example", "outcome": "done"}']
faults:
  description: >-
    What a journal lacks, or has that cannot be read, as no crash would leave it. What it tells is not all then, and M(scom.dmz.root_rollback) takes nothing
    back on the host.
  returned: success, and when the journals of some hosts could not be read
  type: list
  elements: dict
  contains:
    host:
      description: The host.
      type: str
      sample: app01.dmz.example
    fault:
      description: What is wrong.
      type: str
      sample: line 7 cannot be read
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
