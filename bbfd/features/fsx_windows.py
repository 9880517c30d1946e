"""A share of FSx for Windows."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.model.facts import About, Facts, Grant, Volume
from bbfd.model.mounting import Seen
from bbfd.model.owned import no_arn, several
from bbfd.model.stack import Refusal
from bbfd.model.value import value
from bbfd.model.volumes import WindowsShare

_ACTIONS = {
    "secretsmanager": "secretsmanager:GetSecretValue",
    "ssm": "ssm:GetParameters",
}


@value
class FsxWindows:
    """A share of a file system of FSx for Windows that is there, for containers on Windows instances of EC2.

    file_system: its id. folder: of the share, as `share`. credentials: the ARN of a secret or parameter with the name
    and password of who may use it. domain: of its Active Directory. path: where the container sees it.
    name: of the volume; without it, made from the path. container: whose; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/wfsx-volumes.html
    """

    file_system: str
    folder: str
    credentials: str
    domain: str
    path: str
    name: str | None = None
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:
        """A volume, where it is mounted, and what ECS must be allowed to read."""
        seen = Seen(self.path, self.name, self.container, self.read_only)
        source = WindowsShare(
            id=self.file_system,
            root=self.folder,
            credentials=self.credentials,
            domain=self.domain,
        )
        service = next((name for name in _ACTIONS if f":{name}:" in self.credentials), "")
        system = (
            f"arn:${{AWS::Partition}}:fsx:{about.region}:{about.account}"
            f":file-system/{self.file_system}"
        )
        read = (Grant((_ACTIONS[service],), (self.credentials,)),) if service else ()
        return Facts(
            volumes=(Volume(seen.volume, source=source),),
            mounts=seen.mounts,
            start_grants=(*read, Grant(("fsx:DescribeFileSystems",), (system,))),
            refusals=(*seen.refused("FsxWindows"), *self._refused()),
        )

    def _refused(self) -> Iterator[Refusal]:
        yield from no_arn("FsxWindows", "credentials", self.credentials, "(secretsmanager|ssm)")
        yield from several("FsxWindows", "file_system", self.file_system)
        if not self.file_system.startswith("fs-"):
            yield Refusal(
                what=f"FsxWindows: {self.file_system!r} is no id of a file system",
                fix='write its id, as "fs-0a1b2c3d4e5f60718"',
                field="uses",
            )
