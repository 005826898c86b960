# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What SCOM is on a host, its service and its channel certificate, as modules return them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.agent.agent import Agent
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.candidates import Candidates
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.channel_certificate import ChannelCertificate
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.certificate.checks import Check
from ansible_collections.scom.dmz.plugins.plugin_utils.results.certificates import brief_certificate, describe_chain
from ansible_collections.scom.dmz.plugins.plugin_utils.results.findings import describe_finding
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.service import Service

Result = dict[str, Any]


def describe_agent(agent: Agent) -> Result:
    return {
        "role": agent.role,
        "product": agent.product,
        "version": agent.version,
        "install_directory": agent.install_directory,
        "computer_name": agent.computer_name,
        "host_name": agent.host_name,
        "dns_suffix": agent.dns_suffix,
        "management_groups": list(agent.management_groups),
        "active_directory_groups": list(agent.active_directory_groups),
        "parents": [asdict(parent) for parent in agent.parents],
        "workspaces": list(agent.workspaces),
        "server_groups": list(agent.server_groups),
        "server_parents": [asdict(parent) for parent in agent.server_parents],
        "ad_integration": agent.ad_integration,
    }


def describe_service(service: Service) -> Result:
    return asdict(service)


def describe_channel_certificate(own: ChannelCertificate, serial: bytes | None) -> Result:
    return {
        "serial_number": serial.hex().upper() if serial else None,
        "certificate": brief_certificate(own.certificate) if own.certificate else None,
        "hash_matches": own.hash_matches,
        "faults": list(own.faults),
    }


def describe_channel_checks(own: ChannelCertificate) -> Result:
    """All that was checked of a channel certificate, and the key that its store entry names."""
    return {
        "key": asdict(own.key) if own.key else None,
        "checks": [_describe_check(check) for check in own.checks],
        "findings": [describe_finding(finding) for finding in own.findings],
        "replacement": brief_certificate(own.replacement.certificate) if own.replacement else None,
    }


def describe_candidates(candidates: Candidates) -> list[Result]:
    return [
        {**brief_certificate(each.certificate), "fits": each.fits, "lacks": list(each.lacks)}
        for each in candidates.certificates
    ]


def describe_presented_certificate(own: ChannelCertificate, serial: bytes | None) -> Result:
    """A channel certificate with its checks and the chain that its host builds for it."""
    chain = own.chain
    return {
        **describe_channel_certificate(own, serial),
        **describe_channel_checks(own),
        "chain": describe_chain(chain),
        "chain_pem": "".join(certificate.pem() for certificate in chain.certificates) if chain else None,
        "root": brief_certificate(chain.root) if chain and chain.root else None,
    }


def _describe_check(check: Check) -> Result:
    return {
        "id": check.kind.id,
        "severity": check.kind.severity,
        "passed": check.passed,
        "evidence": check.evidence,
    }
