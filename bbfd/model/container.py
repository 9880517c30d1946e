"""What runs: containers, their images and their health."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field

from bbfd.model.value import value


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
class Container:
    """One container of a task.

    image: where it is pulled from, as `docker pull` takes it, or `Repository()` for an image of our own.
    name: its name in the task. port: the TCP port that it listens on.
    variables: environment variables; for what is secret use `Secret` in the service's `uses`.
    cpu: vCPU units reserved for it (1024 are one vCPU). memory: MiB, a hard limit.
    memory_reservation: MiB, a soft limit. essential: the task stops when it stops.
    stop_timeout: seconds from SIGTERM to SIGKILL (on Fargate at most 120).
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
    """

    image: str | Repository
    name: str = "app"
    port: int | None = None
    command: tuple[str, ...] = ()
    entry_point: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    cpu: int | None = None
    memory: int | None = None
    memory_reservation: int | None = None
    essential: bool = True
    healthy: Healthy | None = None
    user: str | None = None
    working_directory: str | None = None
    read_only: bool = False
    stop_timeout: int | None = None


# https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
_ECR = re.compile(
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
    found = _ECR.match(image)
    return PrivateRepository(found["account"], found["region"], found["name"]) if found else None


# https://pkg.go.dev/github.com/distribution/reference: registry, names, tag, digest.
_IMAGE = re.compile(
    r"([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[A-Za-z0-9]+:[0-9a-fA-F]{32,})?"
)


def is_image(text: str) -> bool:
    """Whether a container engine can read it as the name of an image."""
    return len(text) <= 1024 and _IMAGE.fullmatch(text) is not None
