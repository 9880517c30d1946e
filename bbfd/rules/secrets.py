"""Where secrets come from: named as ECS can read them, and not in plain sight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bbfd.rules._examples import SERVICE
from bbfd.rules._of_tasks import in_container, in_task
from bbfd.rules._references import names_in
from bbfd.rules._rule import Found, Level
from bbfd.rules._subjects import Container, Launch, launchers, mappings, task_of, tasks
from bbfd.rules._table import Declared, found_by
from bbfd.template.document import Document, Path
from bbfd.template.values import parameter_of

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_KEYS = f"{_GUIDE}/secrets-envvar-secrets-manager.html"
_FORM = "SECRET-VALUEFROM-FORM"
_KEY = "SECRET-JSON-KEY-FORM"
_OLD = "SECRET-JSON-KEY-PLATFORM"
_PLAIN = "ENV-PLAINTEXT-SECRET"
_SECRET = "AWS::SecretsManager::Secret"
_SERVICES = ("secretsmanager", "ssm")
_PARAMETER = r"[A-Za-z0-9_.\-/]+"
_AFTER = r"(?::[A-Za-z0-9_.\-]*){1,3}"
_PASSWORD = (
    r"(?i)(?:.*_)?(?:PASSWORD|PASSWD|PRIVATE_?KEY|SECRET_?KEY|SECRET_ACCESS_KEY|API_?KEY|"
    r"(?:ACCESS|AUTH|API)_?TOKEN)"
)


def _find(document: Document) -> Iterator[tuple[str, Found]]:
    for task in tasks(document):
        for container in task.containers:
            for path, raw in _sources(document, container):
                yield from _form(document, path, raw)
            if "Environment" in container.body:
                yield from _plain(document, container)
    yield from _old(document)


def _sources(document: Document, container: Container) -> Iterator[tuple[Path, Any]]:
    """Where each secret of a container, or of its log, comes from, as it is written."""
    if "Secrets" in container.body:
        for path, body in mappings(document, *container, "Secrets"):
            yield (*path, "ValueFrom"), body.get("ValueFrom")
    log = document.value(container.body.get("LogConfiguration"))
    if isinstance(log, dict) and "SecretOptions" in log:
        where = (*container.path, "LogConfiguration")
        for path, body in mappings(document, where, log, "SecretOptions"):
            yield (*path, "ValueFrom"), body.get("ValueFrom")


def _form(document: Document, path: Path, raw: Any) -> Iterator[tuple[str, Found]]:
    text = document.outline(raw)
    if text.startswith("arn:"):
        service = text.split(":")[2:3]
        if service and "…" not in service[0] and service[0] not in _SERVICES:
            yield _FORM, Found(path, f"ValueFrom is an ARN of {service[0]}")
    elif "…" not in text and text and not re.fullmatch(_PARAMETER, text):
        yield _FORM, Found(path, f"ValueFrom is {text!r}")
    after = _after(text)
    if after is not None and after.count(":") in (1, 2):
        level = Level.WARNING if "…" in text and not _is_of_secret(document, raw) else None
        what = f"after the secret stands {after!r}"
        yield _KEY, Found(path, what, level=level)


def _after(text: str) -> str | None:
    """What stands after the ARN of a secret: `:key:stage:version`; None where it is none."""
    _, found, tail = text.partition(":secret:")
    if found and ":secretsmanager:" in text:
        return tail[tail.index(":") :] if ":" in tail else ""
    if text.startswith("…:") and text.count("…") == 1 and re.fullmatch(_AFTER, text[1:]):
        return text[1:]
    return None


def _is_of_secret(document: Document, raw: Any) -> bool:
    """Whether what cannot be known in it is the ARN of a secret of this template."""
    names = names_in(raw)
    return bool(names) and names <= document.resources(_SECRET).keys()


def _plain(document: Document, container: Container) -> Iterator[tuple[str, Found]]:
    kept = [body.get("Name") for _, body in mappings(document, *container, "Secrets")]
    for path, body in mappings(document, *container, "Environment"):
        name = document.value(body.get("Name"))
        secret = isinstance(name, str) and name not in kept and re.fullmatch(_PASSWORD, name)
        if secret and _is_plain(document, body):
            yield _PLAIN, Found((*path, "Value"), f"whoever reads the task definition reads {name}")


def _is_plain(document: Document, body: Any) -> bool:
    raw = body.get("Value")
    parameter = document.values.parameters.get(parameter_of(raw))
    if isinstance(parameter, dict) and str(parameter.get("NoEcho", "")).lower() == "true":
        return True
    value = document.value(raw)
    return isinstance(value, str) and bool(value) and not value.startswith(("arn:", "/"))


def _old(document: Document) -> Iterator[tuple[str, Found]]:
    """A key of a secret is read from platform version 1.4.0 on."""
    for service in launchers(document):
        version = document.value(service.body.get("PlatformVersion"))
        if service.launch is not Launch.FARGATE or version not in (
            "1.0.0",
            "1.1.0",
            "1.2.0",
            "1.3.0",
        ):
            continue
        task = task_of(document, service)
        for container in task.containers if task is not None else ():
            for _, raw in _sources(document, container):
                if (_after(document.outline(raw)) or "").count(":") == 3:
                    path = (*service.path, "PlatformVersion")
                    what = (
                        f"PlatformVersion is {version}, and {service.task} reads a key of a secret"
                    )
                    yield _OLD, Found(path, what)
                    return


_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"
_ROLE = "ExecutionRoleArn: arn:aws:iam::123456789012:role/execution"
_WITH = in_container("Secrets: [{Name: PASSWORD, ValueFrom: '@'}]", in_task(_ROLE, SERVICE))
_VERSIONED = _WITH.replace("@", f"{_ARN}:password::").replace(
    "      LaunchType: FARGATE\n", "      LaunchType: FARGATE\n      PlatformVersion: @\n"
)
_DECLARED = (
    Declared(
        _FORM,
        "a secret comes from Secrets Manager or from a parameter",
        "(the task stops) ResourceInitializationError: unable to pull secrets or registry auth: ... "
        "invalid ssm parameters",
        "write the ARN of a secret, or the name or ARN of a parameter",
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html",
        _WITH.replace("@", "arn:aws:s3:::bucket/password"),
        _WITH.replace("@", _ARN),
        Level.WARNING,
    ),
    Declared(
        _KEY,
        "a key of a secret is followed by stage and version",
        "(the task stops) ResourceInitializationError: unable to pull secrets or registry auth: ... "
        "unexpected ARN format with parameters",
        "write ARN:key:: with both colons at the end",
        _KEYS,
        _WITH.replace("@", f"{_ARN}:password"),
        _WITH.replace("@", f"{_ARN}:password::"),
    ),
    Declared(
        _OLD,
        "a key of a secret takes platform version 1.4.0",
        "(the task stops; its wording is not known)",
        "leave PlatformVersion out, or write LATEST or 1.4.0",
        _KEYS,
        _VERSIONED.replace("@", "1.3.0"),
        _VERSIONED.replace("@", "1.4.0"),
        Level.WARNING,
    ),
    Declared(
        _PLAIN,
        "a password is no plain variable",
        "none: it is read in the console, and in every copy of the task definition",
        "move it to Secrets: a secret or a parameter, with ValueFrom",
        f"{_GUIDE}/specifying-sensitive-data.html",
        in_container("Environment: [{Name: DB_PASSWORD, Value: hunter2}]"),
        in_container(f"Secrets: [{{Name: DB_PASSWORD, ValueFrom: '{_ARN}'}}]", in_task(_ROLE)),
        Level.WARNING,
    ),
)
RULES = found_by(_find, _DECLARED)
