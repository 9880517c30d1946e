"""A volume of something else, seen by one more container."""

from __future__ import annotations

from bbfd.model.facts import About, Facts
from bbfd.model.mounting import Seen
from bbfd.model.value import value


@value
class Mounted:
    """A volume that another of what the service uses brings, mounted once more. volume: its name.

    path: where the container sees it. container: whose; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html
    """

    volume: str
    path: str
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """Where it is mounted."""
        seen = Seen(self.path, self.volume, self.container, self.read_only)
        return Facts(mounts=seen.mounts, refusals=tuple(seen.refused("Mounted")))
