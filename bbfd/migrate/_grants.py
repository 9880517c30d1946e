"""What the execution role of a task must be allowed: its images, logs, secrets and files, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bbfd.migrate._logs import GROUP, drivers, foreign
from bbfd.migrate._network import conditions_of
from bbfd.migrate._subjects import Part, Template
from bbfd.template.values import UNKNOWN

_ACCOUNT = "${AWS::Region}:${AWS::AccountId}"
_ECR = re.compile(r"(\d{12}|…)\.dkr\.ecr\.([a-z0-9-]+|…)\.(?:amazonaws\.com(?:\.cn)?|…)/([^:@]+)")
_PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
_WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"]
Statement = dict[str, Any]


def statements(template: Template, tasks: tuple[Part, ...]) -> list[Statement]:
    """The statements of a policy, for several tasks together; none where nothing of AWS is needed to start them."""
    containers = [each for task in tasks for each in template.containers(task)]
    found: list[Statement] = []
    images = _unique(arn for each in containers for arn in _images(template, each))
    if images:
        found.append(_allow(["ecr:GetAuthorizationToken"], ["*"]))
    for actions, each in (
        (_PULL, images),
        (_WRITE, [arn for one in containers for arn in _log_groups(template, one)]),
        (["logs:CreateLogGroup"], [arn for one in containers for arn in _made(template, one)]),
        (["secretsmanager:GetSecretValue"], _of_secrets(template, containers, "secret")),
        (["ssm:GetParameters"], _of_secrets(template, containers, "parameter")),
        (["kms:Decrypt"], [arn for one in containers for arn in _keys(template, one)]),
        (["s3:GetObject"], [arn for one in containers for arn in _files(one)]),
        (["s3:GetBucketLocation"], [arn for one in containers for arn in _buckets(one)]),
    ):
        found += _by_condition(template, tasks, actions, _unique(each))
    return found


def _by_condition(
    template: Template, tasks: tuple[Part, ...], actions: list[str], arns: list[Any]
) -> Iterator[Statement]:
    """One statement; and one more for each condition under which resources are there and tasks may not be."""
    theirs = {template.condition(task.id).get("Condition") for task in tasks}
    told: dict[str, list[Any]] = {}
    for arn in arns:
        others = (each for each in conditions_of(template, arn) if {each} != theirs)
        told.setdefault(next(others, ""), []).append(arn)
    for condition, each in told.items():
        statement = _allow(actions, each)
        nothing = {"Ref": "AWS::NoValue"}
        yield {"Fn::If": [condition, statement, nothing]} if condition else statement


def policies(name: str, found: list[Statement]) -> list[dict[str, Any]]:
    """Inline policies of these statements: one, and one more under each condition. No policy has no statement."""
    always = [each for each in found if "Fn::If" not in each]
    made = [_policy(name, always)] if always else []
    chosen = [each["Fn::If"] for each in found if "Fn::If" in each]
    for condition in dict.fromkeys(one[0] for one in chosen):
        policy = _policy(f"{name}If{condition}", [one[1] for one in chosen if one[0] == condition])
        made.append({"Fn::If": [condition, policy, {"Ref": "AWS::NoValue"}]})
    return made


def _policy(name: str, found: list[Statement]) -> dict[str, Any]:
    return {
        "PolicyName": name[:128],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": found},
    }


def plain(statement: Statement) -> Statement:
    """A statement without the condition around it."""
    chosen = statement.get("Fn::If")
    return dict(chosen[1]) if chosen else statement


def _allow(actions: list[str], resources: list[Any]) -> Statement:
    one = resources[0] if len(resources) == 1 else resources
    return {
        "Effect": "Allow",
        "Action": actions[0] if len(actions) == 1 else actions,
        "Resource": one,
    }


def _unique(values: Any) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _arn(service: str, rest: str, where: str = _ACCOUNT) -> dict[str, str]:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:{where}:{rest}"}


def _images(template: Template, container: Part) -> Iterator[Any]:
    """The repositories of ECR that it may be of. A parameter may name any."""
    raw = container.body.get("Image")
    made = list(_repositories(template, raw))
    if made:
        yield from made
        return
    found = _ECR.search(template.document.outline(raw))
    if found is not None:
        account, region, name = found.groups()
        where = f"{_or(region, '${AWS::Region}')}:{_or(account, '${AWS::AccountId}')}"
        yield _arn("ecr", f"repository/{_or(name, '*')}", where)
    elif (isinstance(raw, dict) and "…" in template.document.outline(raw)) or _is_parameter(raw):
        yield _arn("ecr", "repository/*")


def _repositories(template: Template, raw: Any) -> Iterator[Any]:
    """Those of this template that the name of an image is made of: by Ref, by GetAtt, in a Sub."""
    for part in template.resources("AWS::ECR::Repository"):
        if isinstance(raw, dict) and re.search(rf"'{part.id}['.]|\$\{{{part.id}[.}}]", str(raw)):
            yield {"Fn::GetAtt": [part.id, "Arn"]}


def _or(text: str, other: str) -> str:
    return other if "…" in text else text


def _is_parameter(raw: Any) -> bool:
    return isinstance(raw, dict) and "Ref" in raw


def _logs(template: Template, container: Part) -> Iterator[Part]:
    for log in container.parts("LogConfiguration"):
        if "awslogs" in drivers(template, log) and not foreign(template, log):
            yield from log.parts("Options")


def _log_groups(template: Template, container: Part) -> Iterator[Any]:
    for options in _logs(template, container):
        yield from _log_group(template, options)
    for log in container.parts("LogConfiguration"):
        silent = "awslogs" in drivers(template, log) and not list(log.parts("Options"))
        if silent or foreign(template, log):
            yield {"Fn::GetAtt": [template.name(GROUP), "Arn"]}


def _log_group(template: Template, options: Part) -> Iterator[Any]:
    for _, raw in options.written("awslogs-group"):
        made = _made_here(template, raw)
        if made:
            yield {"Fn::GetAtt": [made, "Arn"]}
        else:
            region = template.text_of(options.body.get("awslogs-region"))
            where = f"{region or '${AWS::Region}'}:${{AWS::AccountId}}"
            yield _arn("logs", f"log-group:{_as_text(raw)}:*", where)


def _made_here(template: Template, raw: Any) -> str:
    """The log group of this template that is meant, by reference or by its name."""
    groups = {part.id: part for part in template.resources("AWS::Logs::LogGroup")}
    known = template.refers(raw)
    if known in groups:
        return known
    return next((id for id, part in groups.items() if part.body.get("LogGroupName") == raw), "")


def _as_text(raw: Any) -> str:
    """What stands for a name inside a Sub."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, dict) and isinstance(raw.get("Ref"), str):
        return f"${{{raw['Ref']}}}"
    if isinstance(raw, dict) and isinstance(raw.get("Fn::Sub"), str):
        return str(raw["Fn::Sub"])
    return "*"


