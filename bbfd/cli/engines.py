"""The container engine of a call: the option that names it, and what it builds and tests with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bbfd.cli.call import Call
    from bbfd.images.building import Workshop
    from bbfd.images.records import Ended, Invocation
    from bbfd.images.trials import Bench
    from bbfd.report.console import Console

# As in `bbfd.images.choosing`, which is not loaded for --help; a test holds the two together.
NAMES = ("docker", "podman", "buildah", "finch")

option = click.option(
    "--engine",
    type=click.Choice(NAMES),
    help="The container engine; without it, BBFD_ENGINE, else the first of these that is there.",
)


@contextmanager
def workshop(call: Call, engine: str | None) -> Iterator[Workshop]:
    """What images are built with. All that it started has ended when this is left; SIGTERM means what Ctrl-C means."""
    from bbfd.cli.signals import as_ctrl_c
    from bbfd.images.building import Workshop
    from bbfd.images.choosing import choose
    from bbfd.report.line import Line, Tone

    outside, console = call.outside, call.console()

    def note(words: str) -> None:
        console.say([Line(f"note: {words}", Tone.WARN)])

    with as_ctrl_c():
        run = outside.programs.run
        yield Workshop(
            engine=choose(engine, outside.variables, run, note=note),
            run=run,
            watched=lambda invocation: _watched(call, console, invocation),
            fresh=outside.fresh,
            now=outside.clock.monotonic,
        )


def bench(call: Call, shop: Workshop) -> Bench:
    """What checks are tried with."""
    from bbfd.images.loopback import Loopback
    from bbfd.images.trials import Bench

    outside = call.outside
    return Bench(
        engine=shop.engine,
        run=shop.run,
        started=outside.programs.started,
        loopback=Loopback(),
        clock=outside.clock,
        fresh=outside.fresh,
    )


def _watched(call: Call, console: Console, invocation: Invocation) -> Ended:
    """Run it, and show what it says: on a terminal the last lines, elsewhere all of them."""
    from bbfd.images.steps import is_idle
    from bbfd.report.building import Tail

    tail = Tail(" ".join(invocation.words[:1]), call.outside.clock.monotonic)

    def heard(line: str) -> None:
        if is_idle(line):
            return
        if console.terminal:
            tail.take(line)
        else:
            console.say([tail.line(line)])

    console.show(tail.lines)
    try:
        return call.outside.programs.run(invocation, heard)
    finally:
        console.show(None)
