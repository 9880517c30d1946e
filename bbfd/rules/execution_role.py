"""The execution role: with it ECS pulls the image, writes the log and reads the secrets, before the task runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bbfd.rules._examples import LOGGED, TASK
from bbfd.rules._rule import Found, Level, Rule, doubtful
from bbfd.rules._subjects import Container, Task, part, tasks
from bbfd.template.document import Document
from bbfd.template.values import UNKNOWN

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_DOC = f"{_GUIDE}/task_execution_IAM_role.html"

Needs = Callable[[Document, Container], bool]


def _without_role(document: Document) -> tuple[Task, ...]:
    return tuple(
        task
        for task in tasks(document)
        if document.value(task.body.get("ExecutionRoleArn")) is None
    )


def _looking_for(
    needs: Needs, what: str, *, fargate: bool
) -> Callable[[Document], Iterator[Found]]:
    def look(document: Document) -> Iterator[Found]:
        for task in document.once(_without_role):
            if fargate and not task.fargate:
                continue
            for container in task.containers:
                if needs(document, container):
                    name = document.value(container.body.get("Name"))
                    who = f"container {name}" if isinstance(name, str) else "a container"
                    yield Found((*task.path, "ExecutionRoleArn"), f"{who} {what}")
                    break

    return look


def _logs_to_aws(document: Document, container: Container) -> bool:
    return bool(part(document, container.body, "LogConfiguration", "LogDriver") == "awslogs")


def is_private(document: Document, container: Container) -> bool:
    """Whether the image is known to be in a private ECR repository."""
    return ".dkr.ecr." in document.outline(container.body.get("Image"))


def _reads_secrets(document: Document, container: Container) -> bool:
    options = part(document, container.body, "LogConfiguration", "SecretOptions")
    return any(
        value is not UNKNOWN and bool(value)
        for value in (document.value(container.body.get("Secrets")), options)
    )


def _logs_in(document: Document, container: Container) -> bool:
    return isinstance(document.value(container.body.get("RepositoryCredentials")), dict)


def _reads_files(document: Document, container: Container) -> bool:
    files = document.value(container.body.get("EnvironmentFiles"))
    return isinstance(files, list) and bool(files)


_CONTAINER = "          PortMappings:"
_ROLE = "      ExecutionRoleArn: arn:aws:iam::123456789012:role/execution\n      Cpu:"
_UNLOGGED = LOGGED.replace("      ExecutionRoleArn: !GetAtt Role.Arn\n", "")


def _rule(
    name: str,
    title: str,
    error: str,
    fix: str,
    look: Callable[[Document], Iterator[Found]],
    extra: str,
) -> Rule:
    wrong = TASK.replace(_CONTAINER, f"          {extra}\n{_CONTAINER}")
    return Rule(
        id=name,
        title=title,
        level=Level.ERROR,
        aws_error=error,
        fix=fix,
        doc=_DOC,
        wrong=wrong,
        right=wrong.replace("      Cpu:", _ROLE),
        look=look,
    )


_ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1.4.2"

RULES = (
    Rule(
        id="FARGATE-EXEC-ROLE-AWSLOGS",
        title="a task on Fargate that logs to CloudWatch has an execution role",
        level=Level.ERROR,
        aws_error="Fargate requires task definition to have execution role ARN to support log driver awslogs.",
        fix="add ExecutionRoleArn: a role for ecs-tasks.amazonaws.com with AmazonECSTaskExecutionRolePolicy",
        doc=_DOC,
        wrong=_UNLOGGED,
        right=LOGGED,
        look=_looking_for(_logs_to_aws, "logs with awslogs", fargate=True),
    ),
    Rule(
        id="FARGATE-EXEC-ROLE-ECR",
        title="a task on Fargate with a private image has an execution role",
        level=Level.ERROR,
        aws_error="Fargate requires task definition to have execution role ARN to support ECR images.",
        fix="add ExecutionRoleArn: the image is in a private ECR repository",
        doc=_DOC,
        wrong=TASK.replace("nginx:1.29", _ECR),
        right=TASK.replace("nginx:1.29", _ECR).replace("      Cpu:", _ROLE),
        look=_looking_for(is_private, "has its image in ECR", fargate=True),
    ),
    _rule(
        "EXEC-ROLE-SECRETS",
        "a task with secrets has an execution role",
        "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        "add ExecutionRoleArn: a role that may read the secret",
        _looking_for(_reads_secrets, "has secrets", fargate=False),
        "Secrets: [{Name: KEY, ValueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/key'}]",
    ),
    doubtful(
        _rule(
            "EXEC-ROLE-REPO-CREDENTIALS",
            "a task that logs in to its registry has an execution role",
            "When you are specifying container repository credentials, you must also specify a value for "
            "'executionRoleArn'.",
            "add ExecutionRoleArn: a role with secretsmanager:GetSecretValue on the credentials",
            _looking_for(_logs_in, "has repository credentials", fargate=False),
            "RepositoryCredentials: {CredentialsParameter: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x'}",
        ),
    ),
    doubtful(
        _rule(
            "EXEC-ROLE-ENVFILES",
            "a task with environment files has an execution role",
            "(the task stops) ResourceInitializationError: failed to download env files",
            "add ExecutionRoleArn: a role with s3:GetObject on the file and s3:GetBucketLocation on its bucket",
            _looking_for(_reads_files, "has environment files", fargate=False),
            "EnvironmentFiles: [{Type: s3, Value: 'arn:aws:s3:::bucket/web.env'}]",
        ),
    ),
)
