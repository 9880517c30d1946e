"""How new tasks take the place of old ones, and what gives up on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from bbfd.model.http import Listener
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.model.alarm import Alarm  # few services have any

Stage = Literal[
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
]
Still = Literal[
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
]
OutOfTime = Literal["ROLLBACK", "CONTINUE"]


@value(kw_only=False)
class Percent:
    """A share of the desired count. bounded: never fewer than 3 nor more than 200 tasks, whatever the share."""

    of_count: int
    bounded: bool = True


@value
class EarlySuccess:
    """When enough new tasks are healthy, the deployment has succeeded, and the rest follows behind it.

    healthy: percent of the desired count, at least minimum_healthy and at most 100. cleanup: whether the deployment
    waits until the old tasks are gone (BLOCKING) or not (DEFERRED).
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentEarlySuccessCriteria.html
    """

    healthy: int = 100
    cleanup: Literal["BLOCKING", "DEFERRED"] = "DEFERRED"


@value
class _GivingUp:
    """What ends a deployment that replaces tasks, and rolls it back.

    failures: tasks that may fail before ECS gives up (the circuit breaker's threshold): a number, or
    `Percent(25)` of the desired count; None: ECS tries for hours.
    forgets: whether a task that becomes healthy sets the count of failures to zero; without a word, as AWS does.
    alarms: any of them that sounds; a text is the name of one that exists (`{environment}` and `{service}` are
    filled in).
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    """

    failures: int | Percent | None = 3
    forgets: bool | None = None
    alarms: tuple[Alarm | str, ...] = ()


@value
class Rolling(_GivingUp):
    """Tasks are replaced a few at a time.

    minimum_healthy, maximum: percent of the desired count that must, and may, run meanwhile.
    early_success: succeed before the last old task is gone.
    shiftable: have all that `BlueGreen` and its like need (a second target group, a role) and do not use it yet: the
    step between a rolling service that runs and one whose traffic is shifted, either way.
    """

    minimum_healthy: int = 100
    maximum: int = 200
    early_success: EarlySuccess | None = None
    shiftable: bool = False


@value
class Recreate(_GivingUp):
    """The old tasks stop before the new ones start: nothing runs in between."""


@value
class TestHeader:
    """Requests with this header, and one of these values, go to the new tasks before all others do."""

    __test__ = False  # whatever pytest takes its name for

    name: str
    values: tuple[str, ...]


@value
class Hook:
    """A Lambda function that says whether a deployment goes on.

    function: its ARN; `{account}`, `{region}`, `{environment}` and `{service}` are filled in. at: the stages it is
    called at. details: what it is told besides. minutes: how long it may take in all (1 to 1980); without a word, a
    day. then: what becomes of the deployment after that.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
    """

    function: str
    at: tuple[Stage, ...]
    details: Mapping[str, str] = field(default_factory=dict)
    minutes: int | None = None
    then: OutOfTime | None = None


@value
class Pause:
    """The deployment waits for `bbfd continue`.

    at: the stages it waits at. minutes: how long (1 to 1980). then: what becomes of it after that.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html
    """

    at: tuple[Still, ...] = ("POST_TEST_TRAFFIC_SHIFT",)
    minutes: int = 1440
    then: OutOfTime = "ROLLBACK"


@value
class Shifting:
    """New tasks start beside the old ones, and the load balancer's traffic is shifted to them.

    bake: minutes that the old tasks stay after all traffic is shifted (0 to 1440): going back is quick till then.
    test: where the new tasks are reached before anybody else is sent to them: a listener on a port of its own
    (`Listener(port=9443, protocol="HTTPS")`) or requests with a header (`TestHeader(...)`).
    hooks: what is asked on the way. alarms: as of `Rolling`.
    CloudFormation refuses what takes more than 33 hours in all.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
    """

    bake: int = 5
    test: Listener | TestHeader | None = None
    hooks: tuple[Hook | Pause, ...] = ()
    alarms: tuple[Alarm | str, ...] = ()


@value
class BlueGreen(Shifting):
    """All traffic is shifted at once."""


@value
class Linear(Shifting):
    """Traffic is shifted in equal steps.

    step: percent of it (3 to 100). every: minutes between two steps (0 to 1440).
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
    """

    step: float = 10
    every: int = 6


@value
class Canary(Shifting):
    """A little traffic is shifted first, then all the rest.

    percent: of the first step (0.1 to 100). for_: minutes until the second (0 to 1440).
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html
    """

    percent: float = 10
    for_: int = 10


Deployment = Rolling | Recreate | BlueGreen | Linear | Canary


def is_shiftable(deployment: Deployment) -> bool:
    """Whether traffic can be shifted between two target groups."""
    return isinstance(deployment, Shifting) or (
        isinstance(deployment, Rolling) and deployment.shiftable
    )
