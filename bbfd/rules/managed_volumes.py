"""EBS volumes that ECS makes for each task of a service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bbfd.rules._bounds import number
from bbfd.rules._examples import VOLUMED
from bbfd.rules._rule import Found, Level
from bbfd.rules._shapes import Row, Subject, each_in, in_, of, rows, services_where
from bbfd.rules._subjects import SERVICE as KIND
from bbfd.rules._subjects import Launch, Task, mappings, tasks
from bbfd.rules._written import where_written
from bbfd.template.document import Document, Path
from bbfd.template.values import UNKNOWN, Reference

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html"
_KEY = "VolumeConfigurations"
_INVALID = "ECS managed EBS volume configuration was invalid"
# Type -> the least and the most GiB.
_SIZES: Final = {
    "gp2": (1, 16384),
    "gp3": (1, 16384),
    "io1": (4, 16384),
    "io2": (4, 16384),
    "st1": (125, 16384),
    "sc1": (125, 16384),
    "standard": (1, 1024),
}


def _task(service: Subject) -> Task | None:
    task = service.value("TaskDefinition")
    named = task.to if isinstance(task, Reference) and not task.stack else None
    return next((each for each in tasks(service.document) if each.id == named), None)


def _volumes(document: Document, task: Task) -> list[tuple[Path, Any]] | None:
    """The task's volumes; None if there may be others."""
    raw = document.value(task.body.get("Volumes"))
    found = list(mappings(document, task.path, task.body, "Volumes"))
    known = raw is None or (isinstance(raw, list) and len(found) == len(raw))
    return found if known else None


def _named(service: Subject) -> Iterator[tuple[Subject, Any, list[tuple[Path, Any]]]]:
    task = _task(service)
    volumes = _volumes(service.document, task) if task else None
    if volumes is not None:
        for configured in service.each(_KEY):
            same = [
                each
                for each in volumes
                if service.document.same(each[1].get("Name"), configured.body.get("Name"))
                is not False
            ]
            yield configured, configured.value("Name"), same


@where_written(_KEY)
def _unmatched(service: Subject) -> Iterator[Found]:
    for configured, name, same in _named(service):
        if not same and name is not None:
            said = f"The volume name '{name}' in your request does not have a matching volume in your Task Definition"
            yield configured.wrong(f"the task has no volume {name}", "Name", aws=said)


@where_written(_KEY)
def _not_at_launch(service: Subject) -> Iterator[Found]:
    for _, name, same in _named(service):
        for path, volume in same:
            at_launch = service.document.value(volume.get("ConfiguredAtLaunch"))
            if at_launch is None or str(at_launch).lower() == "false":
                yield Found((*path, "ConfiguredAtLaunch"), f"a service configures {name}")


@where_written("ConfiguredAtLaunch")
def _unconfigured(service: Subject) -> Iterator[Found]:
    task = _task(service)
    given = service.value(_KEY)
    if task is None or given is UNKNOWN:
        return
    document = service.document
    names = [each.body.get("Name") for each in service.each(_KEY)]
    for _, volume in _volumes(document, task) or ():
        at_launch = str(document.value(volume.get("ConfiguredAtLaunch"))).lower() == "true"
        if at_launch and all(document.same(name, volume.get("Name")) is False for name in names):
            name = document.value(volume.get("Name"))
            yield service.wrong(f"nothing configures the volume {name} of {task.id}", _KEY)
            break


def _sourceless(volume: Subject) -> Iterator[Found]:
    if volume.lacks("SizeInGiB") and volume.lacks("SnapshotId"):
        yield volume.wrong("there is neither SizeInGiB nor SnapshotId", "SizeInGiB")


def _type(volume: Subject) -> str:
    kind = volume.value("VolumeType")
    return kind if isinstance(kind, str) else ""


def _iops(volume: Subject) -> Iterator[Found]:
    kind = _type(volume)
    if kind in _SIZES and kind not in ("gp3", "io1", "io2") and volume.has("Iops"):
        yield volume.wrong(f"Iops is set, and the type is {kind}", "Iops")


def _no_iops(volume: Subject) -> Iterator[Found]:
    kind = _type(volume)
    if kind in ("io1", "io2") and volume.lacks("Iops"):
        yield volume.wrong(f"the type is {kind}, and there is no Iops", "Iops")


def _throughput(volume: Subject) -> Iterator[Found]:
    kind = _type(volume)
    if kind in _SIZES and kind != "gp3" and volume.has("Throughput"):
        yield volume.wrong(f"Throughput is set, and the type is {kind}", "Throughput")


