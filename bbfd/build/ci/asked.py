"""All that the parts of the roles' stack may see."""

from __future__ import annotations

from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.trusted import Takers
from bbfd.model.value import value


@value
class Source:
    """What CodeBuild builds. repository: its https URL. connection: the ARN of the connection that it is read through.

    buildspec: its path in the repository. branch: what is deployed. privileged: images are built.
    """

    repository: str
    connection: str
    branch: str = "main"
    buildspec: str = "buildspec.yml"
    privileged: bool = False


@value
class Asked:
    """The environment, who takes its roles, and what its templates are made of.

    services: the services of AWS that they have types of, as IAM calls them. resolves: the stores that CloudFormation
    itself reads values from, `secretsmanager` or `ssm`. source: for the projects of CodeBuild.
    """

    place: Definition[Environment]
    takers: Takers
    services: tuple[str, ...]
    resolves: tuple[str, ...] = ()
    source: Source | None = None
