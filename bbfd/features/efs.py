"""Files that outlive the tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from bbfd.model.existing import Named, learned, text_of
from bbfd.model.facts import About, Facts, Grant, Volume
from bbfd.model.files import NewFiles, Owner
from bbfd.model.mounting import Seen
from bbfd.model.owned import misnamed, no_arn, outside, owned_id
from bbfd.model.stack import Refusal
from bbfd.model.value import value
from bbfd.model.volumes import FileSystem

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload

_ARN = "arn:${{AWS::Partition}}:elasticfilesystem:{0.region}:{0.account}:"


@value
class Efs:
    """Files in EFS that all tasks share and that outlive them: encrypted where they lie and on the way.

    Without file_system one is made with the service, reached in each subnet that tasks run in.
    path: where the container sees them. name: of the volume, and tells several apart.
    folder: of the file system, that the tasks see; without it, `/data` of an access point, which makes it where it is
    not there. owner: whom the files belong to; None to come without an access point, as whoever the container runs as.
    file_system: the id of one that is there, or `FromService(...)` of the service that makes it.
    access_point: the id of one that is there, in place of folder and owner.
    security_group: of the mount targets of one that is there, its id or `FromService(...)`, is opened to the tasks.
    zones: how many of the subnets a new one is reached in, one in each zone; needed where the network is looked up.
    throughput: of a new one, as needed or with its size. archive: days after which files that nobody reads are kept
    cheaper. backup: each day; without a word, in protected environments. encryption_key: the ARN of a KMS key.
    container: whose; without it, the main container's. read_only: nothing can be written.
    In protected environments a new one is kept when the service goes. Not on Windows.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
    """

    path: str
    name: str | None = None
    folder: str | None = None
    owner: Owner | None = Owner()
    file_system: Named | None = None
    access_point: str | None = None
    security_group: Named | None = None
    zones: int | None = None
    throughput: Literal["elastic", "bursting"] = "elastic"
    archive: Literal[1, 7, 14, 30, 60, 90, 180, 270, 365] | None = None
    backup: bool | None = None
    encryption_key: str | None = None
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:
        """A volume, where it is mounted, that the tasks may mount it, and what is made for it."""
        refused = tuple(self._refused(about))
        if refused:
            return Facts(refusals=refused)
        seen = self._seen
        source = FileSystem(
            id=text_of(self.file_system or f"${{{self._title}}}"),
            access_point=self._point,
            root=self.folder if self._point is None else None,
        )
        return Facts(
            volumes=(Volume(seen.volume, source=source),),
            mounts=seen.mounts,
            grants=(self._grant(about),),
            ready=self._targets(about.subnets),
            parts=(self._made,),
        )

    @property
    def _seen(self) -> Seen:
        return Seen(self.path, self.name, self.container, self.read_only)

    @property
    def _title(self) -> str:
        return owned_id(self.name, "file system")

    @property
    def _point(self) -> str | None:
        """The access point that the tasks come by."""
        own = None if self.owner is None else f"${{{self._title}AccessPoint}}"
        return self.access_point or own

    def _grant(self, about: About) -> Grant:
        write = () if self.read_only else ("elasticfilesystem:ClientWrite",)
        here = _ARN.format(about)
        known = self.file_system
        system = f"{here}file-system/{text_of(known)}" if known else f"${{{self._title}.Arn}}"
        point = None if self._point is None else f"{here}access-point/{self._point}"
        when = (("StringEquals", "elasticfilesystem:AccessPointArn", point),) if point else ()
        root = ("elasticfilesystem:ClientRootAccess",) if self._comes_as_root else ()
        return Grant(("elasticfilesystem:ClientMount", *root, *write), (system,), when=when)

    @property
    def _comes_as_root(self) -> bool:
        """Whether root may be meant; without a word for it, EFS takes root for nobody, whom no new folder belongs to.

        https://docs.aws.amazon.com/efs/latest/ug/enforce-identity-access-points.html
        """
        if self.access_point is not None:
            return False  # whom it stands for is not known here
        return self.owner is None or 0 in (self.owner.uid, self.owner.gid)

    def _targets(self, subnets: int | None) -> tuple[str, ...]:
        """The logical ids of the mount targets, without which nothing is mounted."""
        number = 0 if self.file_system else self.zones or subnets or 0
        return tuple(f"{self._title}MountTarget{each or ''}" for each in range(number))

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.uses.files import access_point
        from bbfd.build.uses.inside import let_in

        for named in (self.file_system, self.security_group):
            yield from learned(named, scope.place.name)
        if self.file_system is None:
            yield from self._own(scope)
        elif self.security_group is not None:
            yield from let_in(scope, text_of(self.security_group), 2049)
        if self.access_point is None and self.owner is not None:
            system = text_of(self.file_system or f"${{{self._title}}}")
            folder = self.folder or "/data"
            yield access_point(f"{self._title}AccessPoint", system, folder, self.owner)

    def _own(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.uses.files import file_system
        from bbfd.build.uses.inside import admitting_tasks

        kept = scope.environment.protected
        group = f"{self._title}SecurityGroup"
        yield from admitting_tasks(scope, group, 2049)
        wanted = NewFiles(
            title=self._title,
            targets=self._targets(scope.environment.network.task_subnets),
            elastic=self.throughput == "elastic",
            archive=self.archive,
            backup=kept if self.backup is None else self.backup,
            encryption_key=self.encryption_key,
            kept=kept,
        )
        yield from file_system(wanted, group=group, subnets=scope.subnets)

    def _refused(self, about: About) -> Iterator[Refusal]:
        told = f"Efs {self.name or ''}".strip()
        yield from misnamed(told, self.name)
        yield from self._seen.refused(told)
        yield from outside(told, "zones", self.zones, range(1, 1 + (about.subnets or 6)))
        yield from no_arn(told, "encryption_key", self.encryption_key, "kms")
        for given, like in ((self.file_system, "fs-"), (self.access_point, "fsap-")):
            if isinstance(given, str) and not re.fullmatch(rf"{like}[0-9a-f]{{8,40}}", given):
                yield _refusal(
                    f"{told}: {given!r} is no id", f'write its id, as "{like}0a1b2c3d4e5f60718"'
                )
        yield from self._there(told) if self.file_system else self._not_there(told, about)
        if self.access_point is not None and self.folder is not None:
            yield _refusal(
                f"{told}: an access point decides which folder is seen",
                "remove folder=, or access_point= for one of its own",
            )
        if self.owner is not None:
            yield from outside(told, "uid", self.owner.uid, range(2**32))
            yield from outside(told, "gid", self.owner.gid, range(2**32))
            if not re.fullmatch(r"[0-7]{3,4}", self.owner.permissions):
                yield _refusal(
                    f"{told}: {self.owner.permissions!r} are no permissions", 'write them as "0755"'
                )

    def _there(self, told: str) -> Iterator[Refusal]:
        """What is said of one that is there, and is for one that is made."""
        unsaid = Efs(path=self.path)
        for field in ("zones", "throughput", "archive", "backup", "encryption_key"):
            if getattr(self, field) != getattr(unsaid, field):
                yield _refusal(
                    f"{told}: {field} is for a file system that is made, and this one is there",
                    f"remove {field}=, or file_system=",
                )

    def _not_there(self, told: str, about: About) -> Iterator[Refusal]:
        for field in ("access_point", "security_group"):
            if getattr(self, field) is not None:
                yield _refusal(
                    f"{told}: {field} is of a file system that is there, and this one is made",
                    f"name it with file_system=, or remove {field}=",
                )
        if self.zones is None and about.subnets is None:
            yield _refusal(
                f"{told}: how many subnets there are is only known when planning",
                "say in how many it is reached, one in each zone: zones=2",
            )


def _refusal(what: str, fix: str) -> Refusal:
    return Refusal(what=what, fix=fix, field="uses")
