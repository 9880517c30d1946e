"""Where the value of a secret is kept: what ECS reads when a task starts, and what it takes to be allowed to."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace

from bbfd.model.facts import About, Grant
from bbfd.model.naming import filled, logical_id
from bbfd.model.owned import several
from bbfd.model.stack import FromKey, FromSecret, Parameter, Refusal
from bbfd.model.value import value

_SECRET_ARN = "arn:aws:secretsmanager:{0.region}:{0.account}:secret:NAME-123abc"
_KEY_ARN = "arn:aws:kms:{0.region}:{0.account}:key/ID"
_STORED = "arn:${{AWS::Partition}}:ssm:{0.region}:{0.account}:parameter/{1}"
# The service, and what may be done with it to read a value.
_MANAGER = ("secretsmanager", "secretsmanager:GetSecretValue")
_STORE = ("ssm", "ssm:GetParameters")
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
        return _readable(_MANAGER, name, opened(_MANAGER[0], key, about))
    # Not "secret": AWS's validator would take the parameter for the secret itself, and want it hidden.
    known = Parameter(name=logical_id(name, "arn"), type="String", source=FromSecret(name=name))
    if key is None:
        source = FromSecret(name=name, fact="key")
        learned = Parameter(name=logical_id(name, "key arn"), type="String", source=source)
        opening = replace(opened(_MANAGER[0], _ref(learned), about), parameters=(learned,))
    else:
        opening = opened(_MANAGER[0], key, about)
    kept = _readable(_MANAGER, _ref(known), opening)
    return replace(kept, parameters=(known, *kept.parameters))


def stored(name: str, key: str | None, about: About) -> Kept:
    """In the Parameter Store of the environment's account and region."""
    name = filled(name, dict(about.placeholders)).removeprefix("/")
    return _readable(_STORE, _STORED.format(about, name), opened(_STORE[0], key, about))


def _readable(service: tuple[str, str], arn: str, opening: Kept) -> Kept:
    return replace(opening, arn=arn, grants=(Grant((service[1],), (arn,)), *opening.grants))


def _ref(parameter: Parameter) -> str:
    return f"${{{parameter.name}}}"


def opened(service: str, key: str | None, about: About) -> Kept:
    """What it takes to decrypt with a key, on behalf of a service; nothing where there is none."""
    if key is None:
        return Kept(arn="", grants=())
    via = f"{service}.{about.region}.amazonaws.com"
    if not key.startswith("alias/"):
        return Kept(arn=key, grants=(Grant(("kms:Decrypt",), (key,), via),))
    known = Parameter(name=logical_id(key, "arn"), type="String", source=FromKey(alias=key))
    arn = _ref(known)
    return Kept(arn=arn, grants=(Grant(("kms:Decrypt",), (arn,), via),), parameters=(known,))


def odd_secret(what: str, name: str, about: About, field: str = "secret") -> Iterator[Refusal]:
    """Why there is no such secret in Secrets Manager."""
    said = yield from told(what, name, about)
    if said is not None and not said.startswith("arn:") and not _NAME.fullmatch(said):
        yield Refusal(
            what=f"{what}: {said!r} cannot be the name of a secret",
            fix=f'write its name, or its ARN, as {field}="{_SECRET_ARN.format(about)}"',
            field="uses",
        )
    elif said is not None:
        yield from several(what, field, said)


def odd_stored(what: str, name: str, about: About) -> Iterator[Refusal]:
    """Why there is no such parameter."""
    said = yield from told(what, name, about)
    if said is not None and not _STORED_NAME.fullmatch(said):
        yield Refusal(
            what=f"{what}: {said!r} cannot be the name of a parameter",
            fix='write letters, digits and _.- between slashes, as "/{environment}/db/password"',
            field="uses",
        )


def odd_key(what: str, key: str | None, about: About) -> Iterator[Refusal]:
    """Why nothing can be encrypted with it."""
    if key is not None and not key.startswith(("arn:", "alias/")):
        yield Refusal(
            what=f"{what}: encryption_key is {key!r}, which is neither an ARN nor an alias",
            fix=f'write encryption_key="{_KEY_ARN.format(about)}", or "alias/NAME"',
            field="uses",
        )
    yield from several(what, "encryption_key", key)


def told(what: str, text: str, about: About) -> Generator[Refusal, None, str | None]:
    """The text with its placeholders filled in; None where there is one that is not known."""
    try:
        return filled(text, dict(about.placeholders))
    except ValueError as error:
        fix = f"write one of {', '.join(f'{{{name}}}' for name, _ in about.placeholders)}"
        yield Refusal(what=f"{what}: {error}", fix=fix, field="uses")
    return None
