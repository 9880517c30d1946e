"""What roles must allow besides pulling images: secrets, ECS Exec, handing roles on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bbfd.rules._examples import LOGGED, SERVICE, TASK
from bbfd.rules._roles import allows, role_of
from bbfd.rules._rule import Found, Level, Rule
from bbfd.rules._subjects import EVENT, Launch, mappings, part, services, task_of, tasks
from bbfd.rules._written import where_written
from bbfd.template.document import Document, Path
from bbfd.template.values import Reference

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_SECRETS = "secretsmanager:getsecretvalue"
_PARAMETERS = "ssm:getparameters"
_STORES = {"AWS::SecretsManager::Secret": _SECRETS, "AWS::SSM::Parameter": _PARAMETERS}
_EXEC = "ssmmessages:createcontrolchannel"


def _at(role: str) -> Path:
    return ("Resources", role, "Properties", "Policies")


def _unread(document: Document) -> Iterator[Found]:
    for task in tasks(document):
        role = role_of(document, task.body.get("ExecutionRoleArn"))
        wanted = {
            action: secret
            for container in task.containers
            if role
            for _, each in mappings(document, container.path, container.body, "Secrets")
            for secret, action in [(each.get("Name"), _action(document, each.get("ValueFrom")))]
            if action
        }
        for action, secret in wanted.items():
            if allows(document, role, action) is False:
                named = "" if not isinstance(secret, str) else f" {secret}"
                detail = f"{role} is the execution role of {task.id}, and may not read{named}"
                yield Found(_at(role), detail)
                break


def _action(document: Document, raw: Any) -> str:
    """What reading a secret takes; "" where that cannot be known."""
    value = document.opening(raw)
    if isinstance(value, Reference):
        kinds = (kind for kind in _STORES if value.to in document.resources(kind))
        return next((_STORES[kind] for kind in kinds), "")
    text = document.outline(raw)
    if ":secretsmanager:" in text:
        return _SECRETS
    return _PARAMETERS if ":ssm:" in text or text.startswith("/") else ""


def _not_passed(document: Document) -> Iterator[Found]:
    known = {task.id: task for task in tasks(document)}
    for body in document.resources(EVENT).values():
        for _, target in mappings(document, (), body, "Targets"):
            role = role_of(document, target.get("RoleArn"))
            task = part(document, target, "EcsParameters", "TaskDefinitionArn")
            launched = known.get(task.to) if isinstance(task, Reference) else None
            if not role or launched is None or not _has_roles(document, launched.body):
                continue
            if allows(document, role, "iam:passrole") is False:
                yield Found(_at(role), f"{role} may not hand on the roles of {launched.id}")


def _has_roles(document: Document, task: Any) -> bool:
    return any(
        document.value(task.get(f"{name}RoleArn")) is not None for name in ("Task", "Execution")
    )


def _is_on(document: Document, raw: Any) -> bool:
    return str(document.value(raw)).lower() == "true"


def _roleless(document: Document) -> Iterator[Found]:
    for service in services(document):
        task = task_of(document, service)
        if task is None or not _is_on(document, service.body.get("EnableExecuteCommand")):
            continue
        if document.value(task.body.get("TaskRoleArn")) is None:
            level = None if service.launch is Launch.FARGATE else Level.WARNING
            detail = f"{service.id} enables ECS Exec, and {task.id} has no task role"
            yield Found((*task.path, "TaskRoleArn"), detail, level=level)


@where_written("EnableExecuteCommand")
def _closed(document: Document) -> Iterator[Found]:
    for service in services(document):
        task = task_of(document, service)
        role = role_of(document, task.body.get("TaskRoleArn")) if task else ""
        on = _is_on(document, service.body.get("EnableExecuteCommand"))
        if role and on and allows(document, role, _EXEC) is False:
            yield Found(_at(role), f"{service.id} enables ECS Exec, and {role} does not allow it")


def _allowing(*actions: str) -> str:
    named = ", ".join(f"'{action}'" for action in actions)
    return f"""\
      Policies:
        - PolicyName: more
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {{Effect: Allow, Action: [{named}], Resource: '*'}}
"""


_READING = LOGGED.replace(
    "          PortMappings:\n",
    "          Secrets: [{Name: KEY, ValueFrom: !Ref Secret}]\n          PortMappings:\n",
).replace("  Logs:\n", "  Secret:\n    Type: AWS::SecretsManager::Secret\n  Logs:\n")
_ENABLED = SERVICE + "      EnableExecuteCommand: true\n"
_ROLE = "      TaskRoleArn: @\n      Cpu:"
_APP = """\
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: 'sts:AssumeRole'}
"""
_OPEN = _allowing(
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
_WITH_APP = _ENABLED.replace("      Cpu:", _ROLE.replace("@", "!GetAtt App.Arn")) + _APP
_EVENT = (
    TASK.replace("      Cpu:", _ROLE.replace("@", "arn:aws:iam::123456789012:role/app"))
    + """\
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 day)
      Targets:
        - Id: task
          Arn: arn:aws:ecs:eu-west-1:123456789012:cluster/prod
          RoleArn: !GetAtt Start.Arn
          EcsParameters:
            LaunchType: FARGATE
            TaskDefinitionArn: !Ref Task
            NetworkConfiguration: {AwsVpcConfiguration: {Subnets: [subnet-0a1b2c3d]}}
"""
    + _APP.replace("App", "Start").replace("ecs-tasks", "events")
)

RULES = (
    Rule(
        id="EXEC-ROLE-SECRET-POLICY",
        title="the execution role may read the secrets",
        level=Level.ERROR,
        aws_error="ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval "
        "failed: unable to retrieve secret from asm: AccessDeniedException",
        fix="allow secretsmanager:GetSecretValue (for parameters ssm:GetParameters) on it to the execution role",
        doc=f"{_GUIDE}/specifying-sensitive-data.html",
        wrong=_READING,
        right=_READING + _allowing("secretsmanager:GetSecretValue"),
        look=_unread,
    ),
    Rule(
        id="EXEC-COMMAND-TASK-ROLE",
        title="ECS Exec takes a task role",
        level=Level.ERROR,
        aws_error="The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid "
        "task role in your task definition and try again.",
        fix="add TaskRoleArn: a role that allows ssmmessages:*; or remove EnableExecuteCommand",
        doc=f"{_GUIDE}/ecs-exec.html",
        wrong=_ENABLED,
        right=_ENABLED.replace(
            "      Cpu:", _ROLE.replace("@", "arn:aws:iam::123456789012:role/app")
        ),
        look=_roleless,
    ),
    Rule(
        id="EXEC-COMMAND-PERMISSIONS",
        title="ECS Exec takes a task role that allows it",
        level=Level.WARNING,
        aws_error="The execute command failed because execute command was not enabled when the task was run or the "
        "execute command agent isn't running",
        fix="allow ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel",
        doc=f"{_GUIDE}/ecs-exec.html",
        wrong=_WITH_APP,
        right=_WITH_APP + _OPEN,
        look=_closed,
    ),
    Rule(
        id="EVENTS-PASS-ROLE",
        title="what starts a task may hand on the task's roles",
        level=Level.WARNING,
        aws_error="none: only the metric FailedInvocations tells of it (not authorized to perform: iam:PassRole)",
        fix="allow iam:PassRole on the execution role and the task role to the target's role",
        doc=f"{_GUIDE}/CWE_IAM_role.html",
        wrong=_EVENT + _allowing("ecs:RunTask"),
        right=_EVENT + _allowing("ecs:RunTask", "iam:PassRole"),
        look=_not_passed,
    ),
)
