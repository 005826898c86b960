# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of findings that never decide a verdict: what is worth knowing beside it."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources

PARENT_NAMES_DIFFER = Kind(
    "parent_names_differ",
    Severity.WARNING,
    "The agent connects to one name and authenticates another.",
    "Set NetworkName and AuthenticationName of the parent to the name in the gateway's certificate, unless an alias is meant.",
    sources.unverified(sources.AGENT_REGISTRY),
)
ROOT_FROM_POLICY_ONLY = Kind(
    "root_from_policy_only",
    Severity.INFO,
    "The root comes from group policy alone, and every refresh of the policy deletes and rewrites it.",
    "Import the root into the local store as well, if the link breaks now and then.",
    sources.ROOT_BY_POLICY,
)
NOT_SELF_SIGNED_IN_ROOT = Kind(
    "not_self_signed_in_root",
    Severity.WARNING,
    "Certificates that are not self-signed lie in the host's store Root, where they can break client authentication.",
    "Move them to the store CA.",
    sources.ROOT_STORE,
)
NOT_SELF_SIGNED_IN_GATEWAY_ROOT = Kind(
    "not_self_signed_in_gateway_root",
    Severity.WARNING,
    "Certificates that are not self-signed lie in the gateway's store Root, where they can break the agents' authentication.",
    "Move them to the store CA on the gateway.",
    sources.ROOT_STORE,
)
SERVER_IS_AGENT = Kind(
    "server_is_agent",
    Severity.WARNING,
    "A gateway or management server has agent management groups too, which is a known misconfiguration.",
    "Remove them under Microsoft Monitoring Agent in the Control Panel.",
    "Microsoft, Operations Manager data collector, best practices",
)
GATEWAY_LINK_DOWN = Kind(
    "gateway_link_down",
    Severity.WARNING,
    "The gateway's own link to its management server is not up.",
    "Mend it: agents turn gray with it, although they are linked with the gateway.",
    sources.GRAY_STATE,
)
ACTIVE_DIRECTORY_ON = Kind(
    "active_directory_on",
    Severity.WARNING,
    "Active Directory integration is on, which a workgroup host cannot use.",
    "Turn it off.",
    sources.CONNECTIVITY,
)
LINKED_ELSEWHERE = Kind(
    "linked_elsewhere",
    Severity.INFO,
    "The agent is linked with another parent of its management group instead of this gateway.",
    "Nothing for monitoring; mend the way to this gateway if it is meant to be the primary.",
    sources.AGENT_REGISTRY,
)
GATEWAY_CERTIFICATE_NOT_LOADED = Kind(
    "gateway_certificate_not_loaded",
    Severity.WARNING,
    "The gateway's registered certificate is younger than the last one that its HealthService loaded, which it still presents.",
    "Restart HealthService on the gateway, after its agents trust the root of the new certificate.",
    sources.STALE_SERIAL,
)
LINK_NOT_SEEN = Kind(
    "link_not_seen",
    Severity.INFO,
    "No failure was logged, and there is no sign of the link yet either.",
    "Give the agent some minutes and check again.",
    sources.CONNECTIVITY,
)
LINK_FAILURE_LOGGED = Kind(
    "link_failure_logged",
    Severity.INFO,
    "The agent logged a failure of the link; by itself it proves no cause.",
    "See the verdict.",
    sources.CONNECTIVITY,
)
GATEWAY_REFUSED_AGENT = Kind(
    "gateway_refused_agent",
    Severity.INFO,
    "The gateway's log names this agent.",
    "See the verdict.",
    sources.CONNECTOR_EVENTS,
)
CONFIGURATION_PENDING = Kind(
    "configuration_pending",
    Severity.INFO,
    "The agent is connected and waits for its configuration.",
    "Wait some minutes; if it stays so, look for events 29120 and 29181 on the management server.",
    sources.CONNECTIVITY,
)
CONSOLE_DELAY = Kind(
    "console_delay",
    Severity.INFO,
    "The link came up a short while ago; the console may show the agent gray for some more minutes.",
    "Wait five minutes before looking at the console.",
    sources.HEARTBEAT,
)
LOG_UNREADABLE = Kind(
    "log_unreadable",
    Severity.INFO,
    "The host's log Operations Manager cannot be read, so the link is judged by its connection alone.",
    "Give the WinRM account the right to read it, or repair the agent if the log does not exist.",
    "the host's own answer",
)

NOTES = (
    PARENT_NAMES_DIFFER,
    ROOT_FROM_POLICY_ONLY,
    NOT_SELF_SIGNED_IN_ROOT,
    NOT_SELF_SIGNED_IN_GATEWAY_ROOT,
    SERVER_IS_AGENT,
    GATEWAY_LINK_DOWN,
    ACTIVE_DIRECTORY_ON,
    LINKED_ELSEWHERE,
    GATEWAY_CERTIFICATE_NOT_LOADED,
    LINK_NOT_SEEN,
    LINK_FAILURE_LOGGED,
    GATEWAY_REFUSED_AGENT,
    CONFIGURATION_PENDING,
    CONSOLE_DELAY,
    LOG_UNREADABLE,
)
