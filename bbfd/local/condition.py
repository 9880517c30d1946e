"""What a folder of the embedded AWS holds, and emptying it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bbfd.errors import Refused
from bbfd.local import letters
from bbfd.local.embedded import WAIT
from bbfd.local.engine import EMULATOR, installed
from bbfd.local.faults import FAULTS, load
from bbfd.local.limits import LIMITS, Limit
from bbfd.local.lock import LOCK, Holder, Lock, holder
from bbfd.local.state import LIVE, SETTLED, header

_NOTE = ".gitignore"
_OURS = frozenset({_NOTE, LOCK, SETTLED, LIVE, FAULTS})


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalStatus:
    """What `bbfd local status` shows.

    size: of the state, in bytes. generation: how often it was written; 0 where there is none yet.
    saved_at: UTC. holder: the process that is changing it at this moment. installed, needed: versions of
    ministack. faults: whether failures are ordered in the folder.
    """

    folder: Path
    exists: bool
    size: int
    generation: int
    saved_at: str | None
    holder: Holder | None
    installed: str | None
    needed: str
    faults: bool
    limits: tuple[Limit, ...] = LIMITS


def status(folder: Path) -> LocalStatus:
    """Look at a folder, without waiting and without starting anything. Refused for a damaged state.

    UsageError for failures that are ordered in a way that nobody understands.
    """
    path = folder / SETTLED
    found = header(path)
    return LocalStatus(
        folder=folder,
        exists=found is not None,
        size=path.stat().st_size if found else 0,
        generation=found.generation if found else 0,
        saved_at=found.saved_at if found else None,
        holder=holder(folder),
        installed=installed(),
        needed=EMULATOR,
        faults=bool(load(folder)),
    )


def reset(folder: Path, *, wait: float = WAIT) -> None:
    """Forget the whole state of a folder; ordered faults stay. Nothing happens where there is none.

    Raises Refused for a folder with anything in it that is not ours, Locked where another process is
    changing the state for longer than `wait` seconds.
    """
    if not folder.exists():
        return
    _refuse_foreign(folder)
    lock = Lock(folder)
    lock.take(wait=wait)
    try:
        for path in folder.iterdir():
            if path.name in (SETTLED, LIVE) or _is_left(path):
                path.unlink(missing_ok=True)
    finally:
        lock.release()


def _refuse_foreign(folder: Path) -> None:
    if not folder.is_dir():
        raise Refused(f"{folder} is not a folder", fix="name the folder of the state")
    foreign = sorted(p.name for p in folder.iterdir() if p.name not in _OURS and not _is_left(p))
    if foreign:
        raise Refused(
            f"{folder} holds what the embedded AWS did not put there: {', '.join(foreign[:3])}",
            fix="name the folder of the state, or move these away",
        )


def _is_left(path: Path) -> bool:
    """What a killed process had begun to write, or had not read yet."""
    beside = path.suffix == ".tmp" and path.name.startswith((f"{SETTLED}.", f"{LIVE}."))
    return beside or letters.is_letter(path)
