"""An engine that does nothing but what a test has it answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bbfd.images.building import Order, Workshop
from bbfd.images.engine import Engine
from bbfd.images.engines.podman import Podman
from bbfd.images.loopback import Answer
from bbfd.images.records import Built, Ended, Invocation, Recipe
from bbfd.images.trials import Bench, Running

OK = Ended(code=0, output="")
FAILED = Ended(code=1, output="", said=("it went wrong",))
Answers = Callable[[str], Ended | None]


@dataclass
class Machine:
    """What programs are started on. answer: how a call ends, by its words; None for well. calls: what was started."""

    answer: Answers = lambda _: None
    calls: list[str] = field(default_factory=list)

    def run(self, invocation: Invocation) -> Ended:
        words = " ".join(invocation.words)
        self.calls.append(words)
        return self.answer(words) or OK


def said(**answers: Ended) -> Answers:
    """The first word of a call that is known decides: `exists=FAILED`."""
    return lambda words: next((answers[w] for w in words.split() if w in answers), None)


RECIPE = Recipe(context="/p", dockerfile="/p/Dockerfile", platforms=("linux/arm64",))
ORDER = Order(
    service="web",
    container="app",
    repository="team/web",
    dockerfile="Dockerfile",
    recipe=RECIPE,
    content="c" * 64,
    tag=f"1234-{'c' * 16}",
    commit="1234",
)
BUILT = Built(
    service="web",
    container="app",
    engine="podman",
    image="localhost/web:1",
    repository="web",
    tag="1",
    content="c" * 64,
)
ARM = Ended(code=0, output="arm64\n")


def workshop(machine: Machine, engine: Engine | None = None) -> Workshop:
    return Workshop(
        engine=engine or Podman(),
        run=machine.run,
        watched=machine.run,
        fresh=lambda: "f" * 40,
        now=lambda: 0.0,
    )


@dataclass
class Clock:
    """Time that passes by waiting."""

    time: float = 0.0

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class Program:
    """A program that ends so; None: that goes on."""

    ended: Ended | None
    said: tuple[str, ...] = ("listening", "oh no")

    @property
    def running(self) -> bool:
        return self.ended is None

    def wait(self, seconds: float | None = None) -> Ended | None:
        return self.ended


@dataclass
class Loopback:
    """answers: one after another, the last again and again."""

    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[int, str, bool]] = field(default_factory=list)
    busy: tuple[int, ...] = ()

    def free_port(self) -> int:
        return 41000

    def taken(self, port: int) -> bool:
        return port in self.busy

    def ask(self, port: int, path: str, *, tls: bool) -> Answer:
        self.asked.append((port, path, tls))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def bench(
    machine: Machine,
    program: Program,
    loopback: Loopback | None = None,
    engine: Engine | None = None,
) -> Bench:
    @contextmanager
    def started(invocation: Invocation) -> Iterator[Running]:
        machine.run(invocation)
        yield program
        machine.calls.append("left")

    return Bench(
        engine=engine or Podman(),
        run=machine.run,
        started=started,
        loopback=loopback or Loopback(),
        clock=Clock(),
        fresh=lambda: "f" * 40,
    )
