"""What a task cannot be made of, and no template would show: told by the part that owns the task."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.build.connect import out_of_touch
from bbfd.build.images import is_built, pulled_from
from bbfd.build.isolated import unpullable
from bbfd.build.listening import unfit_ports
from bbfd.build.scaled import scaling_of
from bbfd.build.scope import Scope
from bbfd.discover import did_you_mean
from bbfd.model.container import Container, is_image, names_version
from bbfd.model.environment import Capacity
from bbfd.model.launch import PICKED
from bbfd.model.stack import Refusal
from bbfd.model.workload import Exposed, LongRunning, Workload

# GiB: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
_STORAGE = range(21, 201)


def unfit(scope: Scope[Workload]) -> Iterator[Refusal]:
    """Why not all of the task can be made."""
    yield from scope.facts.refusals
    for container, field in _named(scope):
        yield from unfit_ports(scope, container, field)
    yield from _images(scope)
    yield from _made(scope)
    yield from unpullable(scope)
    yield from out_of_touch(scope)
    if scope.workload.uses:
        yield from _containers(scope)
        yield from _twice(scope)
        yield from _apart(scope)
        yield from _volumes(scope)
        yield from _disks(scope)
    provided = scope.launch.launch_type is None
    if provided and not scope.launch.providers(spot=scope.environment.spot):
        yield Refusal(
            what="neither FARGATE nor FARGATE_SPOT takes a task",
            fix="give one of them a weight: Spot(on_demand=1), or Spot(spot=1)",
            field=f"{scope.launch_field}.spot",
        )
    if usable_storage(scope.launch.storage) is not scope.launch.storage:
        yield Refusal(
            what=f"{scope.launch.storage} GiB of storage",
            fix="write 21 to 200; without storage= a task has 20",
            field=f"{scope.launch_field}.storage",
        )


def usable_storage(size: int | None) -> int | None:
    """The size that was asked for, None where there is none of that size."""
    return size if size in _STORAGE else None


def out_of_reach(scope: Scope[Exposed], port: int) -> Iterator[Refusal]:
    """What no load balancer reaches at all, or the environment's own not on a fixed port of its instances."""
    if not scope.launch.is_balanced:
        yield Refusal(
            what="no load balancer reaches the machines that these tasks run on",
            fix="write a Worker, or let something in the network carry it: runs_on=Fargate(), EC2(), ...",
            field=scope.launch_field,
        )
    mode = scope.launch.network_mode
    host = mode.host_port(port) if mode.target_type == "instance" else None
    if host and scope.launch.compatibility == "MANAGED_INSTANCES" and scope.environment.managed:
        yield Refusal(
            what="the environment's managed instances admit no load balancer: tasks have addresses of their own there",
            fix="write network_mode=Awsvpc()",
            field=f"{scope.launch_field}.network_mode",
        )
        return
    own = isinstance(scope.environment.capacity, Capacity)
    if host and host not in PICKED and own:
        yield Refusal(
            what=f"the instances admit the load balancer on {PICKED.start} to {PICKED.stop - 1}, and not on {host}",
            fix="write Bridge() or Awsvpc(), or let the container listen on one of these ports",
            field=f"{scope.launch_field}.network_mode",
        )


def tuned_in_vain(scope: Scope[Workload], *names: str) -> Iterator[Refusal]:
    """What is tuned and would change nothing in a workload of this kind."""
    for name in names:
        if getattr(scope.tuning, name) is not None:
            yield Refusal(
                what=f"{name} is tuned, and a {type(scope.workload).__name__} has none",
                fix=f"remove {name}= from Tuning(...)",
                field=f"tuning.{scope.place.name}.{name}",
            )


def counted_in_vain(scope: Scope[LongRunning]) -> Iterator[Refusal]:
    """A count of what scales: nothing would come of it."""
    tuned = scope.tuning.count is not None
    said = scope.tuning.count if tuned else scope.workload.count
    if said is not None and said < 0:
        yield Refusal(
            what=f"{said} tasks",
            fix="write 0 or more",
            field=f"tuning.{scope.place.name}.count" if tuned else "count",
        )
    if scaling_of(scope) is not None and (tuned or scope.workload.count != 1):
        yield Refusal(
            what="a count is said, and the service scales: the load decides",
            fix="remove count=, or say it as the bounds: scaling=Scaling(minimum=..., maximum=...)",
            field=f"tuning.{scope.place.name}.count" if tuned else "count",
        )


