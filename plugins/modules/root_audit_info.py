#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: root_audit_info
short_description: Audit the trusted roots of a Windows host
version_added: 1.0.0
description:
  - Reads the stores C(Root) and C(Disallowed) of LocalMachine with all their physical stores, and says by rules what is wrong with the trusted roots.
    The audit guide explains every rule.
  - A store that cannot be read fails the task. It is never taken for an empty one.
  - An entry that cannot be read, or that lies under another registry key than the thumbprint of its certificate, is a finding of the rule V(irregular_entry).
    Its certificate, where there is one, is measured by the other rules too, because Windows may trust it.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  allow:
    description:
      - Files of the controller that hold the roots which may be trusted. Any other root is an error. Without them and O(allow_sha256), every root may be.
      - A file is a list of SHA-256 fingerprints, one a line, with comments after C(#), or certificates in any form that
        O(scom.dmz.certificate_file_info#module:path) takes, or Microsoft's list C(authroot.stl). A file that is none of these, names no root, or holds
        anything that cannot be read fails the task. Between blocks of PEM, lines of fingerprints count too.
      - Of Microsoft's list the signature is verified with the certificate that the list encloses. That proves that it is complete and unchanged, but not
        that Microsoft signed it, so get it on a way that you trust.
    type: list
    elements: path
    default: []
  allow_sha256:
    description: SHA-256 fingerprints of roots that may be trusted, with or without colons, beside those of O(allow).
    type: list
    elements: str
    default: []
  deny:
    description: Files of the controller, of the same kinds as O(allow), with roots that must not be trusted.
    type: list
    elements: path
    default: []
  deny_sha256:
    description: SHA-256 fingerprints of roots that must not be trusted, beside those of O(deny).
    type: list
    elements: str
    default: []
  expiry_lead_days:
    description: A root with fewer days of validity left is worth a warning.
    type: int
    default: 90
  ignore:
    description:
      - What is not to be reported. An entry is an exemption, a dictionary of C(rule), the id of a rule; C(sha256), of the one root that it is for, where
        it is not for all; C(reason); C(approver); and C(until), its last day such as V(2026-12-31), or a moment. All but C(sha256) have to be there.
      - After C(until) an exemption covers nothing, and RV(suppressions) says that it has ended.
      - An entry may also be a text, the id of a rule, such as V(policy_only), or for one root the id, a colon, and the root's SHA-256. Then it
        has no reason, no approver and no end, and RV(suppressions) says so.
      - An unknown rule and an exemption that is not complete fail the task.
      - Exemptions are applied root by root, before roots of a rule such as V(authroot_only) are told together.
    type: list
    elements: raw
    default: []
seealso:
  - module: scom.dmz.root_audit_report
  - module: scom.dmz.certificate_info
"""

EXAMPLES = r"""
---
- name: Audit the trusted roots
  scom.dmz.root_audit_info:
  register: audit

- name: Show what is wrong
  ansible.builtin.debug:
    msg: "{{ audit.findings | rejectattr('severity', 'eq', 'info') | map(attribute='evidence') }}"

- name: Allow the roots of Microsoft's program and our own, except one
  scom.dmz.root_audit_info:
    allow:
      - authroot.stl
      - our-roots.pem
    deny_sha256:
      - 3E:90:99:B5:01:5E:8F:48:6C:00:BC:EA:9D:11:1E:E7:21:FA:BA:35:5A:89:BC:F1:DF:69:56:1E:3D:C6:32:5C
    ignore:
      - rule: expired
        sha256: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
        reason: Signatures of the archive are verified with it until the archive is moved (CHG0012345).
        approver: J. Doe, PKI operations
        until: "2027-06-30"
      - policy_only
"""

RETURN = r"""
findings:
  description:
    - What is wrong or worth knowing, the most severe first, one finding for each rule and root.
    - A finding that is about the store has V(null) in place of the fingerprints and the subject of a root, and no physical stores. So has one that is told
      once for many roots, with their number and the first of them (V(authroot_only), V(required_by_windows), V(required_root_missing)).
    - No two findings advise the opposite for one root. The evidence of the one that counts has what the other one saw.
  returned: success
  type: list
  elements: dict
  contains: &finding
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
    evidence:
      description: What was seen.
      type: str
      sample: CN=Corp Root CA,O=Corp expired at 2026-01-31T12:00:00Z
    source:
      description: Where the fact comes from.
      type: str
      sample: RFC 5280, section 6
    # Start of audit_root, written by "make generate" from docs/return_values/audit_root.yml.
    thumbprint:
      description: The SHA-1 thumbprint.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    sha256:
      description: The SHA-256 fingerprint.
      type: str
      sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
    subject:
      description: The subject in RFC 4514 form.
      type: str
      sample: CN=Corp Root CA,O=Corp
    physical_stores:
      description: The physical stores that hold the certificate.
      type: list
      elements: str
      sample: [.Default, .GroupPolicy]
    imported_by:
      description: The run of this collection that imported the certificate into C(.Default), or V(null). M(scom.dmz.root_journal_info) tells more of it.
      type: str
      sample: 20260601T120000Z-5f3a9c
    # End of audit_root.
counts:
  description: How many findings there are of each severity.
  returned: success
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
  description: The findings that O(ignore) covers.
  returned: success
  type: list
  elements: dict
  contains: *finding
suppressions:
  description: What each entry of O(ignore) does.
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
roots:
  description: All certificates in the store Root, also those of irregular entries, sorted by subject.
  returned: success
  type: list
  elements: dict
  contains:
    # Start of audit_root, written by "make generate" from docs/return_values/audit_root.yml.
    thumbprint:
      description: The SHA-1 thumbprint.
      type: str
      sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
    sha256:
      description: The SHA-256 fingerprint.
      type: str
      sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
    subject:
      description: The subject in RFC 4514 form.
      type: str
      sample: CN=Corp Root CA,O=Corp
    physical_stores:
      description: The physical stores that hold the certificate.
      type: list
      elements: str
      sample: [.Default, .GroupPolicy]
    imported_by:
      description: The run of this collection that imported the certificate into C(.Default), or V(null). M(scom.dmz.root_journal_info) tells more of it.
      type: str
      sample: 20260601T120000Z-5f3a9c
    # End of audit_root.
"""
