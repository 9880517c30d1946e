"""A task that runs once, followed to its end: what must come before a service, and what a person runs by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bbfd.deploy.commands import lasting
from bbfd.errors import AwsError, Trouble

if TYPE_CHECKING:
    from bbfd.deploy.means import Means
    from bbfd.deploy.records import LogPlace
    from bbfd.diagnose import StoppedTask

_BY_ITSELF = ("", "EssentialContainerExited")
_FOR_GOOD = (Trouble.DENIED, Trouble.EXPIRED, Trouble.NO_CREDENTIALS)


def ended(
    cluster: str,
    arn: str,
    means: Means,
    *,
    seconds: float,
    every: float,
    meanwhile: Callable[[float], None],
) -> StoppedTask | str:
    """The task once it has stopped, or why that was not seen. Trouble that may pass decides nothing.

    seconds: how long it is waited for; every: between two looks. meanwhile: called after each, with the seconds since.
    """
    clock = means.clock
    began = clock.monotonic()
    found: StoppedTask | AwsError | None = None
    while clock.monotonic() - began < seconds:
        found = _read(cluster, arn, means)
        if isinstance(found, AwsError) and found.trouble in _FOR_GOOD:
            return f"how it ends cannot be read: {found.what}"
        if found is not None and not isinstance(found, AwsError):
            return found
        clock.sleep(every)
        meanwhile(clock.monotonic() - began)
    within = f"within {lasting(seconds)}"
    if isinstance(found, AwsError):
        return f"how it ended could not be read {within}: {found.what}"
    return f"it did not end {within} and goes on"


def exit_code(container: str, task: StoppedTask) -> int | None:
    """What a container of a stopped task ended with; None where it never ran."""
    return next((one.exit_code for one in task.containers if one.name == container), None)


def by_itself(task: StoppedTask) -> bool:
    """Whether it ended of its own. What is told to stop, as Spot does, often ends with 0, its work half done."""
    return task.code in _BY_ITSELF


def unsuccessful(container: str, task: StoppedTask) -> str:
    """Why a task was no success; "" where it was."""
    died = next((one for one in task.containers if one.name == container), None)
    why = task.reason or (died.reason if died else "")
    told = f": {why}" if why else ""
    if not by_itself(task):
        return f"it was stopped ({task.code}){told}"
    if died is not None and died.exit_code == 0:
        return ""
    code = f" with {died.exit_code}" if died and died.exit_code is not None else ""
    return f"it ended{code}{told}"


def stream(place: LogPlace, container: str, arn: str) -> str:
    """The name of the stream that a container of a task writes.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
    """
    return f"{place.prefix}/{container}/{arn.rpartition('/')[2]}"


def _read(cluster: str, arn: str, means: Means) -> StoppedTask | AwsError | None:
    try:
        return means.aws.services.ran(cluster, arn)
    except AwsError as error:
        return error
