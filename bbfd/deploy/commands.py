"""Words for a person about one stack: the commands that a fix names, how long something took."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bbfd.deploy.records import Hold, ServiceState
    from bbfd.diagnose import Cause

SERVICE = "bbfd:service"
ENVIRONMENT = "bbfd:environment"
REGISTRY = "bbfd:registry"
_ANY = "SERVICE --env ENV"  # as causes write it
_VERBS = ("delete", "deploy", "diagnose", "recover", "status")


def command(verb: str, tags: Mapping[str, str]) -> str:
    """Write `bbfd VERB` for a stack of ours, known by its tags."""
    environment = tags.get(ENVIRONMENT, "E")
    service = tags.get(SERVICE)
    if service:
        return f"bbfd {verb} {service} --env {environment}"
    return f"bbfd env {verb} {environment}"


def waiting(service: ServiceState, hold: Hold) -> str:
    """Say that a deployment waits for a word, and what becomes of it without one."""
    stage = f" at {hold.stage}" if hold.stage else ""
    until = f" until {hold.until:%Y-%m-%d %H:%M:%S} UTC" if hold.until else ""
    end = "goes on by itself" if hold.then == "CONTINUE" else "is rolled back"
    return f"the deployment of {service.name} waits for a word{stage}{until}, then it {end}"


def lasting(seconds: float) -> str:
    """Say how long something took, as a person would."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def as_typed(fix: str, deploying: str, options: Sequence[str]) -> str:
    """Give a deploy that a fix names the options of the one that was typed, so that it does the same.

    deploying: the command without any. options: as typed, each with its value; one that the fix names itself stays.
    """

    def whole(found: re.Match[str]) -> str:
        named = found[1].split()
        return " ".join((found[0], *(one for one in options if one.split()[0] not in named)))

    return re.sub(
        rf"{re.escape(deploying)}((?: --[a-z-]+(?: (?!--)[^\s`,;]+)?)*)(?![^\s`,;.])", whole, fix
    )


def filled(fix: str, *, stack: str, tags: Mapping[str, str]) -> str:
    """Fill in a fix of the state table."""
    return fix.format(stack=stack, **{verb: command(verb, tags) for verb in _VERBS})


def named(causes: Iterable[Cause], tags: Mapping[str, str]) -> tuple[Cause, ...]:
    """Have the fixes of causes speak of this stack: a cause knows no service and no environment."""
    return tuple(replace(cause, fix=_spoken(cause.fix, tags)) for cause in causes)


def _spoken(fix: str, tags: Mapping[str, str]) -> str:
    look = fix.replace(f"bbfd diagnose {_ANY}", command("diagnose", tags))
    service, environment = tags.get(SERVICE), tags.get(ENVIRONMENT)
    known = service is not None and environment is not None
    return look.replace(_ANY, f"{service} --env {environment}") if known else look
