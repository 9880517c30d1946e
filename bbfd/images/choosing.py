"""Which container engine builds: the one that is asked for, else the first that is there and works."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from typing import Final

from bbfd.discover import did_you_mean
from bbfd.errors import Refused, UsageError
from bbfd.images.engine import Engine, Run, Unready
from bbfd.images.engines import buildah, docker, finch, podman

# By name, in the order that they are looked for.
ENGINES: Final[Mapping[str, Callable[[Run], Engine]]] = {
    "docker": docker.ready,
    "podman": podman.ready,
    "buildah": buildah.ready,
    "finch": finch.ready,
}
VARIABLE: Final = "BBFD_ENGINE"
_ANY = "install docker, podman, buildah or finch"


def choose(
    asked: str | None,
    variables: Mapping[str, str],
    run: Run,
    *,
    note: Callable[[str], object],
) -> Engine:
    """The engine. asked: what `--engine` says. note: told which one was passed over, and why.

    Raises UsageError for a name that is none, Refused where it is not there or does not work.
    """
    name = asked or variables.get(VARIABLE) or ""
    if name:
        return _named(name, variables, run)
    passed: list[str] = []
    for each in ENGINES:
        if not _there(each, variables):
            continue
        try:
            engine = ENGINES[each](run)
        except Unready as unready:
            passed.append(f"{each} is there, and {unready}")
            continue
        for words in passed:
            note(f"{words}; {engine.name} takes its place")
        return engine
    raise Refused("; ".join(passed) or "no container engine is there", fix=_ANY)


def _named(name: str, variables: Mapping[str, str], run: Run) -> Engine:
    if name not in ENGINES:
        raise UsageError(f"`{name}` is no container engine", fix=did_you_mean(name, tuple(ENGINES)))
    if not _there(name, variables):
        raise Refused(f"{name} is not on the path", fix=f"install it, or {_ANY.partition(' ')[2]}")
    try:
        return ENGINES[name](run)
    except Unready as unready:
        raise Refused(
            f"{name} is there, and {unready}", fix="mend that, or name another one"
        ) from None


def _there(name: str, variables: Mapping[str, str]) -> bool:
    return shutil.which(name, path=variables.get("PATH")) is not None
