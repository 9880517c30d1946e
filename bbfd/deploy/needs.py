"""What a deployment needs from AWS. `bbfd.aws` fulfils it with boto3; a test brings a fake.

Every method raises `errors.AwsError` with a Trouble when AWS refuses or cannot be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bbfd.deploy.log import Readable
from bbfd.deploy.present import Operated
from bbfd.deploy.revisions import Revisions
from bbfd.deploy.tasks import OneOffs

if TYPE_CHECKING:
    from bbfd.deploy.gauges import Alarms, Scalings
    from bbfd.deploy.present import Starters
    from bbfd.deploy.records import (
        Certificate,
        ChangeSet,
        ContainerPlan,
        Event,
        Hold,
        Identity,
        Resource,
        Rule,
        Secret,
        ServiceState,
        StackState,
        TargetGroupState,
        Zone,
    )
    from bbfd.deploy.registry import Images
    from bbfd.deploy.submission import Submission
    from bbfd.deploy.tasks import Sessions
    from bbfd.diagnose import Breaker, StoppedTask, Target, Validation


class Stacks(Protocol):
    """CloudFormation."""

    def describe(self, name: str) -> StackState | None:
        """Describe the stack of a name or ARN; None when, and only when, AWS says that there is none."""

    def every(self) -> tuple[StackState, ...]:
        """Every stack of the account and region that is there."""

    def events(self, stack_id: str, *, after: str, since: datetime | None) -> tuple[Event, ...]:
        """Events in the order of time, those later than the event `after` and not older than `since`."""

    def resources(self, stack_id: str) -> tuple[Resource, ...]:
        """Every resource of the stack."""

    def template(self, stack_id: str) -> Mapping[str, Any]:
        """Give the template that the stack was made from; empty when it is not ours to read (not JSON)."""

    def create_change_set(self, submission: Submission) -> ChangeSet:
        """Ask for a change set; answers at once, pending."""

    def change_set(self, name: str, stack: str) -> ChangeSet:
        """Describe a change set by name or ARN, with all its changes once it is ready."""

    def change_sets(self, stack_id: str) -> tuple[str, ...]:
        """List the ARNs of the change sets that wait on a stack."""

    def delete_change_set(self, name: str, stack: str) -> None:
        """Delete a change set that was not executed."""

    def execute(self, change_set: ChangeSet, *, token: str, keep_only_created: bool) -> None:
        """Begin the operation. keep_only_created: a resource that is new is not retained when it fails."""

    def delete(self, stack_id: str, *, token: str) -> None:
        """Begin to delete the stack."""

    def cancel(self, stack_id: str, *, token: str) -> None:
        """Cancel an update that is in progress: it is rolled back. AWS refuses it in any other state."""

    def roll_back(self, stack_id: str, *, token: str) -> None:
        """Go back from UPDATE_FAILED, or CREATE_FAILED, to the last state that held."""

    def continue_rollback(self, stack_id: str, *, skip: tuple[str, ...], token: str) -> None:
        """Go on with a rollback that failed. skip: logical ids that are left as they are, and no longer match."""

    def validations(self, change_set: ChangeSet) -> tuple[Validation, ...]:
        """What hooks and early validation found in a change set that failed; asks DescribeEvents, then the hooks."""

    def importers(self, export: str) -> tuple[str, ...]:
        """Name the stacks that import an export; none where nobody does."""

    def protect(self, stack_id: str) -> None:
        """Turn termination protection on."""

    def unguard(self, stack_id: str) -> None:
        """Turn termination protection off."""


class Services(Operated, Revisions, OneOffs, Protocol):
    """ECS."""

    def describe(self, arns: tuple[str, ...]) -> tuple[ServiceState, ...]:
        """Describe services of one cluster; those that are gone are left out."""

    def images(self, task_definition: str) -> Mapping[str, str]:
        """Container name -> image of a task definition."""

    def containers(self, task_definition: str) -> tuple[ContainerPlan, ...]:
        """The containers of a task definition."""

    def stopped(self, service: ServiceState) -> tuple[StoppedTask, ...]:
        """The tasks of a service that stopped within about the last hour, newest first, without those that ECS
        stopped because the service was scaled in; without logs.
        """

    def breaker(self, service: ServiceState) -> Breaker | None:
        """The circuit breaker of the deployment that is, or was last, in progress; None where there is none."""

    def stop(self, service: ServiceState) -> bool:
        """Stop the deployment in progress and roll it back; False where none is in progress."""

    def awaits(self, service: ServiceState) -> Hold | None:
        """What the deployment in progress waits for a word at; None where it waits for none."""

    def go_on(self, hold: Hold, *, back: bool) -> bool:
        """Give it the word to go on, or back; False where it does not wait any more."""


class Balancers(Protocol):
    """Elastic Load Balancing."""

    def rules(self, listener: str) -> tuple[Rule, ...]:
        """Every rule of a listener."""

    def weights(self, rule: str) -> Mapping[str, int]:
        """What a rule forwards to now: target group's ARN -> its weight. None where the rule is gone."""

    def target_groups(self, arns: tuple[str, ...]) -> tuple[TargetGroupState, ...]:
        """Describe target groups with the health of their targets counted."""

    def targets(self, groups: tuple[str, ...]) -> tuple[Target, ...]:
        """Every target of target groups (ARNs), with why it is not healthy."""


