#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: trust_report
short_description: Write what is known of a fleet as HTML, CSV and JSON
version_added: 1.0.0
description:
  - Puts together what checks have found on the hosts of a run, as a table, and tells which hosts were not served.
  - Keeps a record a host and gateway, in the folder C(hosts) of O(folder), and makes a report of all records that lie there, whoever wrote them.
    The report guide tells what is in a record.
  - The page is one HTML file that needs no network. It holds no script but its own, and every text of a host stands in it as text.
  - No host is asked.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
options:
  folder:
    description:
      - The folder of the controller that the records and the report are written to. It is made when it does not exist.
      - A record that was there stays as long as its host is not recorded again.
      - Without it nothing is written.
    type: path
  more_folders:
    description:
      - Other such folders whose records the report covers too, such as those of other controllers. Nothing is written there.
      - Of the records of a host and a gateway, the newest counts.
    type: list
    elements: path
    default: []
  hosts:
    description:
      - The hosts to tell of and to record, as the inventory names them, by what their last M(scom.dmz.gateway_trust) or M(scom.dmz.gateway_trust_info)
        was registered as, which is C(gateway_trust_result), as in the role P(scom.dmz.gateway_trust#role). A host that has none is left out.
      - Without it and O(play_hosts), a report is made of the records that are there.
    type: list
    elements: str
    default: []
  play_hosts:
    description:
      - Tell of the hosts of this play instead of O(hosts), as the role P(scom.dmz.gateway_trust#role) does. With C(serial) these are the hosts of
        the batch, and at the end of the last one all of the play.
      - RV(failures), RV(run_failure) and RV(fail_once) say then what becomes of them.
    type: bool
    version_added: 2.0.0
    default: false
  gateways:
    description:
      - Record only what was found with regard to these gateways. Without it, everything is recorded.
    type: list
    elements: str
    default: []
  asked:
    description: Only hosts whose last check was about exactly these gateways count. Without it, all do.
    type: list
    elements: str
    default: []
  targets:
    description:
      - The name of the variable that M(scom.dmz.gateway_targets) was registered as. RV(table) ends with what it says of the roots of the gateways then.
    type: str
    version_added: 2.0.0
  failing_verdicts:
    description: The verdicts with which a host was not served. With those of a gateway itself, the run fails.
    type: list
    elements: str
    default: [unreachable, undetermined]
  fail_when_unused:
    description:
      - Whether RV(run_failure) says so when none of the hosts that were read is pointed at one of the gateways in O(asked). Hosts that could not be
        asked count for nothing.
    type: bool
    default: false
  formats:
    description: What to make, as C(report.csv), C(report.html) and C(report.json) in O(folder).
    type: list
    elements: str
    choices: [csv, html, json]
    default: [csv, html, json]
  title:
    description: The title of the report.
    type: str
    default: SCOM agents and the trust in their gateway
attributes:
  check_mode:
    support: full
    details: Says what would be written, and writes nothing.
  diff_mode:
    support: none
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
notes:
  - The task is changed when more than moments changed in a file. Every run has its own time, and writes that in any case.
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.gateway_trust_info
"""

EXAMPLES = r"""
---
- name: Report on what the role gateway_trust has found
  scom.dmz.trust_report:
    folder: /srv/scom-dmz/report
    hosts: "{{ ansible_play_hosts }}"
  run_once: true

- name: Make one page of what two controllers have found
  scom.dmz.trust_report:
    folder: /srv/scom-dmz/all
    more_folders:
      - /srv/scom-dmz/north
      - /srv/scom-dmz/south
    formats: [html]
    title: All sites
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
table:
  description: A table of the hosts, line by line, with how many have each verdict and what to do about it.
  returned: always
  type: list
  elements: str
  sample:
    - host                     verdict before           verdict                  link      changed
    - web01.dmz.example        root_missing             trusted                  up        root imported, agent restarted
    - "   1 trusted"
failed_hosts:
  description: The hosts that have a failing verdict or an error, or were repaired and have no link.
  returned: always
  type: list
  elements: dict
  contains:
    host:
      description: The host.
      type: str
      sample: web02.dmz.example
    sentence:
      description: What it is, and why.
      type: str
      sample: "web02.dmz.example is unreachable: cannot connect to web02.dmz.example at 192.0.2.12:5985: nothing answers"
# Start of outcome, written by "make generate" from docs/return_values/outcome.yml.
failures:
  description:
    - The hosts of this batch that fail now, by their names, with a sentence each. Empty without O(play_hosts).
    - Ansible ends a play when a whole batch has failed, so such a batch is left to the last one.
  returned: always
  type: dict
  sample:
    web01.dmz.example: "web01.dmz.example is unreachable: cannot connect to web01.dmz.example at 192.0.2.11:5985: nothing answers"
run_failure:
  description:
    - The sentence with which every host of the last batch fails, for hosts of earlier batches that have not failed and for what could not be written.
      V(null) otherwise, and without O(play_hosts).
  returned: always
  type: str
  sample: "web01.dmz.example is unreachable: cannot connect to web01.dmz.example at 192.0.2.11:5985: nothing answers"
fail_once:
  description: Whether the task that fails hosts may run once for all, because none fails for itself.
  returned: always
  type: bool
  sample: false
# End of outcome.
recorded:
  description: How many records this task made, one for each host and gateway.
  returned: success
  type: int
  sample: 12
files:
  description: The files of the report.
  returned: success
  type: list
  elements: str
  sample: [/srv/scom-dmz/report/report.csv, /srv/scom-dmz/report/report.html, /srv/scom-dmz/report/report.json]
figures:
  description: The figures at the head of the report. V(null) without O(folder).
  returned: success
  type: dict
  contains:
    hosts:
      description: All hosts.
      type: int
      sample: 12
    gateways:
      description: Their gateways.
      type: int
      sample: 1
    trusted:
      description: Those that trust their gateway, and all of them where they have several.
      type: int
      sample: 9
    attention:
      description: Those for which somebody has to do something, be it for one gateway of several.
      type: int
      sample: 2
    not_concerned:
      description: Those with the verdict V(no_agent), V(not_an_agent) or V(not_pointed_at_gateway).
      type: int
      sample: 1
    changed:
      description: Those that their last run changed.
      type: int
      sample: 3
verdicts:
  description: How many hosts have each verdict, in alphabetical order.
  returned: success
  type: list
  elements: dict
  contains:
    verdict:
      description: The verdict, as M(scom.dmz.gateway_trust_info) gives it, or V(unreachable).
      type: str
      sample: root_missing
    hosts:
      description: How many hosts have it.
      type: int
      sample: 2
problems:
  description: Files and folders that could not be used, a sentence each. They are named in the report.
  returned: success
  type: list
  elements: str
  sample:
    - "cannot use /srv/scom-dmz/report/hosts/web01@gw01.json as the record of a host: it is no JSON"
lines:
  description: The report in lines, its figures, where it is, and what could not be used. Empty without O(folder).
  returned: success
  type: list
  elements: str
  sample:
    - "12 hosts: 9 trusted, 2 need attention, 1 not concerned"
    - /srv/scom-dmz/report/report.csv, /srv/scom-dmz/report/report.html, /srv/scom-dmz/report/report.json
"""
