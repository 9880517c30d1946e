"""What removes environments that come and go, in AWS itself."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Reaper:
    """Every so often a state machine of Step Functions removes environments that were made like this one and are due.

    It removes what CloudFormation removes by itself: a bucket that holds something, or instances that are protected
    from scale-in, wait for `bbfd env reap`. minutes: between two looks (1 to 1440).
    role: the ARN of the role that CloudFormation deletes with; without it, `aws=Access(service_role=...)`.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
    """

    minutes: int = 60
    role: str | None = None