class Identities(Protocol):
    """Security Token Service."""

    def who(self) -> Identity:
        """Whose account the calls go to."""


class Bucket(Protocol):
    """S3, as far as the artifacts bucket needs it. A bucket that is not this owner's is refused."""

    def put(self, bucket: str, key: str, body: bytes, *, owner: str) -> str:
        """Put an object into a bucket; its URL."""

    def get(self, bucket: str, key: str, *, owner: str) -> bytes:
        """Read an object."""

    def keys(self, bucket: str, start: str, *, owner: str) -> tuple[str, ...]:
        """Name the objects whose keys begin so."""

    def remove(self, bucket: str, keys: tuple[str, ...], *, owner: str) -> None:
        """Remove objects; one that is not there is none."""

    def count(self, bucket: str, *, owner: str) -> int:
        """Count the object versions in a bucket, delete markers among them; 0 where the bucket is gone."""

    def empty(self, bucket: str, *, owner: str) -> None:
        """Delete every version of every object in a bucket, and every delete marker."""


class Groups(Protocol):
    """EC2 Auto Scaling."""

    def protected(self, group: str) -> tuple[str, ...]:
        """Give the ids of a group's instances that are protected from scale-in; none where the group is gone."""

    def unprotect(self, group: str) -> None:
        """Take the protection from scale-in off every instance of a group."""


class Roles(Protocol):
    """IAM's service-linked roles."""

    def exists(self, name: str) -> bool:
        """Whether there is a role of this name."""

    def create_linked(self, service: str) -> None:
        """Create the service-linked role of a service principal."""


class Certificates(Protocol):
    """Certificate Manager."""

    def issued(self) -> tuple[Certificate, ...]:
        """Every issued certificate of the region, of whatever key type."""

    def is_issued(self, arn: str) -> bool:
        """Whether this certificate exists and is issued."""


class Networks(Protocol):
    """VPCs and subnets."""

    def vpcs(self, tags: Mapping[str, str]) -> tuple[str, ...]:
        """Find the ids of the VPCs with all these tags."""

    def subnets(self, vpc: str, tags: Mapping[str, str]) -> tuple[str, ...]:
        """Find the ids of the subnets of a VPC with all these tags, sorted."""

    def free_addresses(self, subnets: tuple[str, ...]) -> Mapping[str, int]:
        """Subnet id -> IPv4 addresses that are free in it."""


class Zones(Protocol):
    """Route 53."""

    def public(self) -> tuple[Zone, ...]:
        """Every public hosted zone."""


class Logs(Readable, Protocol):
    """CloudWatch Logs."""

    def tail(self, group: str, stream: str, *, lines: int) -> tuple[str, ...]:
        """Give the last lines of a stream, oldest first; none where it does not exist (yet)."""

    def exists(self, group: str) -> bool:
        """Whether there is a log group of this name."""


class Secrets(Protocol):
    """Secrets Manager and Parameter Store. No value is ever read."""

    def named(self, name: str) -> Secret | None:
        """Find a secret of Secrets Manager by its name; None where there is none, or it is marked for deletion."""

    def missing(self, references: tuple[str, ...]) -> tuple[str, ...]:
        """Name those `valueFrom` references (ARNs, parameter names) of which nothing exists, or that are marked for
        deletion.
        """


class Keys(Protocol):
    """Key Management Service."""

    def arn(self, key: str) -> str | None:
        """Find the ARN of the key that an alias, by name or ARN, stands for; None where it stands for none."""


class Aws(Protocol):
    """One environment's AWS."""

    @property
    def account(self) -> str:
        """The account that the environment names."""

    @property
    def region(self) -> str:
        """The region that the environment names."""

    @property
    def stacks(self) -> Stacks:
        """CloudFormation."""

    @property
    def services(self) -> Services:
        """ECS."""

    @property
    def balancers(self) -> Balancers:
        """Elastic Load Balancing."""

    @property
    def identity(self) -> Identities:
        """Who we are."""

    @property
    def bucket(self) -> Bucket:
        """S3."""

    @property
    def groups(self) -> Groups:
        """EC2 Auto Scaling."""

    @property
    def roles(self) -> Roles:
        """IAM."""

    @property
    def certificates(self) -> Certificates:
        """Certificate Manager."""

    @property
    def networks(self) -> Networks:
        """VPCs and subnets."""

    @property
    def zones(self) -> Zones:
        """Route 53."""

    @property
    def images(self) -> Images:
        """ECR."""

    @property
    def logs(self) -> Logs:
        """CloudWatch Logs."""

    @property
    def sessions(self) -> Sessions:
        """Session Manager."""

    @property
    def secrets(self) -> Secrets:
        """Secrets Manager and Parameter Store."""

    @property
    def keys(self) -> Keys:
        """Key Management Service."""

    @property
    def alarms(self) -> Alarms:
        """CloudWatch."""

    @property
    def scalings(self) -> Scalings:
        """Application Auto Scaling."""

    @property
    def schedules(self) -> Starters:
        """EventBridge Scheduler."""

    @property
    def event_rules(self) -> Starters:
        """The rules of EventBridge."""

    @property
    def at_once(self) -> Aws:
        """The same, where a call that fails is not repeated: for whoever asks again and again anyway."""

    def expires(self) -> datetime | None:
        """When the credentials expire, where that is known and they are not renewed by themselves."""

    def renew(self) -> None:
        """Read the credentials anew: they may have been refreshed where they come from."""
