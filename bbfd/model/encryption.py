"""What an environment encrypts with."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Key:
    """A KMS key that the environment makes: for logs, sessions of ECS Exec, tasks' own storage on Fargate, alarms.

    It costs money each month. window: days that a deleted key can still be brought back (7 to 30).
    https://docs.aws.amazon.com/kms/latest/developerguide/overview.html
    """

    window: int = 30


@value
class ExistingKey:
    """A KMS key that is there, by its ARN. Its policy must admit what it is used by: `docs/environments.md`."""

    arn: str
