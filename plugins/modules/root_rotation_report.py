#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_rotation_report
short_description: Put the hosts of a stage of a rotation together, and decide whether gateways may switch
version_added: 2.0.0
description:
  - Puts together what M(scom.dmz.root_rotation) has found and done on all hosts of the play so far, those of earlier batches included, as a table.
  - Tells which hosts fail now because they could not be served. A batch of which every host would fail is left to the last one, because Ansible ends a
    play with such a batch.
  - In the stage V(decide), tells in the last batch whether the gateways may switch. A gateway may switch when every host that has it as a parent trusts
    the new root. A host that could not be reached or read, that may have parents which the registry does not name and lacks the new root, or that took no
    part in the run, may be an agent of any gateway, and keeps all of them from switching. A gateway that is a parent of no host may not switch.
  - No host is asked. Nothing is written but the record, where O(folder) is given.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  stage:
    description: The stage.
    type: str
    choices: [distribute, decide, verify, remove]
    required: true
  gateways:
    description: The names of the gateways whose root is replaced.
    type: list
    elements: str
    required: true
  root_subject:
    description: The subject of the new root.
    type: str
    required: true
  root_sha256:
    description: The SHA-256 fingerprint of the new root. The answer of a host that was asked about another stage, root or list of gateways does not count.
    type: str
    required: true
  content:
    description: The new root and the CAs given with it, in PEM form, for the record.
    type: str
  old_sha256:
    description: The SHA-256 fingerprint of the old root, for the record.
    type: str
    default: ""
  old_content:
    description: The old root in PEM form, where it is known, for the record.
    type: str
  folder:
    description:
      - A folder of the controller. The record of the stage is written to C(rotations/<stage>-<run>.json) there, and that of a check to
        C(rotations/<stage>-check-<run>.json), in check mode too. It has the gateways, the new and the old certificates, and of each host its state, the
        reason, what was changed or would be, and the run.
    type: path
  hosts:
    description:
      - The pattern of all hosts that may have an agent of the gateways, also of those that the limit of the run leaves out. The stage V(decide) wants an
        answer of each.
    type: str
    default: all
attributes:
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
notes:
  - Hosts are known by what M(scom.dmz.root_rotation) was registered as, which is C(root_rotation_result), as in the role P(scom.dmz.root_rotation#role).
    A host that has none took no part.
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.root_rotation
"""

EXAMPLES = r"""
---
- name: Put together what became of the hosts
  scom.dmz.root_rotation_report:
    stage: decide
    gateways: [gw01.corp.example, gw02.corp.example]
    root_subject: CN=Corp Root CA 2
    root_sha256: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
    hosts: dmz
  register: report
  run_once: true

- name: Show the hosts, and whether the gateways may switch
  ansible.builtin.debug:
    msg: "{{ report.table }}"
  run_once: true

- name: End the run when a gateway may not switch
  ansible.builtin.fail:
    msg: "{{ report.run_failure }}"
  when: report.run_failure is not none
  run_once: true
"""

RETURN = r"""
table:
  description: A table of the hosts, line by line, with how many are in each state, and how many agents of each gateway trust the new root.
  returned: success
  type: list
  elements: str
  sample:
    - host                     state          pointed at                               why
    - web01.dmz.example        covered        gw01.corp.example                        -
    - "   1 covered"
    - "gw01.corp.example: 1 of 1 agents trust CN=Corp Root CA 2; it may switch"
    - "gw01.corp.example may switch to CN=Corp Root CA 2: every agent trusts it."
digest:
  description:
    - The SHA-256 over what was changed, or would be in check mode, as M(scom.dmz.root_rotation_approval) takes it. It is made of the stage, the gateways, the
      fingerprints, and the changes of each host. V(null) before the last batch, and where nothing is changed.
  returned: success
  type: str
  sample: 9B0C7D4E5F6A1B2C3D4E5F60718293A4B5C6D7E8F90112233445566778899AAB
record:
  description: The file of the record, or V(null).
  returned: success
  type: str
  sample: /srv/scom/rotations/distribute-check-20260101T101337Z-5f3a9c.json
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
  description: What the run fails for, such as that a gateway may not switch, or V(null).
  returned: success
  type: str
  sample: "gw01.corp.example may not switch to CN=Corp Root CA 2 yet: web01.dmz.example would not trust it."
fail_once:
  description: Whether one task for all hosts is enough to fail what is to fail.
  returned: success
  type: bool
  sample: true
"""
