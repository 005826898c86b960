# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sites described in YAML, as an administrator reports them: what differs from a healthy site is all that a file says."""

from tests.lab.states.building import Built, build
from tests.lab.states.files import Document, read_document, read_documents
from tests.lab.states.section import StateError

__all__ = ["Built", "Document", "StateError", "build", "read_document", "read_documents"]
