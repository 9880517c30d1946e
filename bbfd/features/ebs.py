"""A disk for each task of a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from bbfd.model.facts import About, Facts, Volume
from bbfd.model.mounting import Seen
from bbfd.model.naming import logical_id
from bbfd.model.owned import no_arn, outside
from bbfd.model.stack import Refusal
from bbfd.model.value import value
from bbfd.model.volumes import OwnDisk

if TYPE_CHECKING:
    from bbfd.build.assemble import Made

Type = Literal["gp3", "gp2", "io1", "io2", "st1", "sc1", "standard"]


@value
class Ebs:
    """A disk of EBS that ECS makes for each task of a service when it starts, and deletes with it: encrypted.

    path: where the container sees it. size: GiB (1 to 65536); not needed with a snapshot. type: of EBS. iops: of gp3,
    io1 and io2. throughput: MiB a second, of gp3 (125 to 2000). snapshot: the id of one that it begins as.
    rate: MiB a second that it is filled with (100 to 300), which costs money. system: of files. tags: beside the
    service's own. encryption_key: the ARN of a KMS key; without it, the account's of EBS.
    name: of the volume; without it, made from the path. container: whose; without it, the main container's.
    A task has one at most, and only tasks of a service have any.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html
    """

    path: str
    size: int | None = None
    type: Type = "gp3"
    iops: int | None = None
    throughput: int | None = None
    snapshot: str | None = None
    rate: int | None = None
    system: Literal["ext3", "ext4", "xfs", "ntfs"] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    encryption_key: str | None = None
    name: str | None = None
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """A volume that the service says more about, where it is mounted, and the role that ECS makes it as."""
        seen = Seen(self.path, self.name, self.container, self.read_only)
        disk = OwnDisk(
            role=f"${{{_role(seen.volume)}.Arn}}",
            size=self.size,
            type=self.type,
            iops=self.iops,
            throughput=self.throughput,
            snapshot=self.snapshot,
            rate=self.rate,
            system=self.system,
            key=self.encryption_key,
            tags=tuple(self.tags.items()),
        )
        return Facts(
            volumes=(Volume(seen.volume, source=disk),),
            mounts=seen.mounts,
            parts=(self._made,),
            refusals=(*seen.refused("Ebs"), *self._refused()),
        )

    def _refused(self) -> Iterator[Refusal]:
        yield from outside("Ebs", "size", self.size, range(1, 65537))
        yield from outside("Ebs", "throughput", self.throughput, range(125, 2001))
        yield from outside("Ebs", "rate", self.rate, range(100, 301))
        yield from no_arn("Ebs", "encryption_key", self.encryption_key, "kms")
        if self.size is None and self.snapshot is None:
            yield _refusal("neither a size nor a snapshot is said", "write size=, in GiB")
        if self.throughput is not None and self.type != "gp3":
            yield _refusal(
                f"{self.type} has no throughput to choose",
                'write type="gp3", or remove throughput=',
            )
        if self.iops is not None and self.type not in ("gp3", "io1", "io2"):
            yield _refusal(
                f"{self.type} has no iops to choose", 'write type="gp3", or remove iops='
            )
        if self.iops is None and self.type in ("io1", "io2"):
            yield _refusal(f"{self.type} needs iops", "write iops=, or remove type= for gp3")
        if self.rate is not None and self.snapshot is None:
            yield _refusal("a rate is for what begins as a snapshot", "remove rate=")

    def _made(self, _: object) -> Iterator[Made]:
        from bbfd.build.uses.disk import disk_role

        volume = Seen(self.path, self.name, self.container, self.read_only).volume
        yield disk_role(_role(volume), self.encryption_key)


def _role(volume: str) -> str:
    return logical_id(volume, "volume role")


def _refusal(what: str, fix: str) -> Refusal:
    return Refusal(what=f"Ebs: {what}", fix=fix, field="uses")
