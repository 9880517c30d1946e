"""A volume of Docker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from bbfd.model import volumes
from bbfd.model.facts import About, Facts, Volume
from bbfd.model.mounting import Seen
from bbfd.model.stack import Refusal
from bbfd.model.value import value


@value
class DockerVolume:
    """A volume of Docker on the EC2 instance that the task runs on. Fargate has no such.

    path: where the container sees it. shared: it outlives the task, and other tasks may have it by its name.
    made: a shared one is made where it is not there. driver: of Docker, without it `local`. options: of the driver.
    labels: of the volume. name: of the volume; without it, made from the path.
    container: whose; without it, the main container's.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/docker-volumes.html
    """

    path: str
    shared: bool = False
    made: bool = False
    driver: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """A volume, and where it is mounted."""
        seen = Seen(self.path, self.name, self.container, self.read_only)
        source = volumes.DockerVolume(
            driver=self.driver,
            shared=self.shared,
            made=self.made,
            options=tuple(self.options.items()),
            labels=tuple(self.labels.items()),
        )
        return Facts(
            volumes=(Volume(seen.volume, source=source),),
            mounts=seen.mounts,
            refusals=(*seen.refused("DockerVolume"), *self._refused()),
        )

    def _refused(self) -> Iterator[Refusal]:
        if self.made and not self.shared:
            yield Refusal(
                what="DockerVolume: a volume of the task alone is always made",
                fix="write shared=True, or remove made=",
                field="uses",
            )
