"""Environments that come and go: made like another one, under a name of their own, until a time.

What would be in the way of the environment that it is like is another here, or not there: the domain and what is below
it, the namespace, who is told, the budget. What that environment takes of others (`Existing...`), this takes, too.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from typing import Final

from bbfd.model.definition import Definition
from bbfd.model.environment import Domain, Environment, HttpNamespace, NewCertificate
from bbfd.model.value import value

# Tags of all stacks of such an environment. The time stands on the environment's own alone: there it can be put off
# without touching a service. Of the others the tag says only that they go with it.
LIKE: Final = "bbfd:like"
EXPIRES: Final = "bbfd:expires"
WITH_IT: Final = "with-environment"

_FORM = "%Y-%m-%dT%H:%M:%SZ"


@value
class Passing(Environment):
    """An environment that comes and goes. like: the one that it was made like.

    expires: when it is due, in UTC; None: when its stack in AWS says.
    """

    like: str
    expires: datetime | None = None

    @property
    def marks(self) -> dict[str, str]:
        """What a service's stack in it tells by tags."""
        return {LIKE: self.like, EXPIRES: WITH_IT}

    @property
    def own_marks(self) -> dict[str, str]:
        """What its own stack tells by tags."""
        until = {} if self.expires is None else {EXPIRES: written(self.expires)}
        return {LIKE: self.like, **until}


def passing(
    like: Definition[Environment], name: str, expires: datetime | None = None
) -> Definition[Environment]:
    """The environment of this name, made like that one. expires: as in `Passing`."""
    given = {each.name: getattr(like.value, each.name) for each in fields(like.value)}
    made = Passing(**{**given, **_anew(like.value, name)}, like=like.name, expires=expires)
    return Definition(name, made, like.file)


def until(now: datetime, seconds: float) -> datetime:
    """The end of a time from now, put off to the next full hour.

    The tag that says it is on each resource of the stack: so it changes once in an hour, however often it is asked for.
    """
    end = now.astimezone(timezone.utc) + timedelta(seconds=seconds)
    full = end.replace(minute=0, second=0, microsecond=0)
    return full if full == end else full + timedelta(hours=1)


def written(when: datetime) -> str:
    """A time as a tag says it."""
    return when.astimezone(timezone.utc).strftime(_FORM)


def moment(text: str | None) -> datetime | None:
    """The time that a tag says; None where it says none."""
    try:
        return datetime.strptime(text or "", _FORM).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def _anew(environment: Environment, name: str) -> dict[str, object]:
    """What cannot be as it is there."""
    domain = environment.domain
    return {
        "protected": False,
        "domain": None if domain is None else replace(domain, name=f"{name}.{domain.name}"),
        "certificate": _certificate(environment, domain, name),
        "discovery": _discovery(environment, name),
        "alarms": None,
        "dashboard": False,
        "stopped_tasks": None,
        "budget": None,
        "reaper": None,
    }


def _certificate(environment: Environment, domain: Domain | None, name: str) -> object:
    """One that is made is for the names below the new domain; one that is there is taken as it is."""
    made = environment.certificate
    if domain is None or not isinstance(made, NewCertificate):
        return made

    def below(text: str) -> str:
        head = text.removesuffix(domain.name)
        is_there = head in ("", "*.") or (head != text and head.endswith("."))
        return f"{head}{name}.{domain.name}" if is_there else text

    return replace(made, domain=below(made.domain), also=tuple(map(below, made.also)))


def _discovery(environment: Environment, name: str) -> object:
    made = environment.discovery
    if isinstance(made, HttpNamespace):
        return replace(made, name=f"{name}.{made.name}")
    return f"{name}.{made}" if isinstance(made, str) else made
