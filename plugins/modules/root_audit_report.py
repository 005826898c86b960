#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_audit_report
short_description: Put together what audits found on hosts, and find the odd ones out
version_added: 1.0.0
description:
  - Takes what M(scom.dmz.root_audit_info) has returned of hosts, compares their roots, and makes one report and one table of it.
  - Of the hosts that are compared, few are a tenth, and at least one. A root that only few have is the finding C(rare_root), and one that
    all but few have is C(missing_root) on these. Fewer than three hosts are not compared. A root that only C(.AuthRoot) holds was fetched by
    Windows when it was needed, so it is never a reason for a finding, and neither is one that Windows needs. No host is told to
    import what most others that have it are told to remove.
  - What O(scom.dmz.root_audit_info#module:ignore) of a host covers is not reported of its comparison either.
  - No host is asked.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows.attributes
options:
  hosts:
    description:
      - The hosts, as the inventory names them. What M(scom.dmz.root_audit_info) returned of each has to be registered as C(root_audit_check), as the role
        P(scom.dmz.root_audit#role) does. A host without that variable is left out; one whose audit failed is told with the reason.
    type: list
    elements: str
    default: []
  play_hosts:
    description:
      - Report on the hosts of this play that have registered C(root_audit_part) instead of O(hosts), as the role P(scom.dmz.root_audit#role) does, and
        say with RV(failures), RV(run_failure) and RV(fail_once) what becomes of them.
    type: bool
    version_added: 2.0.0
    default: false
  groups:
    description:
      - Groups of the inventory, whose hosts are compared with each other only. A host of several groups is compared with each of them,
        and one of none with no other host.
      - Without it, all hosts are compared.
    type: list
    elements: str
    default: []
  fail_on:
    description:
      - The severity from which on a finding makes RV(hosts[].fails) true. The task itself does not fail.
      - A host that could not be audited has RV(hosts[].fails) in any case.
    type: str
    choices: [never, error, warning, info]
    default: never
  folder:
    description:
      - A folder of the controller for C(audit.json), which holds the results, all findings of all hosts, and all their roots. It is made when it does not
        exist.
    type: path
  baseline_from:
    description:
      - A host whose roots become a list of allowed ones, O(baseline_file), for a review. It has to be among the hosts that were audited.
      - Roots with an error of the audit are left out, and named in comments. Missing from a list of allowed roots is no reason to leave one out.
    type: str
    version_added: 2.0.0
  baseline_file:
    description:
      - The file of the controller for the roots of O(baseline_from), one line each, with what a reviewer has to know in a comment.
        O(scom.dmz.root_audit_info#module:allow) takes it as it is. Its folder is made when it does not exist.
      - A file that is there with other content is never overwritten, since somebody may have reviewed it. RV(problem) says so.
    type: path
    version_added: 2.0.0
attributes:
  check_mode:
    support: full
    details: Says whether the file would change, and writes nothing.
  diff_mode:
    support: none
  platform:
    platforms: all
    description: The operating system of the host.
    support: full
notes:
  - Run the task once for all hosts, with C(run_once).
  - The task is changed when more than the time changed in the file.
seealso:
  - module: scom.dmz.root_audit_info
"""

EXAMPLES = r"""
---
- name: Audit every host
  scom.dmz.root_audit_info:
  register: root_audit_check
  ignore_errors: true

- name: Compare the web servers with each other, and so the database servers
  scom.dmz.root_audit_report:
    hosts: "{{ ansible_play_hosts_all }}"
    groups: [web, database]
    folder: /srv/audit
  register: summary
  run_once: true

- name: Make a list of allowed roots from a host that is as all should be
  scom.dmz.root_audit_report:
    hosts: [golden01.dmz.example]
    baseline_from: golden01.dmz.example
    baseline_file: /srv/audit/allowed-roots.txt
  run_once: true

- name: Show the table
  ansible.builtin.debug:
    msg: "{{ summary.table }}"
  run_once: true
"""

RETURN = r"""
hosts:
  description: A row for each host.
  returned: success
  type: list
  elements: dict
  contains:
    host:
      description: The host, as the inventory names it.
      type: str
      sample: web01.dmz.example
    state:
      description: V(audited), V(unreachable), or V(unreadable) when the audit failed.
      type: str
      sample: audited
    error:
      description: Why the host was not audited, or V(null).
      type: str
      sample: "cannot read the store Root (.Default) of web01.dmz.example: access is denied"
    roots:
      description: How many roots it trusts, or V(null) when it was not audited.
      type: int
      sample: 57
    counts:
      description: How many findings there are of each severity.
      type: dict
      contains:
        # Start of audit_counts, written by "make generate" from docs/return_values/audit_counts.yml.
        error:
          description: Errors.
          type: int
          sample: 0
        warning:
          description: Warnings.
          type: int
          sample: 1
        info:
          description: What is worth knowing.
          type: int
          sample: 2
        # End of audit_counts.
    ignored:
      description: How many findings are ignored.
      type: int
      sample: 0
    fails:
      description: Whether the host fails by O(fail_on).
      type: bool
      sample: false
    sentence:
      description: The row in words.
      type: str
      sample: "web01.dmz.example: error 0, warning 1, info 2 (expired, policy_only)"
rules:
  description: The rules that are broken, the gravest first.
  returned: success
  type: list
  elements: dict
  contains:
    # Start of audit_rule, written by "make generate" from docs/return_values/audit_rule.yml.
    id:
      description: The rule. The audit guide lists them all.
      type: str
      sample: expired
    severity:
      description: V(error), V(warning) or V(info).
      type: str
      sample: warning
    cause:
      description: What that means.
      type: str
      sample: The root has expired.
    fix:
      description: What to do next.
      type: str
      sample: Remove it.
    # End of audit_rule.
    findings:
      description: How many findings there are on all hosts.
      type: int
      sample: 3
    hosts:
      description: The hosts that break it.
      type: list
      elements: str
      sample: [web01.dmz.example]
    seen:
      description: What was seen, and where, first what most hosts have.
      type: list
      elements: dict
      contains:
        evidence:
          description: What was seen.
          type: str
          sample: CN=Corp Root CA,O=Corp expired at 2026-01-31T12:00:00Z
        hosts:
          description: The hosts on which it was seen.
          type: list
          elements: str
          sample: [web01.dmz.example]
suppressions:
  description: How many findings on all hosts each suppression covers.
  returned: success
  type: list
  elements: dict
  contains:
    # Start of audit_suppression, written by "make generate" from docs/return_values/audit_suppression.yml.
    suppression:
      description: The rule, or the rule, a colon and the root's SHA-256.
      type: str
      sample: policy_only
    reason:
      description: Why, or V(null) when it was given as a text.
      type: str
      sample: Old signatures have to be verified until the archive is moved.
    approver:
      description: Who has approved it, or V(null) when it was given as a text.
      type: str
      sample: J. Doe, PKI operations
    until:
      description: The moment after which it does not hold any more, or V(null) when it was given as a text.
      type: str
      sample: "2026-12-31T23:59:59Z"
    ended:
      description: Whether that moment is past, so that what it covered is reported again.
      type: bool
      sample: false
    findings:
      description: How many findings it covers, root by root, or would cover if it had not ended. One that covers none may be removed.
      type: int
      sample: 2
    # End of audit_suppression.
table:
  description: The same as lines of text. Of many hosts, and of much that was seen, they name the first five.
  returned: success
  type: list
  elements: str
  sample:
    - "host                              roots errors warnings  infos  ignored"
    - "web01.dmz.example                    57      0        1      2        0"
    - "warning expired: Remove it when nothing that was signed in its time has to be verified."
    - "  CN=Corp Root CA,O=Corp expired at 2026-01-31T12:00:00Z: web01.dmz.example"
problem:
  description: Why C(audit.json) or O(baseline_file) could not be written, or V(null).
  returned: success
  type: str
  sample: "cannot make the folder /srv/audit on the controller: Permission denied"
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
"""
