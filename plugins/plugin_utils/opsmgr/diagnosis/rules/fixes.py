# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to do about certificates of a chain or of a store, where that depends on which ones they are, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.path_rules import ChainProblem, Problem

_MOST_NAMED = 5


def how_to_mend_issuer(problems: Sequence[ChainProblem], owner: str, places: str) -> str:
    """Of CAs of the certificate of an OWNER, which only the people of the CA can mend. PLACES are where the new one has to be.

    One that is renewed with its key stands behind the same certificates as before (RFC 5280, 4.1.2.6 and 4.2.1.1).
    """
    kinds = {problem.problem for problem in problems}
    if kinds <= {Problem.EXPIRED}:
        return (
            f"Have the people of the CA renew the certificate that the evidence names, and import the new one {places}. Only if "
            f"that CA gets a new key, have the {owner}'s certificate issued again as well, and register it."
        )
    if kinds <= {Problem.NOT_YET_VALID}:
        return "Compare the clocks of the controller, both machines and the CA, or wait until the validity begins."
    return (
        f"Have the people of the CA correct the certificate that the evidence names, or have the {owner}'s certificate issued by "
        "another CA and register it."
    )


def how_to_clear_root(misplaced: Sequence[Certificate], machine: str) -> str:
    """Of what lies in the store Root of a MACHINE and is no root."""
    authorities = [certificate for certificate in misplaced if certificate.is_ca]
    others = [certificate for certificate in misplaced if not certificate.is_ca]
    moved = f"Move {_named(authorities)} from the store Root to the store CA {machine}." if authorities else ""
    removed = (
        f"Remove {_named(others)} from the store Root {machine}: a certificate that is no CA belongs into My, with its key."
        if others
        else ""
    )
    return " ".join(filter(None, (moved, removed)))


def _named(certificates: Sequence[Certificate]) -> str:
    named = [certificate.subject for certificate in certificates[:_MOST_NAMED]]
    left = len(certificates) - len(named)
    return " and ".join([*named, *([f"{left} more"] if left else [])])
