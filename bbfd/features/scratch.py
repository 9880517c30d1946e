"""A volume that lives as long as the task."""

from __future__ import annotations

from bbfd.model.facts import About, Facts, Volume
from bbfd.model.mounting import Seen
from bbfd.model.value import value


@value
class Scratch:
    """Space on the task's own storage, empty when it starts and gone when it ends.

    path: where the container sees it. name: to mount the same volume twice; without it, made from the path.
    container: whose; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
    """

    path: str
    name: str | None = None
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """A volume, and where it is mounted."""
        seen = Seen(self.path, self.name, self.container, self.read_only)
        volume = Volume(seen.volume, self.name is not None)
        return Facts(volumes=(volume,), mounts=seen.mounts)
