#!/usr/bin/python
# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of an action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: channel_certificate_info
short_description: Read the certificate that a SCOM health service presents
version_added: 1.0.0
description:
  - Reads which certificate an Operations Manager agent, gateway or management server presents, and the chain that the host itself builds for it.
  - On a gateway this is what its agents have to trust.
  - Checks everything that SCOM asks of the certificate, and that the public script Test-SCOMCertificate checks on the host itself.
    Names are decoded and never read from text in the host's language, and serial numbers may have up to 20 bytes.
  - Returns all certificates of the store My, with what each lacks for the channel, and the one that should be registered where the registered
    one cannot be used.
  - Revocation is not checked, and the provider and the kind of the private key are what the store entry says of it. Whether the key still
    exists, and who may use it, cannot be seen in the registry.
author:
  - scom.dmz contributors (@scom-dmz)
extends_documentation_fragment:
  - scom.dmz.windows
  - scom.dmz.windows.attributes
  - scom.dmz.windows.info
options:
  expiry_lead_days:
    description: A certificate that is valid for fewer days than this is a warning.
    type: int
    default: 30
seealso:
  - module: scom.dmz.gateway_trust_info
"""

EXAMPLES = r"""
---
- name: Read the gateway's certificate and its chain
  scom.dmz.channel_certificate_info:
  register: gateway

- name: Show the root that agents have to trust
  ansible.builtin.debug:
    var: gateway.channel_certificate.root

- name: Read an agent's certificate, with a warning two months before it expires
  scom.dmz.channel_certificate_info:
    expiry_lead_days: 60
  register: agent

- name: Show which certificates of the host could be registered
  ansible.builtin.debug:
    msg: "{{ agent.channel_certificate.candidates | selectattr('fits') | map(attribute='thumbprint') }}"

- name: Stop at what keeps the certificate from being used
  ansible.builtin.assert:
    that: agent.channel_certificate.faults == []
    fail_msg: "{{ agent.channel_certificate.faults | join('; ') }}"
"""

RETURN = r"""
channel_certificate:
  description: The registered certificate and its chain.
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
    root_pem:
      description: The root in PEM form, or V(null).
      type: str
      sample: "-----BEGIN CERTIFICATE-----..."
    candidates:
      description:
        - All certificates of the store My, those first that could be registered, of these the one that ends last. Archived ones are left out,
          because Windows does not find them.
        - For this, the key usage, the first DNS name and a chain to a root that the host knows count as well.
      type: list
      elements: dict
      contains:
        subject:
          description: The subject in RFC 4514 form.
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
        fits:
          description: Whether nothing speaks against it.
          type: bool
          sample: true
        lacks:
          description: What speaks against it, each as the end of a sentence about it.
          type: list
          elements: str
          sample: [its extended key usage lacks clientAuth]
"""
