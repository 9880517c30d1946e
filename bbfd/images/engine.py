"""What a container engine is to us: words to start it with, and how to read what it says. It starts nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from bbfd.images.records import Ended, Invocation, Login, Recipe, Trial

# Starts a program and waits for it. Raises EngineError where it cannot be started.
Run = Callable[[Invocation], Ended]


# As `linux/arm64`, those that an image was built for; () for the engine's own. Several make a list of images.
Platforms = tuple[str, ...]


class Unable(NamedTuple):
    """What an engine cannot do, and what to do instead."""

    what: str
    fix: str


class Unready(Exception):
    """The program of an engine is there, and does not work. Its words say why, after the engine's name."""


class Engine(Protocol):
    """A container engine. Every answer is pure; `images.processes` starts what is answered."""

    @property
    def name(self) -> str:
        """Its name, which is its program's."""

    @property
    def publishes(self) -> bool:
        """Whether a port of the loopback can lead to a container; else it listens in the machine's own network."""

    def unable(self, recipe: Recipe) -> tuple[Unable, ...]:
        """What of a recipe it cannot do."""

    def build(self, recipe: Recipe, image: str) -> Invocation:
        """Build an image of that name."""

    def exists(self, image: str, platforms: Platforms) -> Invocation:
        """Ends with 0 where it has an image of that name."""

    def tag(self, image: str, name: str) -> Invocation:
        """Give an image a further name."""

    def remove(self, image: str, platforms: Platforms = ()) -> Invocation:
        """Take a name from an image; without any it is gone."""

    def login(self, login: Login, password: str) -> Invocation:
        """Be let in by a registry. The password goes by standard input alone."""

    def logout(self, login: Login) -> Invocation:
        """Forget what a registry let it in with."""

    def push(
        self, image: str, to: str, login: Login, platforms: Platforms
    ) -> tuple[Invocation, ...]:
        """Push an image, for every platform it has, under the name `to`; one after another, each must end with 0."""

    def digest_in(self, output: str) -> str | None:
        """The digest that was pushed, `sha256:...`, from the standard output of the last of these."""

    def pull(self, image: str, login: Login) -> Invocation:
        """Pull an image."""

    def architectures(self, image: str, platforms: Platforms) -> Invocation:
        """Print what an image that it has is made for."""

    def architectures_in(self, output: str) -> tuple[str, ...]:
        """The architectures, as `amd64` and `arm64`, from the standard output of that; () where it says none."""

    def begin(self, trial: Trial) -> tuple[Invocation, ...]:
        """What comes before a trial; one after another, each must end with 0."""

    def config(self, trial: Trial) -> Invocation | None:
        """Print what `run` has to know of the image; None where it has to know nothing."""

    def run(self, trial: Trial, config: str) -> Invocation:
        """Run a container until it ends: what it says is its log. config: what `config` printed."""

    def end(self, trial: Trial) -> tuple[Invocation, ...]:
        """Remove the container, whether it runs, has ended, or never was."""
