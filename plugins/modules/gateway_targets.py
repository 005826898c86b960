#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gateway_targets
short_description: Put together what is known of gateways before their agents are checked
version_added: 2.0.0
description:
  - Puts together what the user gives of each gateway and what M(scom.dmz.gateway_info) returned of it in this run, as M(scom.dmz.gateway_trust_info) and
    M(scom.dmz.gateway_trust) take it. The role P(scom.dmz.gateway_trust#role) does so once for all hosts.
  - A gateway counts as read when its own variable C(gateway_root_read) holds what M(scom.dmz.gateway_info) returned. A task that runs on the gateway
    registers that, and for one that is delegated to it, C(set_fact) with C(delegate_facts) does.
  - The task fails when nothing is known of the root of a gateway, when not exactly one root is given, or when it is not the pinned one.
  - No host is contacted.
author:
  - scom.dmz contributors (@scom-dmz)
requirements:
  - cryptography 42 or later on the controller
options:
  gateways:
    description: The inventory names of the gateways, as a list or a text with commas between them.
    type: raw
    required: true
  only:
    description: The only one of O(gateways) that something is put together of. Without it, that is done for all of them.
    type: str
  aliases:
    description:
      - Other names of the gateway that agents may be pointed at, as a list or a text with commas or blanks between them.
      - With several gateways they have to be variables of their own gateway, because it would not be clear which one they belong to.
    type: raw
  addresses:
    description: Addresses under which the DMZ reaches the gateway, beside those that the gateway itself knows, in the form of O(aliases).
    type: raw
  root_file:
    description:
      - A file of the controller with the gateway's root, in any form that O(scom.dmz.certificate_file_info#module:path) takes. The gateway need not be
        read then.
    type: str
  root_text:
    description: The gateway's root as text, such as PEM. The gateway need not be read then. An empty text is as none.
    type: str
  root_sha256:
    description:
      - The SHA-256 fingerprint that the gateway's root must have, as 64 hexadecimal digits in either case. Colons and blanks between them do not matter.
      - Or several, as a list or a text with commas between them. The root must have one of them.
    type: raw
  accept_presented_root:
    description:
      - Whether the root that a gateway presents may be imported though neither a pin nor a file or text vouches for it. Those who control the gateway, or
        can pass for it, choose then what its agents trust. M(scom.dmz.root_approval) refuses another root than before.
    type: bool
    default: false
  journal:
    description:
      - The folder of the journal of changes. Roots that it has of a gateway, other than the one it has now, are RV(gateways[].former_roots).
      - Without it, no journal is read.
    type: path
  own_variables:
    description:
      - Whether the variables C(gateway_trust_gateway_aliases), C(gateway_trust_gateway_addresses), C(gateway_trust_root_file),
        C(gateway_trust_root_text), C(gateway_trust_root_sha256) and C(gateway_trust_accept_presented_root) of a gateway take the place of the options
        for that gateway, unless they are empty. A file or text of a gateway takes the place of both.
    type: bool
    default: true
  allow_unread:
    description:
      - Whether the task succeeds although some gateways have to be read before anything is known of their root. These are named in RV(unread) and missing
        from RV(gateways).
    type: bool
    default: false
  allow_unregistered:
    description:
      - Whether the task succeeds although a gateway was read that has no certificate registered, or one that is not in its store My. Until its
        HealthService is restarted it works with the one that it loaded, which nobody knows then.
      - Its root is the pinned one then, if the gateway holds that. Without a pin, RV(gateways[].chain) is that of the certificate which it could register,
        or empty, and RV(gateways[].unregistered) says so. Nothing is imported because of it.
    type: bool
    default: false
attributes:
  action:
    support: full
    description: Has an action plugin of the same name, which does the work on the controller.
  async:
    support: none
    description: Can run in the background with O(ignore:async).
  check_mode:
    support: full
    description: Reads as usual.
    details: This module only reads.
  diff_mode:
    support: none
    description: Shows what changed, or would change, when in diff mode.
    details: This module only reads.
  platform:
    platforms: all
    support: full
    description: The operating system of the host.
notes:
  - Run the task once for all hosts, with C(run_once).
seealso:
  - module: scom.dmz.gateway_info
  - module: scom.dmz.gateway_trust_info
  - module: scom.dmz.root_approval
"""

EXAMPLES = r"""
---
- name: Take the root of a gateway from a file
  scom.dmz.gateway_targets:
    gateways: gw01.corp.example
    root_file: corp-root.cer
    root_sha256: "{{ corp_root_sha256 }}"
  register: gateways
  run_once: true

- name: Check every host
  scom.dmz.gateway_trust_info:
    targets: gateways
  register: check
"""

RETURN = r"""
names:
  description: The names of all O(gateways), each once.
  returned: success
  type: list
  elements: str
  sample: [gw01.corp.example]
gateways:
  description: What is known of each gateway, as the option of that name of M(scom.dmz.gateway_trust_info) takes it.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name of the gateway.
      type: str
      sample: gw01.corp.example
    aliases:
      description: Other names of it.
      type: list
      elements: str
      sample: [scom.dmz.example]
    addresses:
      description: Addresses under which the DMZ reaches it, beside its own.
      type: list
      elements: str
      sample: [192.0.2.80]
    chain:
      description: Its certificates, or its root alone, in PEM form.
      type: str
      sample: "-----BEGIN CERTIFICATE-----\nMIIC…\n-----END CERTIFICATE-----\n"
    evidence:
      description: What it tells about its agents, or V(null) when it was not read.
      type: dict
      contains:
        # Start of gateway_evidence, written by "make generate" from docs/return_values/gateway_evidence.yml.
        trusted_roots:
          description: The roots that the gateway trusts, in PEM form.
          type: str
          sample: "-----BEGIN CERTIFICATE-----"
        intermediates:
          description: The certificates of its store CA, in PEM form.
          type: str
          sample: "-----BEGIN CERTIFICATE-----"
        disallowed:
          description: The SHA-1 thumbprints of its store Disallowed.
          type: list
          elements: str
          sample: []
        root_limits:
          description: What its entries limit the trust in roots to. Roots that are trusted for everything are not in the list.
          type: list
          elements: dict
          contains:
            thumbprint:
              description: The SHA-1 thumbprint of the root.
              type: str
              sample: 2B8F1B57330DBBA2D07A6C51F70EE90DDAB9AD8E
            allowed:
              description: The object identifiers of the only purposes, or V(null) without such a limit.
              type: list
              elements: str
              sample: [1.3.6.1.5.5.7.3.1]
            refused_after:
              description: The time in UTC from which on it is refused, or V(null).
              type: str
              sample: "2026-06-01T00:00:00+00:00"
            refused:
              description: The purposes that it is refused for, or V(null) for all.
              type: list
              elements: str
              sample: [1.3.6.1.5.5.7.3.1]
            issued_after:
              description: The time in UTC after which what begins is refused, or V(null).
              type: str
              sample: "2026-06-01T00:00:00+00:00"
            issued:
              description: The purposes that this is about, or V(null) for all.
              type: list
              elements: str
              sample: [1.3.6.1.5.5.7.3.1]
            ca_disabled_after:
              description: The time in UTC from which on it is refused as a CA, or V(null).
              type: str
              sample: "2026-06-01T00:00:00+00:00"
            unreadable:
              description: Whether it has a limit that cannot be read.
              type: bool
              sample: false
        addresses:
          description: Its own IPv4 addresses.
          type: list
          elements: str
          sample: [192.0.2.10]
        management_groups:
          description: The management groups that it serves.
          type: list
          elements: str
          sample: [CORP]
        service_state:
          description: The state of its service HealthService, or V(null) when it is not installed.
          type: str
          sample: Running
        link:
          description: Its own link to its management server.
          type: str
          sample: up
        link_event:
          description: The event that tells about that link, or V(null).
          type: str
          sample: "event 1210 at 2026-01-01T10:13:37Z: the agent received and applied its configuration (corp)"
        faults:
          description: Why its certificate cannot be used.
          type: list
          elements: str
          sample: []
        load_failure:
          description: Why its HealthService loaded no certificate when it last started, or V(null).
          type: dict
          contains:
            evidence:
              description: What was logged, and what is registered now.
              type: str
              sample: "event 20066 at 2026-01-01T10:13:37Z: the registered certificate cannot be found; the store My holds no certificate"
            fix:
              description: What mends it.
              type: str
              sample: Restart HealthService on the gateway, and look for event 20053 after that.
        link_fix:
          description: What mends its own link, where the log tells; else empty.
          type: str
          sample: ""
        events:
          description: The newest events of its log that tell about links, oldest first. V(null) when the log cannot be read.
          type: list
          elements: dict
          contains:
            record_id:
              description: The number of the record in the log.
              type: int
              sample: 4711
            event_id:
              description: The number of the event.
              type: int
              sample: 21006
            time:
              description: When it was logged, by the host's own clock, in UTC.
              type: str
              sample: "2026-01-01T10:13:37Z"
            nature:
              description: V(success), V(progress), V(failure), V(consequence), V(own_certificate), V(rejection), V(configuration) or V(information).
              type: str
              sample: failure
            side:
              description: Which end of a link logs it, V(agent), V(gateway) or V(either).
              type: str
              sample: agent
            meaning:
              description: What it means.
              type: str
              sample: no connection to the parent's port
            about:
              description: The device, parent or management group that it speaks of, in lower case, or V(null).
              type: str
              sample: gw01.corp.example
            address:
              description: The address that it speaks of, or V(null).
              type: str
              sample: 192.0.2.10
            code:
              description: The error code inside, as an unsigned number, or V(null).
              type: int
              sample: 10060
            code_meaning:
              description: What is known of that code, or V(null).
              type: str
              sample: nothing answered in time, as behind a firewall that filters
        schannel:
          description: How Windows is set to use each version of TLS, at each end of a connection.
          type: dict
          contains:
            client:
              description: For connections that it opens.
              type: list
              elements: dict
              contains: &version
                version:
                  description: The version of TLS.
                  type: str
                  sample: TLS 1.2
                setting:
                  description:
                    - V(enabled), V(disabled), V(disabled_by_default) for programs that do not ask for it by name, or V(unset), which is left to the
                      default of the version of Windows.
                  type: str
                  sample: enabled
            server:
              description: For connections that it accepts.
              type: list
              elements: dict
              contains: *version
        computer:
          description: The domain or the workgroup that it belongs to. V(null) when that cannot be read.
          type: dict
          contains:
            domain:
              description: The name of the domain, or of the workgroup.
              type: str
              sample: corp.example
            part_of_domain:
              description: Whether it is a member of a domain.
              type: bool
              sample: true
        clock:
          description: Its clock beside the controller's. V(null) when it did not tell its time.
          type: dict
          contains:
            ahead_seconds:
              description: The seconds by which it is ahead of the controller's. They are less than 0 for one that is behind.
              type: float
              sample: 0.214
            uncertainty_seconds:
              description: Half of the seconds that the question and its answer took, by which this may be wrong.
              type: float
              sample: 0.012
        scom_version:
          description: The version of SCOM, or V(null).
          type: str
          sample: 10.22.10118.0
        names:
          description: What it calls itself, with its DNS suffix and without it.
          type: list
          elements: str
          sample: [gw01.corp.example, gw01]
        schannel_events:
          description: What Schannel logged in the log System, oldest first, or V(null) when it could not be read.
          type: list
          elements: dict
          contains:
            record_id:
              description: The number of its record.
              type: int
              sample: 91007
            event_id:
              description: The number of the event.
              type: int
              sample: 36887
            time:
              description: When it was logged, in UTC.
              type: str
              sample: "2026-06-01T00:00:00+00:00"
            caller:
              description: The process that called Schannel, or V(null) when the event names none.
              type: str
              sample: healthservice
            process_id:
              description: The number of that process, or V(null).
              type: int
              sample: 4712
            alert:
              description: The alert of TLS that ended the handshake, or V(null).
              type: int
              sample: 48
            code:
              description: The error code, or V(null).
              type: int
              sample: 2148074252
            state:
              description: The internal state of the error, or V(null).
              type: int
              sample: 1203
            certificate:
              description: The SHA-1 of the certificate that is attached, or V(null).
              type: str
              sample: 0F4D1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B
            issuer:
              description: Who issued that certificate, or V(null).
              type: str
              sample: CN=Example DMZ Root CA
        system_log_fault:
          description: Why the log System could not be read, or nothing.
          type: str
          sample: ""
        signatures:
          description: The signature algorithms that Windows offers under TLS 1.2, or V(null) where they are not known.
          type: list
          elements: str
          sample: [RSA/SHA256, RSA/SHA512]
        # End of gateway_evidence.
    root_sha256:
      description: The SHA-256 of its root.
      type: str
      sample: B0F0…
    unregistered:
      description: Whether no certificate of the gateway is registered and nothing that the user gives stands in for it. The chain is a guess then, or empty.
      type: bool
      sample: false
    root_vouched:
      description: Whether a pin, a file or a text vouches for the root.
      type: bool
      sample: true
    root_accepted:
      description: Whether only the gateway itself vouches for the root, and that is to be enough.
      type: bool
      sample: false
    former_roots:
      description: Other roots that it had before, as O(journal) says, in PEM form.
      type: str
      sample: ""
word:
  description: What was given for all gateways, as texts that can be compared. Empty where each gateway has its own in its variables.
  returned: success
  type: dict
  contains:
    root_file:
      description: O(root_file).
      type: str
      sample: ""
    root_text:
      description: O(root_text).
      type: str
      sample: ""
    root_sha256:
      description: O(root_sha256).
      type: str
      sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
    accept_presented_root:
      description: O(accept_presented_root), empty when it is false.
      type: str
      sample: ""
accepts:
  description: Whether the root of some gateway is accepted though only that gateway vouches for it.
  returned: success
  type: bool
  sample: false
journal_problems:
  description: A sentence for each part of O(journal) that cannot be read, so that former roots may be missing.
  returned: success
  type: list
  elements: str
  sample: []
statement:
  description: What people are to know of the roots, line by line, which are its subject, validity and SHA-256, what vouches for it, and how to vouch for it.
  returned: success
  type: list
  elements: str
  sample:
    - "The root behind gw01.corp.example is CN=Corp Root CA, valid from 2020-01-01 to 2040-01-01,"
    - "  SHA-256 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C"
    - "  It is pinned."
issuers:
  description: The CAs of each gateway's certificate, but for gateways of which no certificate is registered and no root is given.
  returned: success
  type: list
  elements: dict
  contains:
    gateway:
      description: The name of the gateway.
      type: str
      sample: gw01.corp.example
    names:
      description: All names of it in lower case, those of its certificate among them.
      type: list
      elements: str
      sample: [gw01.corp.example, scom.dmz.example]
    certificates:
      description: The CAs, the root last. Each is described as M(scom.dmz.certificate_file_info) returns it.
      type: list
      elements: dict
gateway_verdicts:
  description: What is wrong with the gateways themselves, of those that were read.
  returned: success
  type: list
  elements: dict
  contains:
    gateway:
      description: The name of the gateway.
      type: str
      sample: gw01.corp.example
    verdict:
      description: What RV(scom.dmz.gateway_info#module:gateway.verdict) says.
      type: str
      sample: in_order
    findings:
      description: Its findings.
      type: list
      elements: dict
      contains:
        # Start of finding, written by "make generate" from docs/return_values/finding.yml.
        id:
          description: The stable name of the finding, which the diagnosis guide explains.
          type: str
          sample: channel_certificate_not_found
        severity:
          description: V(error), V(warning) or V(info).
          type: str
          sample: error
        evidence:
          description: What was seen.
          type: str
          sample: the store My holds no certificate with the serial 6D0A
        cause:
          description: What it means.
          type: str
          sample: The certificate was renewed or deleted after it was registered, or imported into another store.
        fix:
          description: What to do.
          type: str
          sample: Register the renewed certificate with MOMCertImport. If the store My has none, import it with its key, or request one, first.
        source:
          description: Where the fact comes from, with the events that HealthService logs. What nobody has confirmed says so.
          type: str
          sample: Microsoft KB 10066, Troubleshoot agent connectivity issues in Operations Manager; event 20066
        # End of finding.
read:
  description: Those of the gateways that were read in this run.
  returned: success
  type: list
  elements: str
  sample: [gw01.corp.example]
unread:
  description: Those of the gateways that have to be read before anything is known of their root. Empty unless O(allow_unread=true).
  returned: success
  type: list
  elements: str
  sample: []
"""
