"""One folder's embedded AWS in this process: when its state is read, locked, shown to others, and saved.

- A process that only looks works on what is saved, and never waits. While another process changes things,
  it sees `live.json`, which that one writes a few times a second.
- The first call that changes something takes the lock, reads the state again if it moved on, and removes
  what a killed process may have left to look at.
- A call about what another process has under way is answered by that one (`letters.py`).
- The state is saved when nothing is under way any more: what a killed process was in the middle of has
  never happened.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bbfd.errors import LostSight, Refused
from bbfd.local import letters
from bbfd.local.engine import EMULATOR, Engine
from bbfd.local.lock import Lock, holder
from bbfd.local.reads import only_looks
from bbfd.local.state import LIVE, SETTLED, Saved, Stamp, read, stamp, write
from bbfd.local.wire import Answer, Call

_LOOK = 0.25  # seconds between two looks at what is under way
_PATIENCE = 1800.0  # seconds that closing waits for an operation under way
_NOTE = "# the state of the embedded AWS: bbfd local status | reset\n*\n"


class Home:
    """The state of one folder.

    hold: keep the lock until closed or paused, else only while something is under way. wait: seconds, for the lock of
    another process; waiting: takes whom, while that lasts.
    """

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        *,
        wait: float,
        hold: bool = True,
        waiting: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder
        self._engine = engine
        self._wait = wait
        self._hold = hold
        self._waiting = waiting
        self._sleep = sleep
        self._lock = Lock(folder)
        self._settled = folder / SETTLED
        self._live = folder / LIVE
        self._in_memory: tuple[Path, Stamp | None] | None = None
        self._generation = 0
        self._changed = False
        self._in_charge = (
            False  # the lock is ours, and what is in memory is what was saved, or later
        )
        self._closing = threading.Event()
        self._keeper: threading.Thread | None = None

    def answer(self, call: Call) -> Answer:
        """Answer a call on the right state. Raises Locked, or Refused for a state that cannot be used."""
        looks = only_looks(call)
        elsewhere = self._elsewhere(call) if letters.can_be_sent(call) else None
        while elsewhere is None:
            if not looks:
                self._take_lock()
            with self._engine.turn:
                if looks or self._lock.held:
                    return self._answer(call, looks=looks)
        return elsewhere

    def pause(self) -> None:
        """Save, and let others change things, until the next call that changes something."""
        if self._lock.held:
            self._settle()
            with self._engine.turn:
                self._let_go()

    def close(self) -> None:
        """Wait until nothing is under way, save, and let the lock go."""
        try:
            if self._lock.held:
                self._settle()
        finally:
            self._closing.set()
            with self._engine.turn:
                self._let_go()
                if self._engine.tenant is self:
                    self._engine.tenant = None

    def _elsewhere(self, call: Call) -> Answer | None:
        """The answer of the process that has it under way. None where that is nobody else."""
        if self._lock.held:
            return None
        return letters.sent(
            self.folder,
            call,
            is_read=lambda: holder(self.folder) is not None,
            sleep=self._sleep,
        )

    def _answer(self, call: Call, *, looks: bool) -> Answer:
        self._move_in()
        self._changed = self._changed or not looks
        return self._engine.answer(call)

    def _move_in(self) -> None:
        """Have the emulator hold our state, as it is now."""
        tenant = self._engine.tenant
        if tenant is not self:
            if isinstance(tenant, Home):
                tenant._move_out()
            self._engine.tenant = self
            self._in_memory = None
        if self._lock.held and not self._in_charge:
            self._take_over()
        elif not self._lock.held:
            self._load(self._live if self._is_shown() else self._settled)

    def _move_out(self) -> None:
        """Leave the emulator to another folder, with everything saved."""
        if self._in_charge:
            self._settle()
            self._in_charge = False

    def _is_shown(self) -> bool:
        """Whether a living process lets others see what it has under way."""
        return holder(self.folder) is not None and self._live.exists()

    def _take_over(self) -> None:
        """From now on the state in memory is the one that counts; what a killed process showed does not."""
        self._live.unlink(missing_ok=True)
        letters.thrown_away(self.folder)
        self._load(self._settled)
        self._in_charge = True
        self._start_keeper()

    def _load(self, path: Path) -> None:
        if self._in_memory == (path, stamp(path)):
            return
        found = read(path, emulator=EMULATOR)
        self._engine.restore(found[0].content if found else None, self.folder)
        self._generation = found[0].generation if found else 0
        self._in_memory = (path, found[1] if found else None)

    def _take_lock(self) -> None:
        if not self._lock.held:
            _prepare(self.folder)
            self._lock.take(wait=self._wait, waiting=self._waiting)

    def _start_keeper(self) -> None:
        if self._keeper is None:
            self._keeper = threading.Thread(
                target=self._keep, daemon=True, name="bbfd-local-keeper"
            )
            self._keeper.start()

    def _keep(self) -> None:
        while not self._closing.wait(_LOOK):
            with self._engine.turn:
                if self._in_charge:
                    # What cannot be written now is tried again, and told at last by `close`. A RuntimeError
                    # is Python's for a mapping that a delayed operation changed while it was copied.
                    with suppress(Refused, RuntimeError):
                        self._keep_once()

    def _keep_once(self) -> None:
        if letters.answered(self.folder, self._engine.answer):
            self._changed = True
        if self._engine.busy():
            self._write(self._live, durable=False)
            return
        if self._changed:
            self._save()
        if not self._hold:
            self._let_go()

    def _settle(self) -> None:
        """Wait for what is under way, without keeping others from asking about it, and save."""
        waited = 0.0
        while True:
            with self._engine.turn:
                if self._engine.tenant is not self:
                    return  # another folder's turn: this one was saved when it moved out
                if not self._engine.busy():
                    if self._changed:
                        self._save()
                    return
            if waited >= _PATIENCE:
                raise _endless(self.folder)
            self._sleep(0.01)
            waited += 0.01

    def _save(self) -> None:
        self._in_memory = (self._settled, self._write(self._settled, durable=True))
        self._live.unlink(missing_ok=True)
        self._changed = False

    def _write(self, path: Path, *, durable: bool) -> Stamp:
        self._generation += 1
        saved = Saved(
            generation=self._generation,
            saved_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            emulator=EMULATOR,
            content=self._engine.dump(),
        )
        return write(path, saved, durable=durable)

    def _let_go(self) -> None:
        if self._lock.held:
            self._live.unlink(missing_ok=True)
            self._in_charge = False
            self._lock.release()


def _prepare(folder: Path) -> None:
    """The folder, with a note that keeps it out of version control and tells whose it is."""
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / ".gitignore"
    if not note.exists():
        note.write_text(_NOTE, encoding="utf-8")


def _endless(folder: Path) -> LostSight:
    return LostSight(
        f"an operation in the embedded AWS in {folder} did not end within {_PATIENCE:g} s; it is not saved",
        fix="look for a long delay in faults.json, or start again: bbfd local reset",
    )
