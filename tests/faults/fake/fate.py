"""What a fate is; those that AWS has are in `fates.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace

STARTS, EXITED, STOPPED = (
    "TaskFailedToStart",
    "EssentialContainerExited",
    "ServiceSchedulerInitiated",
)
BREAKER = (
    "Resource handler returned message: \"Error occurred during operation 'ECS Deployment Circuit Breaker was "
    "triggered'.\" (RequestToken: {token}, HandlerErrorCode: GeneralServiceException)"
)  # https://github.com/aws/copilot-cli/issues/5586
NOT_STABLE = (
    'Resource handler returned message: "Exceeded attempts to wait" (RequestToken: {token}, '
    "HandlerErrorCode: NotStabilized)"
)  # CloudFormation's resource handlers: ProgressEvent.failed(..., NotStabilized, "Exceeded attempts to wait")


@dataclass(frozen=True, kw_only=True)
class Fate:
    """after: seconds until the tasks are healthy, or until each one's end. healthy: how it goes.

    stop, reason: stopCode and stoppedReason of a task that ended. said, exit: its container's reason and exitCode.
    health: the container's healthStatus. events: service events at each failure.
    placed: whether there is a task at all. runs: a task is RUNNING until its end. ends: False for a rollout that
    neither fails nor succeeds. target: (State, Reason, Description) of its targets. log: the container's last lines.
    green: CloudFormation reports success although ECS went back to the old revision.
    """

    name: str
    after: float = 20.0
    healthy: bool = False
    stop: str = STARTS
    reason: str = ""
    said: str = ""
    exit: int | None = None
    health: str = "UNKNOWN"
    events: tuple[str, ...] = ()
    placed: bool = True
    runs: bool = False
    ends: bool = True
    target: tuple[str, str, str] = ("", "", "")
    log: tuple[str, ...] = ()
    green: bool = False

    def but(self, **changes: object) -> Fate:
        """The same, with something else: `EXIT_1.but(log=("...",), after=5)`."""
        return replace(self, **changes)
