"""What passes between a definition, an engine and a registry: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Secret:
    """What a step of a build may read, under an id: what a file has, or an environment variable of the caller's."""

    id: str
    source: Literal["file", "variable"]
    where: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """A program that is started, as a value. No secret is ever in `words` or `variables`.

    words: the program and its arguments. variables: environment variables beside the caller's own.
    told: what it reads on its standard input, such as a password; it is not shown.
    hides: what it may come to say, and nobody is to hear.
    """

    words: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)
    told: str = field(default="", repr=False)
    hides: tuple[Secret, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a program ended. code: its exit code. output: its standard output; said: all that it said, as it came."""

    code: int
    output: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """All that an image is made from, with nothing left to find out.

    context: a folder, dockerfile: a file; both absolute. target: the stage; "" for the last one.
    platforms: as `linux/arm64`; () for the engine's own. cache: False: every step anew; a repository: steps are taken
    from there and kept there. ignore: the file that says what of the context is left out; "" where there is none.
    """

    context: str
    dockerfile: str
    target: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    secrets: tuple[Secret, ...] = ()
    platforms: tuple[str, ...] = ()
    cache: bool | str = True
    ignore: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """A registry, and where an engine keeps what it was told of it: a folder that does not outlive the command.

    registry: its host, with a port where it has one. plain: it speaks HTTP without TLS, as one on loopback does.
    """

    registry: str
    folder: str
    user: str = "AWS"
    plain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A container that is started to be tested. name: of the container.

    command, entry_point: in place of the image's own; () for the image's own. user, folder: "" for the image's own.
    port: the one that it listens on; published: the port of the loopback that leads to it. platform: "" for any.
    """

    name: str
    image: str
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    port: int | None = None
    published: int | None = None
    platform: str = ""
    user: str = ""
    folder: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """An image of a service that an engine has.

    container: whose image it is. engine: by its name. image: its name in the engine, `localhost/REPOSITORY:TAG`.
    repository: the name of the repository that it is for. tag: commit and content, see `images.naming`. content: the
    hash of all that it was made from. commit: "" where there is none. platforms: () where the engine's own was meant.
    unchanged: it was there already.
    """

    service: str
    container: str
    engine: str
    image: str
    repository: str
    tag: str
    content: str
    commit: str = ""
    platforms: tuple[str, ...] = ()
    unchanged: bool = False
    seconds: float = 0.0
