# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What openssl says of chains whose CAs are limited. The main job's answer to the same forms is asked for in the lab."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path

import pytest

from tests.lab.odd_sites import Chain, Place, odd_site
from tests.pki.forms import Form
from tests.pki.restrictions import (
    ACCEPTED_CA_FORMS,
    REFUSED_CA_FORMS,
    for_any_purpose,
    names_another_serial_number,
    names_the_issuer_in_capitals,
)

CAS = (Place.ISSUING, Place.ROOT)
NAMED = (Place.ISSUING, Place.GATEWAY)
ACCEPTED = [
    *((place, form) for place in CAS for form in ACCEPTED_CA_FORMS.values()),
    *((place, names_the_issuer_in_capitals) for place in NAMED),
]
REFUSED = [
    *((place, form) for place in CAS for form in (*REFUSED_CA_FORMS.values(), for_any_purpose)),
    *((place, names_another_serial_number) for place in NAMED),
]


def accepts(openssl: str, chain: Chain, folder: Path) -> bool:
    for name, held in (("root", chain.root), ("issuing", chain.issuing), ("gateway", chain.gateway)):
        Path(folder, name).write_text(ssl.DER_cert_to_PEM_cert(held.encoded), encoding="ascii")
    command = [openssl, "verify", "-CAfile", "root", "-untrusted", "issuing", "-purpose", "sslserver", "gateway"]
    return not subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("place", "form", "expected"), [*((*each, True) for each in ACCEPTED), *((*each, False) for each in REFUSED)]
)
def test_openssl_agrees(place: Place, form: Form, expected: bool, tmp_path: Path, openssl: str) -> None:
    _site, chains = odd_site(place, {form.__name__: form})
    assert accepts(openssl, chains[form.__name__], tmp_path) is expected
