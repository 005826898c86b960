# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of findings that never decide a verdict: what is worth knowing beside it."""

from __future__ import annotations

from ansible_collections.scom.dmz.plugins.plugin_utils.core.finding import Kind, Severity, Symptom
from ansible_collections.scom.dmz.plugins.plugin_utils.opsmgr.findings import sources

PARENT_NAMES_DIFFER = Kind(
    "parent_names_differ",
    Severity.WARNING,
    "The agent connects to one name and authenticates another.",
    "Set NetworkName and AuthenticationName of the parent to the name in the gateway's certificate, unless an alias is meant.",
    sources.unverified(sources.AGENT_REGISTRY),
    advice=(
        "If the link is up, it is meant. Otherwise compare both names in the evidence with the gateway's certificate; "
        "name_mismatch_ is the verdict when they don't agree."
    ),
)
BY_KERBEROS = Kind(
    "by_kerberos",
    Severity.INFO,
    "The agent has no channel certificate and authenticates to the gateway by Kerberos, as members of its domain do.",
    "Nothing; no certificate and no root is needed for it.",
    sources.GATEWAYS,
    advice=(
        "What the host trusts was not looked at, and nothing is ever imported for such an agent. Kerberos needs a domain "
        "controller that host and gateway reach, the service principal name MSOMHSvc/ of the gateway, a trust where the "
        "domains differ, and clocks that differ by less than five minutes. If the host is to use a certificate all the same, "
        "register one with MOMCertImport, and check again."
    ),
)
MEMBER_WITH_CERTIFICATE = Kind(
    "member_with_certificate",
    Severity.INFO,
    (
        "This agent could also authenticate by Kerberos. Microsoft's documents differ about what is tried first: the certificates "
        "where both sides have one, or Kerberos and then the certificates."
    ),
    "Nothing while the link is up; otherwise mend what the verdict says, or unregister the certificate to have Kerberos used.",
    sources.unverified(sources.METHODS),
    advice=(
        "The host was judged by its certificate. If the link is up although the verdict says that it cannot be, Kerberos is "
        "what it uses."
    ),
)
ROOT_FROM_POLICY_ONLY = Kind(
    "root_from_policy_only",
    Severity.INFO,
    "The root comes from group policy alone, and every refresh of the policy deletes and rewrites it.",
    "Import the root into the local store as well, if the link breaks now and then.",
    sources.ROOT_BY_POLICY,
    advice=(
        "Nothing, as long as the link stays up. If it breaks for minutes once or twice a day, have "
        "``root_certificate`` import the root into the local store."
    ),
    symptoms=(
        Symptom(
            "Not trusted now and then, for minutes",
            "The root is in the store of group policy only",
            "Each refresh of the policy deletes and rewrites it",
            "Import it into the local store as well",
        ),
    ),
)
CHAIN_IN_DOUBT = Kind(
    "chain_in_doubt",
    Severity.WARNING,
    "The gateway's chain has a certificate that programs differ about, so that trust in it is probable at best.",
    "Have the CA renew the certificate that the evidence names in the usual form.",
    sources.REPORTED_ROOTS,
    advice=(
        "The verdict is right as far as it can be told from outside. The link decides: if it comes up, Windows takes the "
        "chain. If it does not and nothing above explains it, have that certificate renewed."
    ),
)
NOT_SELF_SIGNED_IN_ROOT = Kind(
    "not_self_signed_in_root",
    Severity.WARNING,
    "Certificates that are not self-signed lie in the host's store Root, where they can break client authentication.",
    "Move those that are CAs to the store CA, and remove the others from Root.",
    sources.ROOT_STORE,
    advice=(
        "While the link is up, the host's administrators do that when it suits. Where group policy put it there, the policy has to "
        "be changed. If authentication fails and nothing above explains it, root_store_fault_ is the verdict."
    ),
)
NOT_SELF_SIGNED_IN_GATEWAY_ROOT = Kind(
    "not_self_signed_in_gateway_root",
    Severity.WARNING,
    "Certificates that are not self-signed lie in the gateway's store Root, where they can break the agents' authentication.",
    "Move those that are CAs to the store CA on the gateway, and remove the others from its store Root.",
    sources.ROOT_STORE,
    advice=(
        "Tell the gateway's administrators, because every agent is concerned. If an agent's link is not up and nothing "
        "above explains it, root_store_fault_ is the verdict."
    ),
)
SERVER_IS_AGENT = Kind(
    "server_is_agent",
    Severity.WARNING,
    "A gateway or management server has agent management groups too, which is a known misconfiguration.",
    "Remove them under Microsoft Monitoring Agent in the Control Panel.",
    "Microsoft, Operations Manager data collector, best practices",
    advice="Tell the SCOM administrators; it has nothing to do with trust in the gateway.",
)
GATEWAY_LINK_DOWN = Kind(
    "gateway_link_down",
    Severity.WARNING,
    "The gateway's own link to its management server is not up.",
    "Mend it: agents turn gray with it, although they are linked with the gateway.",
    sources.GRAY_STATE,
    advice=(
        "The agent is well. Tell the gateway's administrators what the evidence says, before anybody looks for the "
        "fault on the hosts."
    ),
)
ACTIVE_DIRECTORY_ON = Kind(
    "active_directory_on",
    Severity.WARNING,
    "Active Directory integration is on, which a workgroup host cannot use.",
    "Turn it off.",
    sources.CONNECTIVITY,
    advice=(
        "The agent has its parent all the same. The host's administrators turn it off, so that it does not wait for a "
        "policy after the next set-up."
    ),
)
OTHER_MANAGEMENT_GROUPS = Kind(
    "other_management_groups",
    Severity.INFO,
    "The agent has other management groups, and one HealthService serves them all.",
    "Before a restart, set maintenance mode for the host in these management groups as well.",
    sources.AGENT_REGISTRY,
    advice=(
        "A restart by ``onboard`` or ``health_service`` interrupts them for a moment too. Tell those who run these management groups "
        "before."
    ),
)
CLOCK_DIFFERS = Kind(
    "clock_differs",
    Severity.WARNING,
    "A clock differs from another one by more than five minutes.",
    "Correct the clock and its time synchronization.",
    sources.CLOCK_TOLERANCE,
    advice=(
        "Nothing is urgent while the link is up. It can do harm when a certificate begins or ends, and after a restart of HealthService. The "
        "times of the events in the evidence are those of the machine that logged them."
    ),
)
CONTROLLER_CLOCK_DIFFERS = Kind(
    "controller_clock_differs",
    Severity.WARNING,
    "The clocks of the host and the gateway agree with each other, and the controller's differs from both.",
    "Correct the controller's clock. Nothing is imported until then.",
    sources.CLOCK_TOLERANCE,
    advice=(
        "The verdict is given for the time of the host and the gateway. ``onboard`` imports nothing, because whether a root is in date is "
        "judged by the controller's clock."
    ),
)
LINKED_ELSEWHERE = Kind(
    "linked_elsewhere",
    Severity.INFO,
    "The agent is linked with another parent of its management group instead of this gateway.",
    "Nothing for monitoring; mend the way to this gateway if it is meant to be the primary.",
    sources.AGENT_REGISTRY,
    advice=(
        "The verdict says why this gateway is not in use, if anything speaks against it. With an address translation "
        "in between, name the translated address in ``gateway_trust_gateway_addresses``."
    ),
)
LINK_NOT_SEEN = Kind(
    "link_not_seen",
    Severity.INFO,
    "No failure was logged, and there is no sign of the link yet either.",
    "Give the agent some minutes and check again.",
    sources.CONNECTIVITY,
    advice="If it stays so, look into the log by hand: it may be that it is too short, or that the agent hangs.",
)
LINK_FAILURE_LOGGED = Kind(
    "link_failure_logged",
    Severity.INFO,
    "The agent logged a failure of the link; by itself it proves no cause.",
    "See the verdict.",
    sources.CONNECTIVITY,
    advice=(
        "It is the newest failure of the agent that nothing better followed. The meaning of the number is in the table "
        "`The events`_."
    ),
)
GATEWAY_REFUSED_AGENT = Kind(
    "gateway_refused_agent",
    Severity.INFO,
    "The gateway's log names this agent.",
    "See the verdict.",
    sources.CONNECTOR_EVENTS,
    advice=(
        "It is the newest line of the gateway's log against this agent since it was last let in. The meaning of the "
        "number is in the table `The events`_."
    ),
)
CONFIGURATION_PENDING = Kind(
    "configuration_pending",
    Severity.INFO,
    "The agent is connected and waits for its configuration.",
    "Wait some minutes; if it stays so, look for events 29120 and 29181 on the management server.",
    sources.CONNECTIVITY,
    advice=(
        "Approval and trust are behind the agent. Run the check again after 10 to 15 minutes, and have the SCOM "
        "administrators look at the management server only then."
    ),
)
CONFIGURATION_OVERDUE = Kind(
    "configuration_overdue",
    Severity.WARNING,
    "The agent has waited for its configuration for more than a day.",
    "Repair the agent in the console (Agent Managed, Repair). If it still waits, reset its cache: stop HealthService, rename the "
    "folder Health Service State, and start the service.",
    sources.CONFIGURATION,
    advice=(
        "Waiting does not help any more. An agent that was installed by hand cannot be repaired from the console; reset its cache. "
        "When several agents of the gateway wait, look at the gateway's own link and for events 29120 and 29181 on the management "
        "server first. If data of the agent do arrive in the console, nothing is to be done."
    ),
    symptoms=(
        Symptom(
            "21023 or 21024 for days, nothing since",
            "The time of the event; other agents of the gateway",
            "The configuration does not reach the agent",
            "Repair the agent, or reset its cache",
        ),
    ),
)
CONFIGURATION_REFUSED = Kind(
    "configuration_refused",
    Severity.WARNING,
    "The configuration arrives at the agent, and the agent cannot process it, so it is linked and monitors nothing.",
    "See that the agent's action account and Run As accounts have passwords and may log on, and that HSLockdown does not shut "
    "the account SYSTEM out; then repair the agent, or reset its cache.",
    sources.CONFIGURATION,
    advice=(
        "``HSLockdown.exe`` in the agent's folder, with the name of the management group and ``/L``, lists who is shut out; "
        '``/R "NT AUTHORITY\\SYSTEM"`` takes SYSTEM off that list, as is needed on domain controllers. Then restart the agent. '
        "Repair it in the console (Agent Managed, Repair), or stop HealthService, rename the folder Health Service State and start "
        "the service, if 7022 or 1220 come back."
    ),
    symptoms=(
        Symptom(
            "7022 and 1220 on an agent that is linked",
            "``HSLockdown.exe`` with ``/L``; the agent's action account",
            "The agent cannot process the configuration that it receives",
            "Correct the account, repair the agent, or reset its cache",
        ),
    ),
)
CONSOLE_DELAY = Kind(
    "console_delay",
    Severity.INFO,
    "The link came up a short while ago; the console may show the agent gray for some more minutes.",
    "Wait five minutes before looking at the console.",
    sources.HEARTBEAT,
    advice=(
        "Nothing. If it is still gray after that, look at the gateway's own link and at the agent's primary management "
        "server in the console."
    ),
)
REVOCATION_SERVERS = Kind(
    "revocation_servers",
    Severity.INFO,
    "The certificates of the gateway and the agent name servers with lists of revoked certificates, which Windows may ask while it verifies them.",
    "Let the firewall pass these from the host and from the gateway, if revocation is checked there.",
    sources.X509,
    advice=(
        "Nothing was asked there: revocation is not checked. If nothing above explains why there is no link, look whether the "
        "host and the gateway reach these servers."
    ),
)
SCHANNEL_LOGGED = Kind(
    "schannel_logged",
    Severity.INFO,
    "Windows' TLS provider logged handshakes that failed, which may or may not be those of this link.",
    "See the verdict. Where it explains nothing, look these up in the log System of that machine, at the same time.",
    sources.SCHANNEL_EVENTS,
    advice=(
        "Those of the process HealthService are the link's, or on a gateway those of any of its agents. Others are named because nothing "
        "tells them apart on older versions of Windows, and those of other processes, such as w3wp, have nothing to do with SCOM. "
        "36871 and 36888 alone prove nothing."
    ),
)
SYSTEM_LOG_UNREADABLE = Kind(
    "system_log_unreadable",
    Severity.INFO,
    "The log System of a machine cannot be read, so what Windows' TLS provider logged there is not known.",
    "Remove what kept wevtutil from reading it, if the verdict does not say enough.",
    "the host's own answer",
    advice="The verdict does not need it. The evidence says whose log it is.",
)
LOG_UNREADABLE = Kind(
    "log_unreadable",
    Severity.INFO,
    "The host's log Operations Manager cannot be read, so the link is judged by its connection alone.",
    "Remove what kept wevtutil from reading it, or repair the agent if the log does not exist.",
    "the host's own answer",
    advice=(
        "The link can at best be probable until the log can be read. If the host has no such log, its agent was not "
        "installed properly."
    ),
)

NOTES = (
    BY_KERBEROS,
    MEMBER_WITH_CERTIFICATE,
    PARENT_NAMES_DIFFER,
    ROOT_FROM_POLICY_ONLY,
    CHAIN_IN_DOUBT,
    NOT_SELF_SIGNED_IN_ROOT,
    NOT_SELF_SIGNED_IN_GATEWAY_ROOT,
    SERVER_IS_AGENT,
    GATEWAY_LINK_DOWN,
    ACTIVE_DIRECTORY_ON,
    OTHER_MANAGEMENT_GROUPS,
    CLOCK_DIFFERS,
    CONTROLLER_CLOCK_DIFFERS,
    LINKED_ELSEWHERE,
    LINK_NOT_SEEN,
    LINK_FAILURE_LOGGED,
    GATEWAY_REFUSED_AGENT,
    CONFIGURATION_PENDING,
    CONFIGURATION_OVERDUE,
    CONFIGURATION_REFUSED,
    CONSOLE_DELAY,
    REVOCATION_SERVERS,
    SCHANNEL_LOGGED,
    SYSTEM_LOG_UNREADABLE,
    LOG_UNREADABLE,
)
