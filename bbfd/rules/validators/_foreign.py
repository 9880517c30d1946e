"""What another validator found, as a finding of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bbfd.errors import UsageError
from bbfd.rules._rule import Finding, Found, Level, finding, property_of
from bbfd.rules.validator_failed import FAILED
from bbfd.rules.validators._heard import CRASHES, Ask, Said, why
from bbfd.rules.validators._words import in_words
from bbfd.template.document import Document, Path

_DOC = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-template.html"
_BEFORE = "none: it is found before AWS is asked"
# A parameter of ours has as its default what the definition names: that it stands there is nobody's mistake.
_OF_DEFAULTS = frozenset({"W9002"})
# A parameter of ours that carries the ARN of a password is no password.
_SOUNDS_SECRET = "W2509"
# `${HOME}` in what a container is given is meant for its shell: a definition has other words for CloudFormation's.
_SUB_MISSING = "E1029"
_FOR_THE_CONTAINER = frozenset({"Command", "EntryPoint", "Environment", "HealthCheck"})
_TASK = "AWS::ECS::TaskDefinition"
_BLUE_GREEN = "AWS::CodeDeployBlueGreen"
_ROLES = ("ExecutionRoleArn", "TaskRoleArn")
# The form of an ARN, which the name of a role has not; the same of a Ref to it.
_OF_ARNS = frozenset({"1041", "1156", "3031", "3511"})
# A key that is not known, and one that is missing: ECS takes keys that begin with a small letter, too.
_OF_KEYS = frozenset({"3002", "3003"})
# What goes together on Fargate, and what does not; what a text may be, and how long; whether a list repeats itself.
_OF_FARGATE = frozenset({"3047", "3048", "3049", "3052", "3053", "3054"})
_OF_VALUES = frozenset(
    {"1150", "1151", "1152", "1153", "1154", "3030", "3031", "3033", "3034", "3037"}
)
# What RDS sells. Their lists are of a date, and mix engines: for postgres 15.10 they have the classes of Aurora.
_ON_SALE = frozenset({"3025", "3062", "3690", "3691", "9006"})
_SOLD = (("DBInstanceClass",), ("EngineVersion",))
# Of a container: of two variables of one name the last wins, and a protocol that is not known is tcp.
_TAKEN = {"3002": "Environment", "3030": "Protocol"}


def heard(document: Document, source: str, ask: Ask) -> tuple[Finding, ...]:
    """What a validator says when it is asked about a template, as findings."""
    try:
        content = json.dumps(document.body, separators=(",", ":"), default=dict)
    except CRASHES as error:
        return (failed(document, source, why(error)),)
    answer = ask(content, document.name, document.region)
    said = (
        failed(document, source, each.message, each.level)
        if each.id == FAILED.id
        else foreign(document, source, each)
        for each in answer.said
        if not is_meant(document, each) and not _is_misread(document, each)
    )
    lacks = (failed(document, source, answer.failure),) if answer.failure else ()
    return (*said, *lacks)


def is_meant(document: Document, said: Said) -> bool:
    """Whether it is as we write templates, and no mistake of who wrote the definition."""
    if not document.region:
        return False
    if said.id == _SUB_MISSING:
        return "ContainerDefinitions" in said.path and not _FOR_THE_CONTAINER.isdisjoint(said.path)
    if said.id == _SOUNDS_SECRET:
        return len(said.path) > 1 and str(said.path[1]).endswith("Arn")
    return said.id in _OF_DEFAULTS


def foreign(document: Document, source: str, said: Said) -> Finding:
    """What it said, in our words and with our place."""
    where = _used_at(document, said.path)
    resource, path = property_of(where)
    words = in_words(said.message, where)
    return Finding(
        rule=said.id,
        level=Level.WARNING if _is_doubtful(document, said, where) else said.level,
        title=said.title,
        aws_error=_BEFORE,
        fix=said.fix or words.fix or _rule_of(said),
        doc=said.doc or _DOC,
        resource=resource,
        path=path,
        detail=words.what,
        document=document.name,
        source=source,
        where=lambda: document.place(where),
    )


def _rule_of(said: Said) -> str:
    """Where a validator gives no advice, what it looked for is all that there is."""
    return f"correct it; {said.id} is: {said.title}" if said.title else "correct it"


def _used_at(document: Document, path: Path) -> Path:
    """In a stack of ours, the property that takes the default that is at fault: what the definition made."""
    if not document.region or len(path) != 3 or path[0] != "Parameters" or path[2] != "Default":
        return path
    wanted = {"Ref": path[1]}
    return next(_paths_to(wanted, document.body.get("Resources"), ("Resources",)), path)


def _paths_to(wanted: object, node: Any, path: Path) -> Iterator[Path]:
    if node == wanted:
        yield path
    elif isinstance(node, dict):
        for key, inner in node.items():
            yield from _paths_to(wanted, inner, (*path, key))
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _paths_to(wanted, inner, (*path, index))


def failed(document: Document, source: str, what: str, level: Level | None = None) -> Finding:
    """The validator itself failed: neither a clean bill nor a traceback."""
    return finding(FAILED, document, Found((), f"{source} failed: {what}", level=level))


def _is_misread(document: Document, said: Said) -> bool:
    """cfn-lint knows `.5 vCPU` and not `0.5 vCPU`, which AWS takes: what goes with it, ours look at.

    Nor does it know that a health check without a port is of the one that the traffic goes to, nor that CloudFormation
    makes a text of a default. Both do not know what a transform brings, one that a policy may be a text.
    """
    if said.path == ("Hooks",):
        return _BLUE_GREEN in json.dumps(document.body.get("Transform"), default=dict)
    if said.id == "E2015":
        return _is_allowed(document.raw(said.path[:-1]))
    if said.id == "E3510":
        return _is_json(document.raw(said.path))
    if said.id == "E3049" and said.path[-1:] == ("HealthCheckPort",):
        return document.raw(said.path) is None
    if said.id != "E3047" and (said.id, said.path[-1:]) != ("E3048", ("Cpu",)):
        return False
    cpu = document.raw((*said.path[:2], "Properties", "Cpu"))
    return "vcpu" in document.outline(cpu).lower()


def _is_json(policy: Any) -> bool:
    """Whether it is the text of a policy, which IAM takes too."""
    try:
        return isinstance(policy, str) and isinstance(json.loads(policy), dict)
    except ValueError:
        return False


def _is_allowed(parameter: Any) -> bool:
    """Whether its default is true or false, and among the texts that it may be."""
    default = parameter.get("Default") if isinstance(parameter, dict) else None
    allowed = parameter.get("AllowedValues") if isinstance(default, bool) else None
    return isinstance(allowed, list) and str(default).lower() in map(str, allowed)


def missing(source: str, extra: str) -> UsageError:
    """The validator is not installed."""
    return UsageError(f"{source} is not installed", fix=f"type `pip install '{extra}'`")


def _is_doubtful(document: Document, said: Said, path: Path) -> bool:
    """Validators go by the schema, and property by property: what AWS takes all the same is no error."""
    number = said.id[1:]
    # Ours look at each form of the template; these mix them.
    mixed = number in _OF_FARGATE | _OF_VALUES
    if mixed and (document.written(path)[1] or _has_branches(document.raw(path))):
        return True
    if number in _ON_SALE and path[-1:] in _SOLD:
        return True
    if len(path) < 4 or path[1] not in document.resources(_TASK):
        return path[:1] == ("Hooks",)  # the section of CodeDeploy's blue/green transform
    if path[3] in _ROLES:
        return number in _OF_ARNS
    node = document.raw(path) if number in _OF_KEYS else None
    keys = (path[-1], *node) if isinstance(node, dict) else (path[-1],)
    small = number in _OF_KEYS and any(_is_small(key) for key in keys)
    return small or _TAKEN.get(number) == path[-1]


def _has_branches(raw: Any) -> bool:
    if isinstance(raw, list):
        return any(map(_has_branches, raw))
    return isinstance(raw, dict) and ("Fn::If" in raw or any(map(_has_branches, raw.values())))


def _is_small(key: str | int) -> bool:
    return isinstance(key, str) and key[:1].islower() and key.isalpha()
