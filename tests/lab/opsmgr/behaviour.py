# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What isn't known for certain about health services, so that every plausible variant can be played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeAlias

Events: TypeAlias = "tuple[int, ...]"


@dataclass(frozen=True)
class Behaviour:
    """Which events tell what, and when things happen.

    An agent without any link logs 21016 after these events in any case, or 21015 for each parent when it has several. Fields
    that end in `_there` are the gateway's events. Times are in seconds.
    """

    gateway_untrusted: Events = (20070,)
    """When the agent doesn't trust the gateway's certificate."""
    gateway_untrusted_there: Events = (20000,)

    agent_untrusted: Events = (20071,)
    """When the gateway doesn't trust the agent's certificate."""
    agent_untrusted_there: Events = (20072,)

    tells_partial_chains: bool = False
    """Whether the code in 20072 tells a chain that can't be built (0x800B010A) from an untrusted root (0x800B0109)."""

    kerberos_failed: Events = (21007,)
    """When one side has no usable certificate, and Kerberos, which is left, finds no trust between the two."""

    controllers_blocked: Events = (20071,)
    """When Kerberos is what both sides use, and one of them reaches no domain controller."""
    controllers_blocked_there: Events = (20002,)

    tried_first: Literal["certificate", "kerberos"] = "certificate"
    """What is tried where both sides have a certificate and are members of domains that trust each other: the documents of
    2016 and of 2007 differ."""

    tls_mismatch: Events = (20057,)
    """When no version of TLS is enabled on both sides."""

    name_mismatch: Events = (21001,)
    """When the gateway's certificate has another name than AuthenticationName."""

    key_missing: Events = (20068,)
    key_of_user: Events = (20077,)
    key_of_cng: Events = (21036,)
    """When the certificate's private key isn't there, is kept for a user, or is kept by a key storage provider."""

    cut_off_gateway: Literal["admits", "closes"] = "admits"
    """What a gateway without a connection to its own parent does with agents: it has no configuration for them."""
    cut_off_gateway_there: Events = (20000,)
    """When it closes."""

    reconfiguration: Events = (21024, 21025, 1210)
    """When an agent connects whose configuration hasn't changed since its last connection."""

    leaf_in_root: Literal["breaks_clients", "harmless"] = "breaks_clients"
    """What a certificate in Root that isn't self-signed does to those who connect to this machine (KB 2795828)."""

    sends_intermediates: bool = False
    """Whether peers send the intermediates of their CA store along with their certificate."""

    link_seconds: float = 0.0
    """From the service's start to the attempt to connect."""

    retry_seconds: float | None = None
    """From a failed attempt, or the loss of a link, to the next one; None: only a restart tries again."""


USUAL = Behaviour()

UNTRUSTED_GATEWAY_VARIANTS = (
    USUAL,
    Behaviour(gateway_untrusted_there=()),
    Behaviour(gateway_untrusted=(20071,), gateway_untrusted_there=(20002,)),
    Behaviour(gateway_untrusted=(20072,), gateway_untrusted_there=()),
    Behaviour(gateway_untrusted=(20072,), gateway_untrusted_there=(), tells_partial_chains=True),
    Behaviour(gateway_untrusted=(20072, 20071)),
    Behaviour(gateway_untrusted=(20057,), gateway_untrusted_there=()),
    Behaviour(gateway_untrusted=()),
    Behaviour(gateway_untrusted=(), gateway_untrusted_there=()),
)
UNTRUSTED_AGENT_VARIANTS = tuple(
    Behaviour(agent_untrusted=here, agent_untrusted_there=there)
    for here, there in product(((20071,), (20070,), ()), ((20072,), (21003,), (20002,), ()))
)
KERBEROS_VARIANTS = tuple(
    Behaviour(kerberos_failed=events) for events in ((21007,), (20057, 21001), (20057,), (21001,))
)
CONTROLLERS_BLOCKED_VARIANTS = tuple(
    Behaviour(controllers_blocked=here, controllers_blocked_there=there)
    for here, there in product(((20071,), (20057,), (20057, 21001), (21001,)), ((20002,), (21002,), ()))
)
METHOD_VARIANTS = tuple(Behaviour(tried_first=first) for first in ("certificate", "kerberos"))
TLS_MISMATCH_VARIANTS = tuple(Behaviour(tls_mismatch=events) for events in ((20057,), (20070,), (20071,), ()))
NAME_MISMATCH_VARIANTS = tuple(Behaviour(name_mismatch=events) for events in ((21001,), (20057,), (20071,)))
PRIVATE_KEY_VARIANTS = tuple(
    Behaviour(key_missing=events, key_of_user=events, key_of_cng=events)
    for events in ((20068,), (20077,), (21036,), (20077, 21036))
)
CUT_OFF_GATEWAY_VARIANTS = (
    USUAL,
    Behaviour(cut_off_gateway="closes"),
    Behaviour(cut_off_gateway="closes", cut_off_gateway_there=()),
)
RECONFIGURATION_VARIANTS = tuple(Behaviour(reconfiguration=events) for events in ((21024, 21025, 1210), (21024,), ()))
LEAF_IN_ROOT_VARIANTS = (USUAL, Behaviour(leaf_in_root="harmless"))

VARIANTS: Mapping[str, tuple[Behaviour, ...]] = {
    "untrusted gateway": UNTRUSTED_GATEWAY_VARIANTS,
    "untrusted agent": UNTRUSTED_AGENT_VARIANTS,
    "Kerberos": KERBEROS_VARIANTS,
    "controllers blocked": CONTROLLERS_BLOCKED_VARIANTS,
    "method": METHOD_VARIANTS,
    "TLS mismatch": TLS_MISMATCH_VARIANTS,
    "name mismatch": NAME_MISMATCH_VARIANTS,
    "private key": PRIVATE_KEY_VARIANTS,
    "cut-off gateway": CUT_OFF_GATEWAY_VARIANTS,
    "reconfiguration": RECONFIGURATION_VARIANTS,
    "leaf in Root": LEAF_IN_ROOT_VARIANTS,
}