def _size(volume: Subject) -> Iterator[Found]:
    kind, size = _type(volume), number(volume.value("SizeInGiB"))
    low, high = _SIZES.get(kind, (0, 1 << 31))
    if size is not None and not low <= size <= high:
        detail = f"SizeInGiB is {size}, and {kind} takes {low} to {high}"
        yield volume.wrong(detail, "SizeInGiB", fix=f"write {low} to {high}")


def _magnetic(volume: Subject) -> Iterator[Found]:
    if volume.value("VolumeType") == "standard":
        yield volume.wrong("the type is standard", "VolumeType")


def _each(check: Any) -> Any:
    return each_in(_KEY, in_("ManagedEBSVolume", check=check))


_GP3 = "SizeInGiB: 50, VolumeType: gp3"


def _made(said: str) -> str:
    return VOLUMED.replace(_GP3, said)


RULES = (
    *rows(
        of(KIND),
        Row(
            "EBS-NAME-MATCH",
            "a service configures a volume that the task has",
            _unmatched,
            "use the Name of a volume of the task definition with ConfiguredAtLaunch: true",
            _DOC,
            VOLUMED.replace("[{Name: data, ConfiguredAtLaunch: true}]", "[{Name: data}]").replace(
                "        - Name: data\n", "        - Name: db\n"
            ),
            VOLUMED,
            "The volume name 'db' in your request does not have a matching volume in your Task Definition",
        ),
        Row(
            "EBS-CONFIGURED-AT-LAUNCH",
            "a volume that a service configures says so",
            _not_at_launch,
            "set ConfiguredAtLaunch: true on the volume of the task definition",
            _DOC,
            VOLUMED.replace("ConfiguredAtLaunch: true", "ConfiguredAtLaunch: false"),
            VOLUMED,
            "The volume name 'data' in your request does not have a matching volume in your Task Definition",
            Level.WARNING,
        ),
        Row(
            "EBS-AT-LAUNCH-UNCONFIGURED",
            "a volume that is configured at launch is configured",
            _unconfigured,
            f"add {_KEY} with the volume's Name to the service",
            _DOC,
            VOLUMED.replace(
                "      VolumeConfigurations:\n        - Name: data\n          ManagedEBSVolume: "
                f"{{RoleArn: !GetAtt Volumes.Arn, {_GP3}}}\n",
                "",
            ),
            VOLUMED,
            level=Level.WARNING,
        ),
        Row(
            "EBS-SIZE-OR-SNAPSHOT",
            "a managed volume has a size or a snapshot",
            _each(_sourceless),
            "add SizeInGiB or SnapshotId",
            _DOC,
            _made("VolumeType: gp3"),
            VOLUMED,
            f"{_INVALID} (MissingParameter)",
        ),
        Row(
            "EBS-IOPS-TYPE",
            "Iops is of gp3, io1 and io2",
            _each(_iops),
            "remove Iops, or use gp3",
            _DOC,
            _made("SizeInGiB: 50, VolumeType: gp2, Iops: 3000"),
            _made("SizeInGiB: 50, VolumeType: gp3, Iops: 3000"),
            f"{_INVALID} (InvalidParameterCombination)",
        ),
        Row(
            "EBS-IOPS-REQUIRED",
            "io1 and io2 have Iops",
            _each(_no_iops),
            "add Iops, or use gp3",
            _API,
            _made("SizeInGiB: 50, VolumeType: io2"),
            _made("SizeInGiB: 50, VolumeType: io2, Iops: 3000"),
            f"{_INVALID} (MissingParameter)",
            Level.WARNING,
        ),
        Row(
            "EBS-THROUGHPUT-TYPE",
            "Throughput is of gp3",
            _each(_throughput),
            "remove Throughput, or use gp3",
            _DOC,
            _made("SizeInGiB: 50, VolumeType: gp2, Throughput: 250"),
            _made("SizeInGiB: 50, VolumeType: gp3, Throughput: 250"),
            f"{_INVALID} (InvalidParameterCombination)",
        ),
        Row(
            "EBS-SIZE-RANGE",
            "a managed volume has a size that its type can have",
            _each(_size),
            "gp2 and gp3 take 1 to 16384 GiB, io1 and io2 4 to 16384, st1 and sc1 125 to 16384",
            _API,
            _made("SizeInGiB: 50, VolumeType: st1"),
            _made("SizeInGiB: 125, VolumeType: st1"),
            _INVALID,
            Level.WARNING,
        ),
    ),
    *rows(
        services_where(lambda _, each: each.launch is Launch.FARGATE),
        Row(
            "EBS-MAGNETIC-FARGATE",
            "Fargate has no magnetic volumes",
            _each(_magnetic),
            "use gp3",
            _API,
            _made("SizeInGiB: 50, VolumeType: standard"),
            VOLUMED,
            level=Level.WARNING,
        ),
    ),
)
