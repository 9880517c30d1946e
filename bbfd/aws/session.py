"""One environment's AWS: a session, and the services behind it, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import boto3
from botocore.config import Config

from bbfd._version import __version__
from bbfd.aws import whole
from bbfd.aws.acm import Acm
from bbfd.aws.application_autoscaling import ApplicationAutoScaling
from bbfd.aws.assume import assuming
from bbfd.aws.at_home import at_home
from bbfd.aws.autoscaling import AutoScaling
from bbfd.aws.cloudformation import CloudFormation
from bbfd.aws.cloudwatch import CloudWatch
from bbfd.aws.ec2 import Ec2
from bbfd.aws.ecr import Ecr
from bbfd.aws.ecs import Ecs
from bbfd.aws.event_rules import EventRules
from bbfd.aws.iam import Iam
from bbfd.aws.kms import Kms
from bbfd.aws.limiter import Limiter
from bbfd.aws.load_balancing import LoadBalancing
from bbfd.aws.logs import Logs
from bbfd.aws.renewing import Renewing
from bbfd.aws.route53 import Route53
from bbfd.aws.s3 import S3
from bbfd.aws.schedules import Schedules
from bbfd.aws.secrets import Secrets, SecretsManager
from bbfd.aws.ssm import Ssm
from bbfd.aws.sts import Sts
from bbfd.aws.trouble import asking
from bbfd.errors import Trouble
from bbfd.local import WAIT, Embedded, embedded
from bbfd.model.access import Access, Local

if TYPE_CHECKING:
    from bbfd.deploy.means import Clock
    from bbfd.model.environment import Environment

Service = TypeVar("Service")


class Connection:
    """Every service of one environment's AWS. Close it when done: the embedded AWS is saved then.

    Threads may share it. limiter: the turns of all calls; None where nothing is limited. home: the embedded AWS,
    where it is that. patient: the connection of which this is the hasty one: who waits for an answer looks again soon,
    and is not to be kept long.
    """

    def __init__(  # noqa: PLR0913 - a connection is told this much about its calls
        self,
        begin: Callable[[], Any],
        *,
        account: str,
        region: str,
        role: str | None = None,
        limiter: Limiter | None = None,
        home: Embedded | None = None,
        patient: Connection | None = None,
    ) -> None:
        self.account = account
        self.region = region
        self._begin = begin
        self._role = role
        self._limiter = limiter
        self._home = home
        self._patient = patient
        self._config = _CONFIG if patient is None else _HASTY
        self._session: Any = None
        self._made: dict[str, Any] = {}
        self._clients: list[Any] = []
        self._hasty: Connection | None = None
        # One lock for both connections of a run: each makes, and forgets, the other's session.
        self._lock = RLock() if limiter is None else limiter.sessions

    @property
    def stacks(self) -> CloudFormation:
        """CloudFormation."""
        return self._once("cloudformation", lambda c: CloudFormation(c, role=self._role))

    @property
    def services(self) -> Ecs:
        """ECS."""
        return self._once("ecs", Ecs)

    @property
    def balancers(self) -> LoadBalancing:
        """Elastic Load Balancing."""
        return self._once("elbv2", LoadBalancing)

    @property
    def identity(self) -> Sts:
        """Who we are."""
        return self._once("sts", Sts)

    @property
    def bucket(self) -> S3:
        """S3."""
        return self._once("s3", S3)

    @property
    def groups(self) -> AutoScaling:
        """EC2 Auto Scaling."""
        return self._once("autoscaling", AutoScaling)

    @property
    def roles(self) -> Iam:
        """IAM."""
        return self._once("iam", Iam)

    @property
    def certificates(self) -> Acm:
        """Certificate Manager."""
        return self._once("acm", Acm)

    @property
    def networks(self) -> Ec2:
        """VPCs and subnets."""
        return self._once("ec2", Ec2)

    @property
    def zones(self) -> Route53:
        """Route 53."""
        return self._once("route53", Route53)

    @property
    def images(self) -> Ecr:
        """ECR."""
        home = self._home
        if home is None:
            return self._once("ecr", Ecr)
        return self._once("ecr", lambda c: Ecr(c, home.fetch, home.registry))

    @property
    def logs(self) -> Logs:
        """CloudWatch Logs."""
        return self._once("logs", Logs)

    @property
    def sessions(self) -> Ssm:
        """Session Manager."""
        return self._once("ssm", Ssm)

    @property
    def keys(self) -> Kms:
        """Key Management Service."""
        return self._once("kms", Kms)

    @property
    def alarms(self) -> CloudWatch:
        """CloudWatch."""
        return self._once("cloudwatch", CloudWatch)

    @property
    def scalings(self) -> ApplicationAutoScaling:
        """Application Auto Scaling."""
        return self._once("application-autoscaling", ApplicationAutoScaling)

    @property
    def secrets(self) -> Secrets:
        """Secrets Manager and Parameter Store."""
        return Secrets(
            lambda: self._once("secretsmanager", SecretsManager),
            lambda: self._once("ssm", Ssm),
            account=self.account,
            region=self.region,
        )

    @property
    def schedules(self) -> Schedules:
        """EventBridge Scheduler."""
        return self._once("scheduler", Schedules)

    @property
    def event_rules(self) -> EventRules:
        """The rules of EventBridge."""
        return self._once("events", EventRules)

    @property
    def at_once(self) -> Connection:
        """The same, where a call that fails is not repeated."""
        with self._lock:
            if self._limiter is None:
                return self
            if self._hasty is None:
                self._hasty = Connection(
                    self._same_session,
                    account=self.account,
                    region=self.region,
                    role=self._role,
                    limiter=self._limiter.once(),
                    patient=self,
                )
            return self._hasty

    def heard(self, waits: Callable[[float, Trouble | None], None]) -> None:
        """Have somebody told before calls wait. waits: takes the seconds, and what went wrong before."""
        if self._limiter is not None:
            self._limiter.waits = waits

    def expires(self) -> datetime | None:
        """When the credentials expire, where that is known and nothing renews them."""
        # botocore has no public name for it; those that are read from elsewhere again have one, and a way to do so.
        when = getattr(self._credentials(), "_expiry_time", None)
        return when if isinstance(when, datetime) and not self._renewable else None

    def renew(self) -> None:
        """Forget the credentials: they are read anew with the next call."""
        if self._patient is not None:
            self._patient.renew()
            return
        with self._lock:
            for one in filter(None, (self, self._hasty)):
                one._hang_up()
                one._session = None

    def pause(self) -> None:
        """Let others at the embedded AWS, where it is that: somebody is asked, and may take long to answer."""
        if self._home is not None:
            self._home.pause()

    def close(self) -> None:
        """Close the connections, and save the embedded AWS where it is that."""
        if self._hasty is not None:
            self._hasty.close()
        self._hang_up()
        home, self._home = self._home, None
        if home is not None:
            home.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _once(self, name: str, make: Callable[[Any], Service]) -> Service:
        with self._lock:
            if name not in self._made:
                made = make(self._client(name))
                again = partial(self._again, self._session, name, make)
                self._made[name] = made if self._limiter is None else Renewing(made, again)
            return cast("Service", self._made[name])

    def _again(self, expired: Any, name: str, make: Callable[[Any], Service]) -> object | None:
        """Make a service with new credentials, once for all that meet the same end of the old ones."""
        with self._lock:
            if self._session is expired:
                if not self._renewable:
                    return None
                self.renew()
            return cast("Renewing", self._once(name, make)).service

    @property
    def _renewable(self) -> bool:
        """Whether new credentials may be had where these came from."""
        held = self._credentials()
        return held is not None and held.method != _FROM_VARIABLES

    def _credentials(self) -> Any:
        with asking("read the AWS credentials"):
            return self._same_session().get_credentials()

    def _client(self, name: str) -> Any:
        with asking("read the AWS configuration"):
            session = self._same_session()
            client = session.client(name, region_name=self.region, config=self._config)
        if self._limiter is not None:
            self._limiter.attend(client)
            whole.attend(client)
        self._clients.append(client)
        return client

    def _same_session(self) -> Any:
        with self._lock:
            if self._session is None:
                self._session = self._begin()
            return self._session

    def _hang_up(self) -> None:
        for client in self._clients:
            client.close()
        self._clients.clear()
        self._made.clear()


def connect(
    environment: Environment,
    *,
    root: Path,
    clock: Clock,
    wait: float = WAIT,
    waiting: Callable[[str], None] = lambda _: None,
) -> Connection:
    """Reach an environment's AWS. Nothing is asked yet: the first call finds out whether it can be.

    root: the project's folder; the embedded AWS keeps its state below it. clock: what calls wait on. wait: seconds
    that its first change waits for another process; waiting: takes whom, while that lasts.
    """
    access, account, region = environment.aws, environment.account, environment.region
    if isinstance(access, Local):
        home = embedded(
            root / access.folder, account=account, region=region, wait=wait, waiting=waiting
        )
        return Connection(
            lambda: at_home(home), account=home.account, region=home.region, home=home
        )
    return Connection(
        lambda: _session(access, region),
        account=account,
        region=region,
        role=access.service_role,
        limiter=Limiter(clock),
    )


def _session(access: Access, region: str) -> Any:
    if access.role is None:
        return boto3.Session(profile_name=access.profile, region_name=region)
    return assuming(access, access.role, region)


# Repeating calls is the limiter's: it knows which may be, and waits on the run's clock.
_CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 1},
    connect_timeout=5,
    read_timeout=20,
    max_pool_connections=25,
    user_agent_extra=f"bbfd/{__version__}",
)
_HASTY = _CONFIG.merge(Config(connect_timeout=3, read_timeout=7))
# What a CI job got once is all it has; profiles, roles and containers give new ones.
_FROM_VARIABLES = "env"
