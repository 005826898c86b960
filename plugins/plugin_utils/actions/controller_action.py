# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of every action plugin here: arguments, files of the controller, one translation of errors, printable results.

Whatever a plugin returns, its failure message and warnings included, passes :func:`printable`: no text of a host gets
to a terminal, a log, a diff or the next task with a character in it that does more than stand there. That text is never
a template either: ansible-core marks results as untrusted, and no plugin here templates anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from ansible.errors import AnsibleFileNotFound
from ansible.plugins.action import ActionBase
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.files import read_regular
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.libraries import require_libraries
from ansible_collections.scom.dmz.plugins.plugin_utils.controller.openssl import set_up_algorithms
from ansible_collections.scom.dmz.plugins.plugin_utils.core.errors import (
    CertificateError,
    ControllerFileError,
    HostUnreachable,
    OptionError,
    ScomDmzError,
)
from ansible_collections.scom.dmz.plugins.plugin_utils.core.printable import printable
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.bundle import MAXIMUM_SIZE, Bundle, merge, read_bundle
from ansible_collections.scom.dmz.plugins.plugin_utils.x509.certificate import Certificate

Result = dict[str, Any]


class ControllerAction(ActionBase):
    """Subclasses say which arguments they take and do the task."""

    _supports_check_mode = True
    _supports_async = False

    ARGUMENTS: ClassVar[dict[str, Any]] = {}

    LONG: ClassVar[bool] = False
    """The result is too long to be shown with -v, as a host's facts are."""

    def work(self, arguments: Result, task_vars: Result) -> Result:
        """Do the task and return its result. Errors of this collection become the task's failure message."""
        raise NotImplementedError

    def run(self, tmp: str | None = None, task_vars: Result | None = None) -> Result:
        result: Result = super().run(tmp, task_vars)
        if self.LONG:
            result["_ansible_verbose_override"] = True
        return {**result, **printable(self._outcome(task_vars or {}))}

    def _outcome(self, task_vars: Result) -> Result:
        try:
            require_libraries()
            _validation, arguments = self.validate_argument_spec(self.ARGUMENTS)
            return self.work(arguments, task_vars)
        except HostUnreachable as error:
            return {"unreachable": True, "msg": str(error)}
        except ScomDmzError as error:
            return {"failed": True, "msg": str(error)}

    @property
    def check_mode(self) -> bool:
        return bool(self._task.check_mode)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def moment(self, option: str, text: str | None) -> datetime | None:
        """An option that holds a moment in ISO 8601, taken as UTC without an offset. Raises :class:`OptionError`."""
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise OptionError(f"{option} is {text}: write a moment as 2026-01-31T23:59:59Z") from error
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)

    def load_certificates(self, paths: Sequence[str], content: str | None) -> tuple[Certificate, ...]:
        """The certificates of files and of a text, each once: all of them. Raises :class:`CertificateError` that names the file."""
        bundle = self.read_certificates(paths, content)
        bundle.require_all()
        return bundle.certificates

    def read_certificates(self, paths: Sequence[str], content: str | None) -> Bundle:
        """What files and a text hold, with what could not be read. Raises :class:`CertificateError` that names the file."""
        if content is not None and not content.strip():
            raise CertificateError(
                "content holds no certificate: it is empty; where nothing is set, leave it out with default(omit, true)"
            )
        bundles = [read_bundle(self.read_file(path), path) for path in paths]
        return merge(bundles if content is None else [*bundles, read_bundle(content, "content")])

    def read_file(self, path: str, what: str = "certificate file") -> bytes:
        """A file of the controller: looked for as Ansible looks for the files of roles, then in the working directory.

        What has that name where Ansible looks first is taken; when it is no readable file, nothing is looked for elsewhere.
        Raises :class:`CertificateError` that says ``what`` it was to be.
        """
        found = self._found(path, what)
        try:
            return read_regular(found, MAXIMUM_SIZE)
        except ControllerFileError as error:
            raise CertificateError(f"cannot read the {what} {found} on the controller: {error.reason}") from error

    def _found(self, path: str, what: str) -> Path:
        try:
            return Path(self._find_needle("files", path))
        except AnsibleFileNotFound:
            pass
        try:
            return Path(path).expanduser()
        except RuntimeError as error:
            raise CertificateError(
                f"cannot read the {what} {path} on the controller: there is no user of that name with a home folder"
            ) from error


set_up_algorithms()  # Ansible loads this file before it forks its workers
