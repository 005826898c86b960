# Copyright: (c) 2026, scom.dmz contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the files, and the parts of files, that are generated from others. With --check, says which are not as generated."""

from __future__ import annotations

import sys

from tests.environment import REPOSITORY
from tests.gates.generated import (
    audit_guide,
    diagnosis_guide,
    faults_guide,
    import_picture,
    lab_readme,
    return_values,
    role_readmes,
    verdict_lists,
)
from tests.gates.generated.generation import GenerationError, Generator, generate

GENERATORS: tuple[Generator, ...] = (
    audit_guide.files,
    diagnosis_guide.files,
    faults_guide.files,
    import_picture.files,
    lab_readme.files,
    verdict_lists.files,
    return_values.files,
    role_readmes.files,
)


def main() -> None:
    """Name the files that are written. With --check, or when one cannot be generated, end with an error."""
    check = "--check" in sys.argv
    try:
        names = [str(path.relative_to(REPOSITORY)) for path in generate(GENERATORS, write=not check)]
    except GenerationError as error:
        sys.exit(str(error))
    if check and names:
        sys.exit(f"{', '.join(names)}: not as generated; run `make generate`.")
    for name in names:
        print(name)


if __name__ == "__main__":
    main()
