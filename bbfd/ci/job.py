"""What every vendor's file is written from."""

from __future__ import annotations

from dataclasses import dataclass

# Minutes after which the vendor ends a job that hangs. Longer than BBFD's own `--wait-lock` (45 for a deploy, 10 here
# for a diff) and `--timeout` (30) together with what is done before: BBFD is to be the one that says what goes on.
REVIEW = 30
DEPLOY = 120
WAIT_OF_REVIEW = "10m"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """An environment that the branch is deployed to.

    role: the ARN of the role that deploys; "" where the vendor's variable `variable` has it.
    approval: a person agrees to each deploy, with the means of the vendor.
    """

    name: str
    region: str
    role: str = ""
    variable: str = "AWS_ROLE"
    approval: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A continuous deployment.

    targets: in their order; the first is what a pull request is held against. services: none for every one.
    branch: what is deployed. builds: images are made here, once, and go on from environment to environment.
    plan_role: the ARN of the role that plans; "" where the vendor's variable AWS_ROLE_PLAN has it.
    install: what pip is given for BBFD; "" where nobody knows, None where the project's requirements.txt says it.
    requirements: the project has one. python: what runs it.
    """

    targets: tuple[Target, ...]
    services: tuple[str, ...] = ()
    branch: str = "main"
    builds: bool = False
    plan_role: str = ""
    install: str | None = ""
    requirements: bool = False
    python: str = "3.12"

    @property
    def variables(self) -> dict[str, str]:
        """Of the vendor's file, for whoever changes the version by hand."""
        return {} if self.install is None else {"BBFD": self.install}

    @property
    def first(self) -> Target:
        """The environment that a pull request is held against."""
        return self.targets[0]
