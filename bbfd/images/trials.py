"""The checks of a container, each tried in a container of the built image that is removed, however it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Final, Protocol

from bbfd.errors import Refused
from bbfd.images.asking import Question
from bbfd.images.building import refused_by
from bbfd.images.engine import Engine, Run
from bbfd.images.loopback import Answer
from bbfd.images.records import Built, Ended, Invocation, Trial
from bbfd.model.checks import Check, HttpCheck
from bbfd.model.container import Container

_EVERY: Final = 0.25  # seconds between two questions
_LOG: Final = 50  # lines of a container that failed


class Running(Protocol):
    """A program that was started."""

    @property
    def said(self) -> tuple[str, ...]:
        """What it has said."""

    @property
    def running(self) -> bool:
        """Whether it has not ended."""

    def wait(self, seconds: float | None = None) -> Ended | None:
        """How it ended; None where it did not within so many seconds."""


class Asks(Protocol):
    """The machine's loopback."""

    def free_port(self) -> int:
        """A port that nobody listens on."""

    def taken(self, port: int) -> bool:
        """Whether somebody listens there."""

    def ask(self, port: int, path: str, *, tls: bool) -> Answer:
        """GET a path once."""


class Time(Protocol):
    """Time."""

    def monotonic(self) -> float:
        """Seconds from some start, never going back."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bench:
    """What checks are tried with. started: a program that has ended when it is left."""

    engine: Engine
    run: Run
    started: Callable[[Invocation], AbstractContextManager[Running]]
    loopback: Asks
    clock: Time
    fresh: Callable[[], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """How a check ended. check: in words. why: "" where it passed. log: the last lines of a container that failed."""

    service: str
    container: str
    image: str
    check: str
    why: str
    seconds: float
    log: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the image does what it must."""
        return not self.why


def try_command(container: Container, check: Check, built: Built, bench: Bench) -> Tried:
    """A command, and how it ends."""
    trial = _trial(container, check, built, bench)
    trial = replace(
        trial, command=check.command, entry_point=check.entry_point or container.entry_point
    )
    began = bench.clock.monotonic()
    with _running(trial, bench) as process:
        ended = process.wait(check.seconds)
        why = _short_of(check, ended)
        log = process.said[-_LOG:] if why else ()
    seconds = bench.clock.monotonic() - began
    words = " ".join((*check.entry_point, *check.command))
    return _tried(built, f"`{words}`", why, seconds, log)


def try_request(
    container: Container, check: HttpCheck, asked: Question, built: Built, bench: Bench
) -> Tried:
    """A request, and what answers."""
    engine, loopback = bench.engine, bench.loopback
    if not engine.publishes and loopback.taken(asked.port):
        raise Refused(
            f"port {asked.port} of this machine is taken, and {engine.name} has containers listen there",
            fix="end what listens there, or take another engine: --engine docker",
        )
    published = loopback.free_port() if engine.publishes else asked.port
    trial = _trial(container, check, built, bench)
    trial = replace(
        trial,
        command=container.command,
        entry_point=container.entry_point,
        port=asked.port,
        published=published,
    )
    began = bench.clock.monotonic()
    with _running(trial, bench) as process:
        why = _unanswered(asked, published, check.seconds, process, bench)
        log = process.said[-_LOG:] if why else ()
    seconds = bench.clock.monotonic() - began
    return _tried(built, f"GET {asked.path} on port {asked.port}", why, seconds, log)


def _trial(container: Container, check: Check | HttpCheck, built: Built, bench: Bench) -> Trial:
    """A container with what its definition says that can be known here: nothing that AWS would tell, no secrets."""
    own = {name: text for name, text in container.variables.items() if isinstance(text, str)}
    return Trial(
        name=f"bbfd-{built.service}-{bench.fresh()[:12]}",
        image=built.image,
        variables={**own, **check.variables},
        platform=built.platforms[0] if len(built.platforms) == 1 else "",
        user=container.user or "",
        folder=container.working_directory or "",
    )


@contextmanager
def _running(trial: Trial, bench: Bench) -> Iterator[Running]:
    """A container that is gone when this is left."""
    engine = bench.engine
    try:
        for invocation in engine.begin(trial):
            ended = bench.run(invocation)
            if ended.code != 0:
                raise refused_by(engine, invocation, ended)
        asked = engine.config(trial)
        config = bench.run(asked).output if asked else ""
        with bench.started(engine.run(trial, config)) as process:
            try:
                yield process
            finally:
                if (
                    engine.publishes
                ):  # the container is not what was started here, and ends by this alone
                    _remove(trial, bench)
    finally:
        _remove(trial, bench)


def _remove(trial: Trial, bench: Bench) -> None:
    for invocation in bench.engine.end(trial):
        bench.run(invocation)


def _short_of(check: Check, ended: Ended | None) -> str:
    if ended is None:
        return f"it did not end within {check.seconds:g} seconds"
    if ended.code != check.expect:
        return f"it ended with {ended.code}, and {check.expect} was expected"
    if check.output is not None and check.output not in "\n".join((ended.output, *ended.said)):
        return f"it did not print `{check.output}`"
    return ""


def _unanswered(asked: Question, port: int, seconds: float, process: Running, bench: Bench) -> str:
    until = bench.clock.monotonic() + seconds
    while True:
        answer = bench.loopback.ask(port, asked.path, tls=asked.tls)
        why = _wrong(asked, answer)
        if not why:
            return ""
        if not process.running:
            ended = process.wait(0)
            return f"the container ended{f' with {ended.code}' if ended else ''} before it answered"
        if bench.clock.monotonic() >= until:
            return f"{why}, for {seconds:g} seconds"
        bench.clock.sleep(_EVERY)


def _wrong(asked: Question, answer: Answer) -> str:
    if not answer.status:
        return f"it did not answer ({answer.body})"
    if not asked.takes(answer.status):
        return f"it answered {answer.status}, and {asked.codes} was expected"
    if asked.body is not None and asked.body not in answer.body:
        return f"`{asked.body}` was not in its answer"
    return ""


def _tried(built: Built, check: str, why: str, seconds: float, log: tuple[str, ...]) -> Tried:
    return Tried(
        service=built.service,
        container=built.container,
        image=built.image,
        check=check,
        why=why,
        seconds=seconds,
        log=log,
    )
