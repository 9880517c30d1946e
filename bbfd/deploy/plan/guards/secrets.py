"""A secret or parameter that a container is to get, and that does not exist: no task would ever start.

Only whether it exists is asked; no value is read. Looked at when a task definition is made: its tasks start anew.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bbfd.deploy.plan.guards._case import (
    GOOD,
    Case,
    Objection,
    Verdict,
    together,
    unseen,
)
from bbfd.deploy.unknown import Unknown, Unseen, or_unknown

_TYPE = "AWS::ECS::TaskDefinition"
_SECRET = ":secretsmanager:"
_MOST = 5  # names in one note
_CHOSEN = re.compile(r"-\w{6}$")


def guard(case: Case) -> Verdict:
    """Refuse a task definition that refers to what does not exist."""
    wanted: dict[str, str] = {}
    for reference, user in _references(case):
        wanted.setdefault(reference, user)
    looked = [(some, _missing(case, some)) for some in _apart(wanted)]
    gone = (one for _, found in looked if not isinstance(found, Unknown) for one in found)
    return together(
        (case.missing(_objection(one, wanted[one]) for one in gone), _unseen(looked)),
    )


def _apart(references: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Put together what one call tells of: what may not be read of one secret hides nothing of the others."""
    found: dict[str, list[str]] = {}
    for reference in references:
        parts = reference.split(":")
        secret = ":".join(parts[:7]) if _SECRET in reference else ""
        found.setdefault(secret, []).append(reference)
    return tuple(map(tuple, found.values()))


def _missing(case: Case, some: tuple[str, ...]) -> tuple[str, ...] | Unknown:
    return or_unknown(lambda: case.aws.secrets.missing(some))


def _unseen(looked: Iterable[tuple[tuple[str, ...], tuple[str, ...] | Unknown]]) -> Verdict:
    """Say in one note which ones could not be looked for; why, of the first."""
    blind = [(some, found) for some, found in looked if isinstance(found, Unknown)]
    if not blind:
        return GOOD
    note = unseen("whether the secrets exist", blind[0][1])
    names = tuple(dict.fromkeys(_short(one) for some, _ in blind for one in some))
    if len(names) == 1:
        return note
    said = f"was not checked, of {len(names)}: {_enumerated(names)}"
    return Verdict(notes=(Unseen(f"whether the secrets exist {said}: {blind[0][1].why}"),))


def _enumerated(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _short(reference: str) -> str:
    """Give the name alone, out of an ARN."""
    if _SECRET in reference:
        return ":".join(reference.split(":")[6:7]) or reference
    return _path(reference)


def _path(reference: str) -> str:
    """The name of a parameter: the slash that `/NAME` begins with is not in its ARN."""
    kind, _, name = reference.rpartition(":parameter")
    if not kind:
        return reference
    return name if name.count("/") > 1 else name.lstrip("/")


def _references(case: Case) -> Iterator[tuple[str, str]]:
    """Each reference that is known before the deploy, and what it is for."""
    template = case.template
    for change in case.touched(_TYPE):
        definition = template.properties(change.logical_id)
        for container in template.entries(definition.get("ContainerDefinitions")):
            app = template.text(container.get("Name"))
            log = template.fields(container.get("LogConfiguration"))
            found = [
                (one.get("ValueFrom"), f"variable {template.text(one.get('Name'))} of {app}")
                for one in template.entries(container.get("Secrets"))
            ]
            found += [
                (one.get("ValueFrom"), f"the log of {app}")
                for one in template.entries(log.get("SecretOptions"))
            ]
            credentials = template.fields(container.get("RepositoryCredentials"))
            found.append((credentials.get("CredentialsParameter"), f"the image of {app}"))
            for written, user in found:
                if reference := template.text(written):
                    yield reference, user


def _objection(reference: str, user: str) -> Objection:
    return Objection(
        what=f"{reference} does not exist, or is to be deleted ({user})", fix=_made(reference)
    )


def _made(reference: str) -> str:
    """The command that makes it; its value comes from the person who types it."""
    if not reference.startswith("arn:") or ":parameter" in reference:
        path = _path(reference)
        return f"aws ssm put-parameter --type SecureString --name {path} --value ..."
    parts = reference.split(":")
    # Behind the name an ARN has six characters that AWS chose: a new secret gets others.
    name = _CHOSEN.sub("", parts[6]) if len(parts) > 6 else reference
    return (
        f"`aws secretsmanager restore-secret --secret-id {':'.join(parts[:7])}`, where it is to be deleted; "
        f"else `aws secretsmanager create-secret --name {name} --secret-string ...`, and its ARN into the definition"
    )
