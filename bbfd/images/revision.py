"""Whether a commit is all that an image is made of: what git says."""

from __future__ import annotations

from bbfd.errors import EngineError
from bbfd.images.engine import Run
from bbfd.images.records import Invocation


def is_dirty(folder: str, files: tuple[str, ...], run: Run) -> bool:
    """Whether some of these files, and what is in these folders, is not as the commit has it; ignored files are not."""
    words = ("git", "-C", folder, "status", "--porcelain", "--", *files)
    try:
        asked = run(Invocation(words=words))
    except EngineError:  # git is not there
        return False
    return asked.code == 0 and bool(asked.output.strip())
