#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gateway_trust_info
short_description: Tell why a SCOM agent does or doesn't talk to its gateways
version_added: 1.0.0
description:
  - Tells from evidence why the Operations Manager agent of a host does or doesn't talk to the gateways that it is pointed at. One task reads
    everything, however many they are.
  - Whether the host trusts the gateway is told by the chain of the gateway's certificate, built against the certificate stores of that host,
    and never by events. Event 20070 alone never means that the root is missing.
  - With what M(scom.dmz.gateway_info) returned as evidence, the other direction is judged too. Does the gateway trust the agent, and what
    does its log have against it?
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.agent_check
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  after_event_record_id:
    description: Only events with a higher record id count, for example those after a restart.
    type: int
    default: 0
  events_since:
    description: Only events that were logged at or after this moment count, in ISO 8601 form, by the host's own clock. UTC without an offset.
    type: str
  gateways_read:
    description:
      - The name of the variable that M(scom.dmz.gateway_info) was registered as in a loop over gateways, and not its value. What these told then takes
        the place of what was known before.
    type: str
    version_added: 2.0.0
  onboarding:
    description:
      - What M(scom.dmz.gateway_trust) returned as onboarding before, when this task looks whether the links came up. Only events after the
        restart count then.
      - The result goes on with it, and says whether another look is worth while.
    type: dict
seealso:
  - module: scom.dmz.gateway_trust
  - module: scom.dmz.gateway_info
  - module: scom.dmz.gateway_targets
  - module: scom.dmz.channel_certificate_info
  - module: scom.dmz.root_certificate
"""

EXAMPLES = r"""
---
- name: Read the gateway
  scom.dmz.gateway_info:
  delegate_to: gw01.corp.example
  run_once: true
  register: gateway

- name: Tell why the agent does or doesn't talk to the gateway
  scom.dmz.gateway_trust_info:
    gateways:
      - name: gw01.corp.example
        chain: "{{ gateway.gateway.certificate.chain_pem }}"
        evidence: "{{ gateway.gateway.evidence }}"
  register: check

- name: Show the verdict, the evidence and what to do
  ansible.builtin.debug:
    msg: "{{ check.verdict }}: {{ check.evidence }}. {{ check.fix }}"
"""

RETURN = r"""
# Start of check_summary, written by "make generate" from docs/return_values/check_summary.yml.
gateway:
  description: The gateway that most needs attention.
  returned: when the host could be checked
  type: str
  sample: gw01.corp.example
verdict:
  description: The verdict with regard to it, or V(unreachable) or V(undetermined) when the host could not be asked.
  returned: always
  type: str
  sample: root_missing
confidence:
  description: How sure the verdict is.
  returned: when the host could be checked
  type: str
  sample: confirmed
link:
  description: The agent's connection to it.
  returned: when the host could be checked
  type: str
  sample: down
evidence:
  description: What the deciding finding rests on. Empty when the host is trusted and linked.
  returned: when the host could be checked
  type: str
  sample: the root CN=Corp Root CA is not among the trusted roots
fix:
  description: What to do next. Empty when the host is trusted and linked.
  returned: when the host could be checked
  type: str
  sample: Import the root of the gateway.
error:
  description: Why the agent could not be repaired. Empty otherwise.
  returned: when the host could be checked
  type: str
  sample: ""
asked:
  description: The names of all gateways that were given.
  returned: always
  type: list
  elements: str
  sample: [gw01.corp.example]
time:
  description: When this was found out, in UTC.
  returned: when the host could be checked
  type: str
  sample: "2026-01-01T10:13:37Z"
another_roots:
  description:
    - What shows that gateways have had another root than they present now, which may be none. That is another root that the journal or an entry on the host
      has of a gateway, or an agent that is linked with it although it does not trust its root.
    - All gateways that were asked about count, also where the agent is not pointed at them any more.
  returned: when the host could be checked
  type: list
  elements: dict
  contains:
    gateway:
      description: The gateway.
      type: str
      sample: gw01.corp.example
    sentence:
      description: What shows it.
      type: str
      sample: the agent is linked with gw01.corp.example although it does not trust CN=Corp Root CA 2
# End of check_summary.
onboarding:
  description: What this run has done to the agent, as M(scom.dmz.gateway_trust) returns it. Nothing, when O(onboarding) was not given.
  returned: success, or when O(onboarding) was given
  type: dict
