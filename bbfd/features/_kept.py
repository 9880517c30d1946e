"""Where the value of a secret is kept: what ECS reads when a task starts, and what it takes to be allowed to."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator

from bbfd.model.facts import About, Grant
from bbfd.model.naming import filled, logical_id
from bbfd.model.stack import FromKey, FromSecret, Parameter, Refusal
from bbfd.model.value import value

_SECRET_ARN = "arn:aws:secretsmanager:{0.region}:{0.account}:secret:NAME-123abc"
_KEY_ARN = "arn:aws:kms:{0.region}:{0.account}:key/ID"
_STORED = "arn:${{AWS::Partition}}:ssm:{0.region}:{0.account}:parameter/{1}"
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
_NAME = re.compile(r"[A-Za-z0-9/_+=.@-]{1,512}")
_STORED_NAME = re.compile(r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


@value
class Kept:
    """arn: what ECS reads. grants: of the execution role. parameters: what is learned when planning."""

    arn: str
    grants: tuple[Grant, ...]
    parameters: tuple[Parameter, ...] = ()

    @property
    def parts(self) -> tuple[Callable[[object], Iterable[Parameter]], ...]:
        """What yields the parameters, where there are some."""
        return (lambda _: self.parameters,) if self.parameters else ()


def secret(name: str, key: str | None, about: About) -> Kept:
    """In Secrets Manager, by ARN or by name: then its ARN and its key's are learned when planning."""
    name = filled(name, dict(about.placeholders))
    if name.startswith("arn:"):
        return _readable("secretsmanager", "secretsmanager:GetSecretValue", name, key, about)
    # Not "secret": AWS's validator would take the parameter for the secret itself, and want it hidden.
    title, key_title = logical_id(name, "arn"), logical_id(name, "key arn")
    known = Parameter(name=title, type="String", source=FromSecret(name=name))
    arn = f"${{{title}}}"
    if key is not None:
        kept = _readable("secretsmanager", "secretsmanager:GetSecretValue", arn, key, about)
        return Kept(arn=arn, grants=kept.grants, parameters=(known, *kept.parameters))
    source = FromSecret(name=name, fact="key")
    encrypting = Parameter(name=key_title, type="String", source=source)
    kept = _readable(
        "secretsmanager", "secretsmanager:GetSecretValue", arn, f"${{{key_title}}}", about
    )
    return Kept(arn=arn, grants=kept.grants, parameters=(known, encrypting))


def stored(name: str, key: str | None, about: About) -> Kept:
    """In the Parameter Store of the environment's account and region."""
    name = filled(name, dict(about.placeholders)).removeprefix("/")
    return _readable("ssm", "ssm:GetParameters", _STORED.format(about, name), key, about)


def _readable(service: str, action: str, arn: str, key: str | None, about: About) -> Kept:
    grants = [Grant((action,), (arn,))]
    learned: tuple[Parameter, ...] = ()
    if key is not None:
        if key.startswith("alias/"):
            title = logical_id(key, "arn")
            learned = (Parameter(name=title, type="String", source=FromKey(alias=key)),)
            key = f"${{{title}}}"
        via = f"{service}.{about.region}.amazonaws.com"
        grants.append(Grant(("kms:Decrypt",), (key,), via))
    return Kept(arn=arn, grants=tuple(grants), parameters=learned)


def odd_secret(told: str, name: str, about: About, field: str = "secret") -> Iterator[Refusal]:
    """Why there is no such secret in Secrets Manager."""
    said = yield from _filled(told, name, about)
    if said is not None and not said.startswith("arn:") and not _NAME.fullmatch(said):
        yield Refusal(
            what=f"{told}: {said!r} cannot be the name of a secret",
            fix=f'write its name, or its ARN, as {field}="{_SECRET_ARN.format(about)}"',
            field="uses",
        )


def odd_stored(told: str, name: str, about: About) -> Iterator[Refusal]:
    """Why there is no such parameter."""
    said = yield from _filled(told, name, about)
    if said is not None and not _STORED_NAME.fullmatch(said):
        yield Refusal(
            what=f"{told}: {said!r} cannot be the name of a parameter",
            fix='write letters, digits and _.- between slashes, as "/{environment}/db/password"',
            field="uses",
        )


def odd_key(told: str, key: str | None, about: About) -> Iterator[Refusal]:
    """Why nothing can be encrypted with it."""
    if key is not None and not key.startswith(("arn:", "alias/")):
        yield Refusal(
            what=f"{told}: encryption_key is {key!r}, which is neither an ARN nor an alias",
            fix=f'write encryption_key="{_KEY_ARN.format(about)}", or "alias/NAME"',
            field="uses",
        )


def _filled(told: str, text: str, about: About) -> Generator[Refusal, None, str | None]:
    try:
        return filled(text, dict(about.placeholders))
    except ValueError as error:
        fix = f"write one of {', '.join(f'{{{name}}}' for name, _ in about.placeholders)}"
        yield Refusal(what=f"{told}: {error}", fix=fix, field="uses")
    return None
