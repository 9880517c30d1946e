"""Whose AWS: how an environment's account is reached."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Access:
    """How the AWS account of an environment is reached. Without a word: boto3's own way of finding credentials.

    profile: a named profile of the AWS configuration files.
    role: the ARN of an IAM role to assume before any call (sts:AssumeRole).
    external_id: the external id that this role's trust policy asks for.
    service_role: the ARN of the role that CloudFormation itself acts with (`RoleARN`); without it,
        CloudFormation uses the caller's session for the whole operation.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """

    profile: str | None = None
    role: str | None = None
    external_id: str | None = None
    service_role: str | None = None


@value
class Local:
    """The embedded AWS: an emulator in this process. No container runs in it, nothing listens on a port.

    folder: where its state is kept, relative to the project's root.
    """

    folder: str = ".bbfd/local"