gateway_trust:
  description:
    - What was found with regard to the gateway that most needs attention, and what it means. Of those with another verdict than
      V(trusted), or else of all, that is the one whose link is worst.
    - When the agent is pointed at none of the gateways, or that is not known, it is the first one.
  returned: success, unless O(detail=brief)
  type: dict
  contains: &gateway_trust
    gateway:
      description: The gateway as it was named.
      type: str
      sample: gw01.corp.example
    verdict:
      description:
        # Start of verdicts, written by "make generate" from docs/return_values/verdicts.yml.
        - V(trusted), V(no_agent), V(undetermined), V(not_an_agent), V(agent_incomplete), V(ad_integration),
          V(parents_from_active_directory), V(no_management_group), V(not_pointed_at_gateway), V(name_mismatch), V(clock_skew),
          V(gateway_root_expired), V(gateway_certificate_unusable), V(root_distrusted), V(former_root_distrusted), V(root_missing),
          V(root_restricted), V(intermediate_missing), V(latent_certificate_fault), V(own_certificate_not_registered),
          V(own_certificate_not_found), V(own_private_key_unusable), V(own_certificate_unusable), V(agent_distrusted_on_gateway),
          V(agent_root_missing_on_gateway), V(agent_intermediate_missing_on_gateway), V(management_group_unknown), V(restart_pending),
          V(agent_stopped), V(gateway_stopped), V(gateway_name_unresolved), V(gateway_port_filtered), V(gateway_not_listening),
          V(gateway_not_reached), V(gateway_certificate_not_loaded), V(tls_mismatch), V(signature_not_offered), V(gateway_cut_off),
          V(revocation_unknown), V(wrong_principal), V(peer_certificate_expired), V(manual_agents_rejected), V(not_approved),
          V(moved_or_deleted), V(kerberos_failing), V(root_store_fault), V(too_many_roots_on_gateway), V(certificate_refused),
          V(certificate_not_used), V(own_root_missing), V(trust_not_in_effect), V(gateway_certificate_unknown), V(authentication_failing),
          V(link_down_unexplained).
        # End of verdicts.
        - The diagnosis guide explains each.
      type: str
      sample: root_missing
    confidence:
      description:
        - How sure the verdict is. V(confirmed) is proven by what was read, V(probable) rests on what was logged or on something that nobody has
          confirmed for Windows, V(unknown) names what was seen without a cause.
      type: str
      sample: confirmed
    link:
      description:
        - The agent's connection to the gateway, V(up), V(probable), V(pending), V(down), V(standby) or V(unknown).
        - It is V(up) with a success in the log that no failure followed and a connection of HealthService's own process to an address of the
          gateway. One of the two, or an address that may be a translated one, is V(probable).
        - V(standby) is a failover parent that nothing was logged against, while the agent is connected to another parent of the management group.
      type: str
      sample: down
    linked:
      description:
        - Whether the agent is connected as far as can be told. V(true) for a connection to the gateway that no failure in the log speaks against,
          and for one to an address that may be a translated one, if the log has a success that no failure followed.
      type: bool
      sample: false
    findings:
      description: What is wrong or worth knowing. The deciding finding comes first, and its id is the verdict.
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
    agent:
      description: What SCOM is installed as on the host. Only these values are read; the keys that hold RunAs accounts never are.
      type: dict
      contains:
        # Start of agent, written by "make generate" from docs/return_values/agent.yml.
        role:
          description:
            - V(agent), V(gateway), V(management_server), V(service_manager) for a server of Service Manager, V(log_analytics_agent) for an agent
              that serves Log Analytics only, or V(none).
          type: str
          sample: agent
        product:
          description: The product as its set-up names it, or V(null).
          type: str
          sample: Microsoft Monitoring Agent
        version:
          description: The version of the product, or V(null).
          type: str
          sample: 10.22.10056.0
        install_directory:
          description: The folder of the installation, or V(null).
          type: str
          sample: C:\Program Files\Microsoft Monitoring Agent\Agent\
        computer_name:
          description: The host's own name, with its DNS suffix when it has one, or V(null). A suffix that group policy sets counts before its own.
          type: str
          sample: web01.dmz.example
        host_name:
          description: The host's own name without DNS suffix, or V(null).
          type: str
          sample: web01
        dns_suffix:
          description: The host's DNS suffix, by group policy or else its own, or V(null) when it has none.
          type: str
          sample: dmz.example
        management_groups:
          description: The management groups of an agent. Log Analytics workspaces are not among them.
          type: list
          elements: str
          sample: [CORP]
        active_directory_groups:
          description: The management groups whose parents Active Directory names.
          type: list
          elements: str
          sample: []
        parents:
          description: The parents of all management groups of an agent.
          type: list
          elements: dict
          contains: &parent
            management_group:
              description: The management group.
              type: str
              sample: CORP
            index:
              description: Its place among the parents, 0 for the primary.
              type: int
              sample: 0
            network_name:
              description: The name that the host connects to.
              type: str
              sample: gw01.corp.example
            authentication_name:
              description: The name that the parent's certificate must hold.
              type: str
              sample: gw01.corp.example
            port:
              description: The TCP port that the host connects to.
              type: int
              sample: 5723
        workspaces:
          description: The Log Analytics workspaces that the same agent serves.
          type: list
          elements: str
          sample: []
        server_groups:
          description: The management groups that a gateway or management server belongs to.
          type: list
          elements: str
          sample: []
        server_parents:
          description: The parents of a gateway itself.
          type: list
          elements: dict
          contains: *parent
        ad_integration:
          description: Whether Active Directory integration is on, or V(null) when that was not read.
          type: bool
          sample: false
        # End of agent.
    computer:
      description: The domain or the workgroup that the host belongs to. V(null) when that cannot be read.
      type: dict
      contains:
        # Start of computer, written by "make generate" from docs/return_values/computer.yml.
        domain:
          description: The name of the domain, or of the workgroup.
          type: str
          sample: corp.example
        part_of_domain:
          description: Whether it is a member of a domain.
          type: bool
          sample: true
        # End of computer.
    authentication:
      description: How the agent authenticates to the gateway.
      type: dict
      contains:
        method:
          description:
            - V(certificate), V(kerberos), or V(unknown) where no channel certificate is registered and it cannot be told whether Kerberos works.
            - With V(kerberos) nothing that has to do with certificates is looked at, and nothing is ever imported.
          type: str
          sample: certificate
        reason:
          description: Why, as a part of a sentence.
          type: str
          sample: a channel certificate is registered
        certain:
          description: Whether it is certain, or rests on domains whose trust cannot be seen.
          type: bool
          sample: true
        uses_stores:
          description: Whether it matters what the host trusts. Nothing is imported where it does not.
          type: bool
          sample: true
    clock:
      description: The clock of the host beside the controller's. V(null) when it did not tell its time.
      type: dict
      contains:
        # Start of clock, written by "make generate" from docs/return_values/clock.yml.
        ahead_seconds:
          description: The seconds by which it is ahead of the controller's. They are less than 0 for one that is behind.
          type: float
          sample: 0.214
        uncertainty_seconds:
          description: Half of the seconds that the question and its answer took, by which this may be wrong.
          type: float
          sample: 0.012
        # End of clock.
    install_state:
      description: V(installed), V(setup_without_service), V(service_without_setup) or V(absent).
      type: str
      sample: installed
    parent:
      description: The parent that is the gateway, or V(null).
      type: dict
      contains: *parent
    gateway_root:
      description: The root behind the gateway's certificate, or V(null) where none is known.
      type: dict
      contains:
        # Start of root, written by "make generate" from docs/return_values/root.yml.
        subject:
          description: The subject in RFC 4514 form.
          type: str
          sample: CN=Corp Root CA
        issuer:
          description: The issuer in RFC 4514 form.
          type: str
          sample: CN=Corp Root CA
        serial_number:
          description: The serial number as Windows shows it, in hexadecimal digits.
          type: str
          sample: 4B3A
        thumbprint:
          description: The SHA-1 thumbprint.
          type: str
          sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
        sha256:
          description: The SHA-256 fingerprint.
          type: str
          sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
        not_before:
          description: The begin of the validity, in UTC, or V(null) when it cannot be read.
          type: str
          sample: "2024-01-01T00:00:00Z"
        not_after:
          description: The end of the validity, in UTC, or V(null) when it cannot be read.
          type: str
          sample: "2034-01-01T00:00:00Z"
        # End of root.
        physical_stores:
          description:
            - The physical stores of Root on the host that hold it.
            - V(null) when they were not looked at, as on a host without an agent of the gateway.
          type: list
          elements: str
          sample: [.Default]
    gateway_chain:
      description: The chain of the gateway's certificate on this host.
      type: dict
      contains: &chain
        # Start of chain, written by "make generate" from docs/return_values/chain.yml.
        trusted:
          description: Whether nothing is wrong with it. V(null) when the chain was not built.
          type: bool
          sample: false
        certificates:
          description: The chain, the end-entity certificate first.
          type: list
          elements: dict
          contains:
            subject:
              description: The subject in RFC 4514 form, with Windows' short names for types that RFC 4514 has none for, such as V(E) for an e-mail address.
              type: str
              sample: CN=gw01.corp.example
            issuer:
              description: The issuer in RFC 4514 form.
              type: str
              sample: CN=Corp Root CA
            serial_number:
              description: The serial number as Windows shows it, in hexadecimal digits.
              type: str
              sample: 6D0A
            thumbprint:
              description: The SHA-1 thumbprint.
              type: str
              sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
            sha256:
              description: The SHA-256 fingerprint.
              type: str
              sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
            not_before:
              description: The begin of the validity, in UTC, or V(null) when it cannot be read.
              type: str
              sample: "2024-01-01T00:00:00Z"
            not_after:
              description: The end of the validity, in UTC, or V(null) when it cannot be read.
              type: str
              sample: "2034-01-01T00:00:00Z"
        problems:
          description: What is wrong with it, a sentence each.
          type: list
          elements: str
          sample: [the root CN=Corp Root CA is not among the trusted roots]
        # End of chain.
    own_certificate:
      description: The agent's own channel certificate, or V(null) when it was not looked at.
      type: dict
      contains:
        # Start of channel_certificate, written by "make generate" from docs/return_values/channel_certificate.yml.
        serial_number:
          description: The serial number in the registry, or V(null) when no certificate is registered.
          type: str
          sample: 6D0A
        certificate:
          description: The certificate of the store My that has this serial number, or V(null).
          type: dict
          contains:
            subject:
              description: The subject in RFC 4514 form, with Windows' short names for types that RFC 4514 has none for, such as V(E) for an e-mail address.
              type: str
              sample: CN=gw01.corp.example
            issuer:
              description: The issuer in RFC 4514 form.
              type: str
              sample: CN=Corp Root CA
            serial_number:
              description: The serial number as Windows shows it, in hexadecimal digits.
              type: str
              sample: 6D0A
            thumbprint:
              description: The SHA-1 thumbprint.
              type: str
              sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
            sha256:
              description: The SHA-256 fingerprint.
              type: str
              sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
            not_before:
              description: The begin of the validity, in UTC, or V(null) when it cannot be read.
              type: str
              sample: "2024-01-01T00:00:00Z"
            not_after:
              description: The end of the validity, in UTC, or V(null) when it cannot be read.
              type: str
              sample: "2034-01-01T00:00:00Z"
        hash_matches:
          description: Whether the registered hash names the same certificate. V(null) when none is registered.
          type: bool
          sample: true
        faults:
          description: Why it cannot be used, a sentence each. They are the evidence of the errors among its findings.
          type: list
          elements: str
          sample: []
        key:
          description: The private key that the certificate's entry in the store My names, or V(null) when it names none that can be understood.
          type: dict
          contains:
            container:
              description: The name of the key container. The key itself is never read.
              type: str
              sample: gw01-channel
            provider:
              description: The name of the provider that keeps the key.
              type: str
              sample: Microsoft RSA SChannel Cryptographic Provider
            provider_type:
              description: The type of the provider, V(0) for a CNG key storage provider.
              type: int
              sample: 12
            machine_key_set:
              description: Whether the key is one of the machine, and not of a user.
              type: bool
              sample: true
            key_spec:
              description: The kind of the key, V(1) for key exchange and V(2) for signatures.
              type: int
              sample: 1
        checks:
          description:
            - Every check, in the order of the public script Test-SCOMCertificate.
            - When no certificate is registered, or the store My does not hold it, the checks that come after that one are left out.
          type: list
          elements: dict
          contains:
            id:
              description: The stable name of the finding that a failure is.
              type: str
              sample: common_name_differs
            severity:
              description: The severity of a failure, V(error) or V(warning).
              type: str
              sample: error
            passed:
              description: Whether it passed. V(null) when that cannot be told.
              type: bool
              sample: true
            evidence:
              description: What was seen, or why nothing can be told.
              type: str
              sample: the channel certificate is for gw01.corp.example, and the host calls itself gw01.corp.example
        findings:
          description:
            - The failed checks. An error keeps the certificate from being used, a warning does not.
            - When the store My does not hold the certificate, the evidence also says whether the stores C(Operations Manager) or
              C(Microsoft Monitoring Agent) do, into which it may have been imported by mistake.
          type: list
          elements: dict
          contains:
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
        replacement:
          description:
            - The certificate of the store My that should be registered instead, because something keeps the registered one from being used, or it
              ends soon, or none is registered. The findings say how.
            - V(null) when there is none, or a choice between several that were issued by different CAs.
          type: dict
          contains:
            subject:
              description: The subject in RFC 4514 form, with Windows' short names for types that RFC 4514 has none for, such as V(E) for an e-mail address.
              type: str
              sample: CN=gw01.corp.example
            issuer:
              description: The issuer in RFC 4514 form.
              type: str
              sample: CN=Corp Root CA
            serial_number:
              description: The serial number as Windows shows it, in hexadecimal digits.
              type: str
              sample: 6D0A
            thumbprint:
              description: The SHA-1 thumbprint.
              type: str
              sample: 0563B8630D62D75ABBC8AB1E4BDFB5A899B24D43
            sha256:
              description: The SHA-256 fingerprint.
              type: str
              sample: 3E9099B5015E8F486C00BCEA9D111EE721FABA355A89BCF1DF69561E3DC6325C
            not_before:
              description: The begin of the validity, in UTC, or V(null) when it cannot be read.
              type: str
              sample: "2024-01-01T00:00:00Z"
            not_after:
              description: The end of the validity, in UTC, or V(null) when it cannot be read.
              type: str
              sample: "2034-01-01T00:00:00Z"
        # End of channel_certificate.
    own_chain:
      description: The chain of the agent's own certificate on this host.
      type: dict
      contains: *chain
    own_chain_on_gateway:
      description: The chain of the agent's own certificate, built against the gateway's stores. Not built without O(gateways[].evidence).
      type: dict
      contains: *chain
    service:
      description: The service HealthService, or V(null).
      type: dict
      contains:
        # Start of service, written by "make generate" from docs/return_values/service.yml.
        name:
          description: The name of the service.
          type: str
          sample: HealthService
        state:
          description: Its state.
          type: str
          sample: Running
        start_mode:
          description: Its start mode.
          type: str
          sample: Auto
        process_id:
          description: The process that runs it, 0 when it is stopped.
          type: int
          sample: 1234
        # End of service.
    connections:
      description: The host's established connections to the gateway's port, whatever process owns them.
      type: list
      elements: dict
      contains:
        remote_address:
          description: The address at the other end.
          type: str
          sample: 192.0.2.10
        remote_port:
          description: The port at the other end.
          type: int
          sample: 5723
        process_id:
          description: The process that owns the connection.
          type: int
          sample: 1234
    events:
      description: The newest events of the agent's log that tell about links, oldest first.
      type: list
      elements: dict
      contains: &event
        # Start of event, written by "make generate" from docs/return_values/event.yml.
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
        # End of event.
        sentence:
          description: All of it in a sentence.
          type: str
          sample: >-
            event 21006 at 2026-01-01T10:13:37Z: no connection to the parent's port
            (gw01.corp.example, 10060, nothing answered in time, as behind a firewall that filters)
    gateway_events:
      description: What the gateway's log says of this agent, oldest first. What it has against the agent counts since it last let it in.
      type: list
      elements: dict
      contains: *event
    last_event_record_id:
      description: The record id of the newest of the agent's events, or V(null).
      type: int
      sample: 4711
gateways:
  description: The same for each gateway that the agent is pointed at, in the order in which they were given.
  returned: success
  type: list
  elements: dict
  contains: *gateway_trust
"""
