"""A folder of the instance."""

from __future__ import annotations

from bbfd.model.facts import About, Facts, Volume
from bbfd.model.mounting import Seen
from bbfd.model.value import value
from bbfd.model.volumes import HostFolder


@value
class HostVolume:
    """A folder of the EC2 instance that the task runs on, as a container sees it. Fargate has no such.

    folder: on the instance. path: where the container sees it. name: of the volume; without it, made from the path.
    container: whose; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
    """

    folder: str
    path: str
    name: str | None = None
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """A volume, and where it is mounted."""
        seen = Seen(self.path, self.name, self.container, self.read_only)
        volume = Volume(seen.volume, source=HostFolder(path=self.folder))
        return Facts(
            volumes=(volume,), mounts=seen.mounts, refusals=tuple(seen.refused("HostVolume"))
        )