def _images(scope: Scope[Workload]) -> Iterator[Refusal]:
    """The version of the main one may be given when it is deployed; those with a version, a rule looks at."""
    for container, field in _named(scope):
        image = pulled_from(scope, container)
        if names_version(image):
            continue
        if not is_image(image):
            tuned = field == "container" and scope.tuning.image is not None
            yield Refusal(
                what=f"{image!r} is not the name of an image",
                fix="write [registry/]name[:tag], the name in lower case",
                field=f"tuning.{scope.place.name}.image" if tuned else f"{field}.image",
            )
        elif container is not scope.workload.container and not _is_given(scope, container):
            yield Refusal(
                what=f"the sidecar {container.name} needs an image with a tag or a digest, not {image}",
                fix=f'write the version: "{image}:1.0", or Repository(tag=...) for one of our own',
                field=f"{field}.image",
            )


def _is_given(scope: Scope[Workload], container: Container) -> bool:
    """Whether a sidecar's image is a parameter, as one is that BBFD builds."""
    return container in scope.workload.sidecars and is_built(scope, container)


def _made(scope: Scope[Workload]) -> Iterator[Refusal]:
    """How images of our own are made, and what is tried in them."""
    for container, field in _named(scope):
        if container.checks or hasattr(container.image, "context"):
            from bbfd.build.made import carried_by, unmade  # few services have any

            yield from unmade(container, field, carried_by(scope))


def _named(scope: Scope[Workload]) -> Iterator[tuple[Container, str]]:
    """Each container, and the field that it stands in."""
    yield scope.workload.container, "container"
    for number, container in enumerate(scope.workload.sidecars):
        yield container, f"sidecars.{number}"
    for container in scope.facts.sidecars:
        yield container, "uses"


def _containers(scope: Scope[Workload]) -> Iterator[Refusal]:
    """What is used by a container that there is not."""
    known = [container.name for container in scope.containers]
    used = [(each.container, f"the secret {each.name}") for each in scope.facts.secrets]
    used += [(each.container, f"the variable {each.name}") for each in scope.facts.variables]
    used += [(each.container, f"the file {each.object}") for each in scope.facts.files]
    used += [(each.container, f"the volume at {each.path}") for each in scope.facts.mounts]
    used += [(each.container, "what an image is pulled with") for each in scope.facts.credentials]
    used += [(each.container, "the route of an output") for each in scope.facts.routed]
    for name, what in used:
        if name is not None and name not in known:
            yield Refusal(
                what=f"{what} is for the container {name}, and there is none",
                fix=f"write container= as one of {', '.join(known)}",
                field="uses",
            )


def _apart(scope: Scope[Workload]) -> Iterator[Refusal]:
    """What is to be reached at localhost, where every container has one of its own."""
    if not scope.launch.network_mode.one_address:
        for name in scope.facts.beside:
            yield Refusal(
                what=f"{name} is reached at localhost, and here every container has its own",
                fix="write network_mode=Awsvpc() or Host()",
                field=f"{scope.launch_field}.network_mode",
            )


def _twice(scope: Scope[Workload]) -> Iterator[Refusal]:
    """What a container has one of, and is given two."""
    for what, given in (
        ("credentials for its image", scope.facts.credentials),
        ("routes for its output", scope.facts.routed),
    ):
        named = [each.container or scope.workload.container.name for each in given]
        for name in sorted({name for name in named if named.count(name) > 1}):
            yield Refusal(
                what=f"the container {name} is given several {what}",
                fix="remove all but one from uses=",
                field="uses",
            )


def _disks(scope: Scope[Workload]) -> Iterator[Refusal]:
    """Who has no disk, and how many there are."""
    used = tuple(each for each in scope.facts.volumes if each.source is not None)
    if not used:
        return
    from bbfd.build.volumes import diskless, one_disk  # few services have any

    if not isinstance(scope.workload, LongRunning):
        yield from diskless(used, type(scope.workload).__name__)
    yield from one_disk(used)


def _volumes(scope: Scope[Workload]) -> Iterator[Refusal]:
    """Volumes that came to one name without being called by it."""
    seen: dict[str, bool] = {}
    for volume in scope.facts.volumes:
        if volume.name in seen and not (volume.shared and seen[volume.name]):
            yield Refusal(
                what=f"two volumes are called {volume.name}",
                fix="tell them apart: name=..., or give both one name to share it",
                field="uses",
            )
        seen[volume.name] = volume.shared
    for mount in scope.facts.mounts:
        if mount.volume not in seen:
            yield Refusal(
                what=f"the volume {mount.volume} is mounted at {mount.path}, and nothing brings it",
                fix=did_you_mean(mount.volume, seen),
                field="uses",
            )