def _made(template: Template, container: Part) -> Iterator[Any]:
    """The groups that the log driver is to make itself."""
    for options in _logs(template, container):
        if template.text_of(options.body.get("awslogs-create-group")).lower() == "true":
            yield from _log_group(template, options)


def _of_secrets(template: Template, containers: list[Part], kind: str) -> list[Any]:
    return [
        arn
        for container in containers
        for raw in _given(container)
        for found, arn in _secret(template, raw)
        if found == kind
    ]


def _given(container: Part) -> Iterator[Any]:
    """Everything that is read for the container before it starts."""
    for secret in container.parts("Secrets"):
        yield secret.body.get("ValueFrom")
    for log in container.parts("LogConfiguration"):
        for option in log.parts("SecretOptions"):
            yield option.body.get("ValueFrom")
    for login in container.parts("RepositoryCredentials"):
        yield login.body.get("CredentialsParameter")


def _secret(template: Template, raw: Any) -> Iterator[tuple[str, Any]]:
    """(kind, ARN) of what a secret is read from; both kinds, if that cannot be known."""
    id = template.refers(raw)
    kind = str(template.document.values.resources.get(id, {}).get("Type"))
    if id and "SecretsManager" in kind:
        yield "secret", {"Ref": id}
    elif id and kind == "AWS::SSM::Parameter":
        yield "parameter", _arn("ssm", f"parameter/${{{id}}}")
    else:
        yield from _elsewhere(template, raw)


def _elsewhere(template: Template, raw: Any) -> Iterator[tuple[str, Any]]:
    text = template.document.outline(raw)
    if ":secretsmanager:" in text:
        yield "secret", _base(raw) if "…" not in text else _arn("secretsmanager", "secret:*")
    elif ":ssm:" in text:
        yield "parameter", raw
    elif text and "…" not in text and template.value(raw) is not UNKNOWN:
        yield "parameter", _arn("ssm", f"parameter/{text.lstrip('/')}")
    else:
        yield "secret", _arn("secretsmanager", "secret:*")
        yield "parameter", _arn("ssm", "parameter/*")


def of_keys_elsewhere(template: Template, tasks: tuple[Part, ...]) -> str:
    """What is to be known of keys, where secrets are not of this template; "" where all are."""
    known = {
        part.id
        for kind in ("AWS::SecretsManager::Secret", "AWS::SSM::Parameter")
        for part in template.resources(kind)
    }
    containers = (each for task in tasks for each in template.containers(task))
    if all(template.refers(raw) in known for each in containers for raw in _given(each)):
        return ""
    return (
        ". Secrets are read that this template does not make: where a customer managed key encrypts "
        "one, the role needs {Effect: Allow, Action: kms:Decrypt, Resource: <the key's ARN>} too, and "
        "the key's policy has to leave that to IAM"
    )


def _keys(template: Template, container: Part) -> Iterator[Any]:
    """The keys that encrypt secrets of this template, where they are not AWS's."""
    secrets = {part.id: part for part in template.resources("AWS::SecretsManager::Secret")}
    for raw in _given(container):
        known = secrets.get(template.refers(raw))
        for _, key in known.written("KmsKeyId") if known is not None else ():
            yield from _key(template, key)


def _key(template: Template, raw: Any) -> Iterator[Any]:
    text = template.document.outline(raw)
    keys = {part.id for part in template.resources("AWS::KMS::Key")}
    id = template.refers(raw)
    if id in keys:
        yield {"Fn::GetAtt": [id, "Arn"]}
    elif ":key/" in text and "…" not in text:
        yield raw
    elif not text.startswith("alias/aws/"):
        yield _arn("kms", "key/*")


def _base(raw: Any) -> Any:
    """The ARN of a secret without the key and version that may follow it."""
    return ":".join(raw.split(":")[:7]) if isinstance(raw, str) else raw


def _files(container: Part) -> Iterator[Any]:
    for file in container.parts("EnvironmentFiles"):
        yield file.body.get("Value")


def _buckets(container: Part) -> Iterator[Any]:
    """The buckets of these files, whose region is asked for first."""
    for raw in _files(container):
        sub = raw.get("Fn::Sub") if isinstance(raw, dict) else raw
        bucket = sub.partition("/")[0] if isinstance(sub, str) else ""
        if not bucket or bucket.count("${") != bucket.count("}"):
            yield {"Fn::Sub": "arn:${AWS::Partition}:s3:::*"}
        else:
            yield bucket if isinstance(raw, str) else {"Fn::Sub": bucket}
