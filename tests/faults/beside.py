"""Several real commands at the same time on one virtual clock, as on machines of their own: they share AWS alone."""

from __future__ import annotations

import io
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from bbfd.cli.root import bbfd
from tests.faults.command import Ran, Staged
from tests.faults.fake.calls import Calls
from tests.faults.fake.world import World


class _Told(io.StringIO):
    """A stream that keeps apart what each thread writes."""

    def __init__(self) -> None:
        super().__init__()
        self._by: dict[int, io.StringIO] = {}

    def write(self, text: str, /) -> int:
        return self._mine().write(text)

    def mine(self) -> str:
        """What the present thread wrote."""
        return self._mine().getvalue()

    def _mine(self) -> io.StringIO:
        return self._by.setdefault(threading.get_ident(), io.StringIO())


def beside(world: World, *commands: tuple[str, ...], project: Path, apart: float) -> list[Ran]:
    """Run `bbfd COMMAND` for each, in the order in which they begin: so many seconds after the one before.

    The calls of each are those of all, from its beginning to its end.
    """
    out, err = _Told(), _Told()
    ran: dict[int, Ran] = {}

    def calling(number: int, arguments: tuple[str, ...]) -> Callable[[], None]:
        def call() -> None:
            world.clock.sleep(number * apart)
            before, began = len(world.calls), world.clock.now
            code = _exit_code(world, arguments, project)
            ran[number] = Ran(
                exit_code=code,
                stdout=out.mine(),
                stderr=err.mine(),
                seconds=world.clock.now - began,
                calls=Calls(world.calls.all[before:]),
            )

        return call

    with redirect_stdout(out), redirect_stderr(err), _signals_ignored():
        world.clock.each([calling(*one) for one in enumerate(commands)])
    assert not world.wire.alarms, world.wire.alarms
    return [ran[number] for number in range(len(commands))]


def _exit_code(world: World, arguments: tuple[str, ...], project: Path) -> int:
    outside = Staged(world, {"PATH": os.environ["PATH"]}, interactive=False)
    try:
        bbfd.main(["--project", str(project), *arguments], obj=outside)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """As under `nohup`: only the main thread could take one, and no command runs there."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
