"""What runs: containers, their images and their health."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from bbfd.model.outlet import AwsLogs
from bbfd.model.value import value

if TYPE_CHECKING:  # values that few definitions need, and that a preview need not load
    from bbfd.model.build import Build
    from bbfd.model.checks import Check, HttpCheck
    from bbfd.model.linux import Linux, Ulimit
    from bbfd.model.outlet import Router
    from bbfd.model.port import Port
    from bbfd.model.reference import FromEnvironment, FromService
    from bbfd.model.stack import FromStack


@value
class Repository:
    """An image of our own: an ECR repository that the environment's registry makes.

    name: the repository's name; without it, the service's.
    tag: the tag to deploy; without it, the one given with `--tag`, else what the stack has.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
    """

    name: str | None = None
    tag: str | None = None


@value
class Healthy:
    """The container's own health check, run inside it (`HealthCheck` of the container definition).

    command: one shell command, or the words of a command. interval, timeout, start_period: seconds
    (5 to 300, 2 to 60, 0 to 300). retries: 1 to 10.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    """

    command: str | tuple[str, ...]
    interval: int = 30
    timeout: int = 5
    retries: int = 3
    start_period: int | None = None


@value
class Restart:
    """A container that ends is started again, without its task.

    ignored: exit codes after which it is not (50 at most). period: seconds (60 to 1800) that it must have run for.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html
    """

    ignored: tuple[int, ...] = ()
    period: int = 300


# What another container must have come to: begun, ended, ended with 0, found healthy by its own check.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
Reached = Literal["start", "complete", "success", "healthy"]


@value
class Container:
    """One container of a task.

    image: where it is pulled from, as `docker pull` takes it, or an image of our own: `Repository()`, or `Build()` for
    one that BBFD builds. checks: what `bbfd test` tries in a built one.
    name: its name in the task. port: the TCP port that it listens on; ports: further ones, or more about that one.
    variables: environment variables, each a text or an output that is learned when planning (`FromService(...)`,
    `FromEnvironment(...)`); for what is secret use `Secret` in the service's `uses`.
    cpu: vCPU units reserved for it (1024 are one vCPU). memory: MiB, a hard limit.
    memory_reservation: MiB, a soft limit. gpu: how many, on instances that have some.
    essential: the task stops when it stops. restart: it is started again when it ends.
    after: containers of the task that it waits for, each with what they must have reached.
    start_timeout: seconds that it waits for them (on Fargate 2 to 120).
    stop_timeout: seconds from SIGTERM to SIGKILL (on Fargate at most 120).
    volumes_from: containers whose volumes it sees too, as `docker run --volumes-from` takes them: `data`, `data:ro`.
    logs: how its output goes to the service's log group, None where it does not. router: it takes on the output of
    the others. labels: of Docker's. system_controls: settings of the kernel by their names, as `net.core.somaxconn`.
    privileged, security_options: on instances only. interactive, pseudo_terminal: as `docker run -i` and `-t`.
    hostname, hosts (name: address), dns_servers, dns_search, links: where the network is not the task's own.
    version_consistency: False lets the tag of the image be read anew for every task.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
    """

    image: str | Repository | Build
    name: str = "app"
    port: int | None = None
    ports: tuple[Port, ...] = ()
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    variables: Mapping[str, str | FromService | FromEnvironment | FromStack] = field(
        default_factory=dict
    )
    cpu: int | None = None
    memory: int | None = None
    memory_reservation: int | None = None
    gpu: int | None = None
    essential: bool = True
    restart: Restart | None = None
    healthy: Healthy | None = None
    after: Mapping[str, Reached] = field(default_factory=dict)
    start_timeout: int | None = None
    stop_timeout: int | None = None
    user: str | None = None
    working_directory: str | None = None
    read_only: bool = False
    volumes_from: tuple[str, ...] = ()
    logs: AwsLogs | None = AwsLogs()
    router: Router | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    ulimits: tuple[Ulimit, ...] = ()
    linux: Linux | None = None
    system_controls: Mapping[str, str] = field(default_factory=dict)
    privileged: bool = False
    security_options: tuple[str, ...] = ()
    interactive: bool = False
    pseudo_terminal: bool = False
    hostname: str | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)
    dns_servers: tuple[str, ...] = ()
    dns_search: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    version_consistency: bool = True
    checks: tuple[Check | HttpCheck, ...] = ()


# https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
_ECR = (
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)"
    r"\.(?:amazonaws\.com(?:\.cn)?|on\.aws)/(?P<name>[^:@]+)"
)


@value(kw_only=False)
class PrivateRepository:
    """A repository in ECR: account, region and name."""

    account: str
    region: str
    name: str


def without_version(image: str) -> str:
    """The image without tag and digest: `host:5000/web:1@sha256:..` is `host:5000/web`."""
    plain = image.partition("@")[0]
    head, slash, last = plain.rpartition("/")
    return head + slash + last.partition(":")[0]


def names_version(image: str) -> bool:
    """Whether the image names a tag or a digest."""
    return without_version(image) != image


def private_repository(image: str) -> PrivateRepository | None:
    """The ECR repository that the image is in, None where it is elsewhere."""
    found = re.match(_ECR, image) if ".dkr" in image else None
    return PrivateRepository(found["account"], found["region"], found["name"]) if found else None


# https://pkg.go.dev/github.com/distribution/reference: registry, names, tag, digest.
_IMAGE = re.compile(
    r"([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[A-Za-z0-9]+:[0-9a-fA-F]{32,})?"
)


def is_image(text: str) -> bool:
    """Whether a container engine can read it as the name of an image."""
    return len(text) <= 1024 and _IMAGE.fullmatch(text) is not None
