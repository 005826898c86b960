#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: gateway_info
short_description: Read a SCOM gateway once for all its agents
version_added: 1.0.0
description:
  - Reads the channel certificate that a gateway presents with its chain and root, and what the gateway can tell about its agents. Which roots it
    trusts, what its log says, under which addresses it is reached, which management groups it serves, and whether its own link is up.
  - One read serves a whole run. M(scom.dmz.gateway_trust_info) takes the result for each agent.
  - A management server that agents report to is read in the same way.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  events_since:
    description: Only events that were logged at or after this moment count, in ISO 8601 form, by the gateway's own clock. UTC without an offset.
    type: str
  expiry_lead_days:
    description: A channel certificate that is valid for fewer days than this is a warning.
    type: int
    default: 30
seealso:
  - module: scom.dmz.gateway_trust_info
  - module: scom.dmz.channel_certificate_info
"""

EXAMPLES = r"""
---
- name: Read the gateway
  scom.dmz.gateway_info:
  register: gateway

- name: Show whether its own link is up
  ansible.builtin.debug:
    msg: "{{ gateway.gateway.link }}: {{ gateway.gateway.link_event }}"
"""

RETURN = r"""
gateway:
  description: What was found.
  returned: success
  type: dict
  contains:
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
    verdict:
      description:
        - What is wrong with the gateway itself, for all its agents at once. V(gateway_stopped), V(gateway_certificate_not_loaded),
          V(gateway_certificate_not_registered), V(gateway_certificate_unusable), V(gateway_cut_off), or V(in_order).
        - The diagnosis guide explains each of them.
      type: str
      sample: gateway_certificate_not_registered
    findings:
      description: What was found of the gateway itself, what decides the verdict before what is only worth knowing.
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
    link:
      description: The gateway's own link to its management server, V(up), V(probable), V(pending), V(down) or V(unknown).
      type: str
      sample: up
    link_event:
      description: The event that tells about that link, or V(null).
      type: str
      sample: "event 1210 at 2026-01-01T10:13:37Z: the agent received and applied its configuration (corp)"
    certificate:
      description: The channel certificate that the gateway presents to its agents.
      type: dict
      contains:
        # Start of presented_certificate, written by "make generate" from docs/return_values/presented_certificate.yml.
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
        chain:
          description: The chain that the host itself builds for it.
          type: dict
          contains:
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
        chain_pem:
          description: The chain in PEM form, the channel certificate first, or V(null).
          type: str
          sample: "-----BEGIN CERTIFICATE-----..."
        root:
          description: The root at the end of the chain, or V(null) when the chain has none.
          type: dict
          contains:
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
        # End of presented_certificate.
    certificate_loaded:
      description:
        - V(false) when that certificate is younger than the newest event about loading one, or that event tells of a failure, so that the
          gateway presents an older one, or none, until its HealthService is restarted. V(null) when there is no certificate, or the log does
          not tell.
      type: bool
      sample: true
    candidate:
      description:
        - Where no certificate is registered that is in the store My, the certificate of My that meets what SCOM asks for. V(null) where one is
          registered, and where none or more than one fits.
        - It is no more than a guess. Nothing is imported because of it.
      type: dict
      contains:
        # Start of certificate, written by "make generate" from docs/return_values/certificate.yml.
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
        # End of certificate.
        reason:
          description: Why it fits.
          type: str
          sample: is for the host's own name, in date, with both purposes and a key of the machine, and its chain ends in CN=Corp Root CA
        chain_pem:
          description: Its chain as the gateway builds it, in PEM form, or V(null).
          type: str
          sample: "-----BEGIN CERTIFICATE-----"
        root:
          description: The root of that chain, or V(null) when it ends in none.
          type: dict
          contains:
            # Start of certificate, written by "make generate" from docs/return_values/certificate.yml.
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
            # End of certificate.
    evidence:
      description: What the checks of the gateway's agents need, as O(scom.dmz.gateway_trust_info#module:gateways[].evidence) takes it.
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
"""
