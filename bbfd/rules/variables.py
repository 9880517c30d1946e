"""Environment variables of a container: each name once, be it plain or secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.rules._examples import LOGGED
from bbfd.rules._rule import Found, Level, Rule, together
from bbfd.rules._subjects import Container, mappings, tasks
from bbfd.template.document import Document, Path

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_SECRETS = f"{_GUIDE}/specifying-sensitive-data.html"
_BOTH = "ENV-SECRET-DUPLICATE"
_TWICE = "SECRET-DUPLICATE-NAME"
_AGAIN = "ENV-DUPLICATE"
_NAME = "ENV-NAME-FORMAT"
_SIZE = "TASK-DEFINITION-SIZE"
_LARGEST = 65536
_LITERAL = "ENV-PLACEHOLDER"
# What is filled in elsewhere in a definition: in a host, in the name of a secret.
_FILLED = r"(?<!\$)\{(environment|service|account|region|domain)\}"


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        size = 0
        for container in task.containers:
            if "Environment" in container.body or "Secrets" in container.body:
                yield from _of_one(document, container)
                size += _size(document, container)
        if size > _LARGEST:
            path = (*task.path, "ContainerDefinitions")
            yield _SIZE, Found(path, f"the variables alone are {size} characters")


def _size(document: Document, container: Container) -> int:
    """What its variables come to, without all that stands around them."""
    every = (body for _, body in document.entries(container.body.get("Environment")))
    return sum(len(str(text)) for body in every if isinstance(body, dict) for text in body.values())


def _of_one(document: Document, container: Container) -> Iterator[tuple[str, Found]]:
    yield from _literal(document, container)
    every = [*_names(document, container, "Environment")]
    plain = dict(every)
    if len(plain) < len(every):
        yield from _again(every)
    secret = [*_names(document, container, "Secrets")]
    seen: set[str] = set()
    for name, path in secret:
        if name in seen:
            yield _TWICE, Found(path, f"{name} is there twice", aws=_said(name))
        elif name in plain:
            yield _BOTH, Found(path, f"{name} is a plain variable too", aws=_said(name))
        seen.add(name)
    for name, path in (*plain.items(), *secret):
        if not name or "=" in name or not name.isprintable():
            yield _NAME, Found(path, f"the name is {name!r}")


def _again(every: list[tuple[str, Path]]) -> Iterator[tuple[str, Found]]:
    first: set[str] = set()
    for name, path in every:
        if name in first:
            yield _AGAIN, Found(path, f"{name} is there twice")
        first.add(name)


def _literal(document: Document, container: Container) -> Iterator[tuple[str, Found]]:
    for path, body in mappings(document, container.path, container.body, "Environment"):
        text = body.get("Value")
        if isinstance(text, str) and "{" in text:
            found = re.search(_FILLED, text)
            if found is not None:
                yield _LITERAL, Found((*path, "Value"), f"the process will see {found[0]} as it is")


def _names(document: Document, container: Container, key: str) -> Iterator[tuple[str, Path]]:
    for path, body in mappings(document, container.path, container.body, key):
        name = document.value(body.get("Name"))
        if isinstance(name, str):
            yield name, (*path, "Name")


def _said(name: str) -> str:
    return (
        "The secret name must be unique and not shared with any new or existing environment variables "
        f"set on the container, such as '{name}'."
    )


_ARN = "arn:aws:ssm:eu-west-1:123456789012:parameter/db"
_SECRET = f"{{Name: PASSWORD, ValueFrom: '{_ARN}'}}"


# The role is not of this template: what it may read is not what this is about.
_ELSEWHERE = LOGGED.replace("!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/execution")


def _with(lines: str) -> str:
    return _ELSEWHERE.replace(
        "          Image: nginx:1.29\n", f"          Image: nginx:1.29\n{lines}\n"
    )


_RIGHT = _with(f"          Secrets: [{_SECRET}]")
_look_for = together(_find)
RULES = (
    Rule(
        id=_BOTH,
        title="a variable is plain or secret, not both",
        level=Level.ERROR,
        aws_error=_said("PASSWORD"),
        fix="remove the plain one",
        doc=_SECRETS,
        wrong=_with(
            f"          Environment: [{{Name: PASSWORD, Value: x}}]\n          Secrets: [{_SECRET}]"
        ),
        right=_RIGHT,
        look=_look_for(_BOTH),
    ),
    Rule(
        id=_AGAIN,
        title="a plain variable has one value",
        level=Level.WARNING,
        aws_error="none: the last one wins",
        fix="remove one of the two",
        doc=f"{_GUIDE}/task_definition_parameters.html",
        wrong=_with("          Environment: [{Name: A, Value: x}, {Name: A, Value: y}]"),
        right=_with("          Environment: [{Name: A, Value: x}, {Name: B, Value: y}]"),
        look=_look_for(_AGAIN),
        also=("E3002",),
    ),
    Rule(
        id=_TWICE,
        title="a secret variable has one value",
        level=Level.ERROR,
        aws_error=_said("PASSWORD"),
        fix="remove one of the two",
        doc=_SECRETS,
        wrong=_with(f"          Secrets: [{_SECRET}, {_SECRET.replace('/db', '/web')}]"),
        right=_RIGHT,
        look=_look_for(_TWICE),
    ),
    Rule(
        id=_NAME,
        title="a variable has a name that a process can read",
        level=Level.ERROR,
        aws_error="none: the process finds another name, or none",
        fix="write a name without = and without control characters",
        doc=f"{_GUIDE}/task_definition_parameters.html",
        wrong=_with("          Environment: [{Name: 'A=B', Value: x}]"),
        right=_with("          Environment: [{Name: 'A', Value: x}]"),
        look=_look_for(_NAME),
    ),
    Rule(
        id=_LITERAL,
        title="a variable has its value, and no name to be filled in",
        level=Level.WARNING,
        aws_error="none: nobody fills in a variable, and the process sees the braces",
        fix='write the value; where it differs by environment: tuning={"prod": Tuning(variables={...})}',
        doc=f"{_GUIDE}/task_definition_parameters.html",
        wrong=_with("          Environment: [{Name: STAGE, Value: '{environment}'}]"),
        right=_with("          Environment: [{Name: STAGE, Value: prod}]"),
        look=_look_for(_LITERAL),
    ),
    Rule(
        id=_SIZE,
        title="a task definition has at most 64 KB",
        level=Level.ERROR,
        aws_error="Actual length: '70157'. Max allowed length is '65536' bytes.",
        fix="keep what is long elsewhere: in the image, in S3, in a parameter",
        doc="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        wrong=_with(f"          Environment: [{{Name: A, Value: {'x' * _LARGEST}}}]"),
        right=_with("          Environment: [{Name: A, Value: x}]"),
        look=_look_for(_SIZE),
    ),
)
