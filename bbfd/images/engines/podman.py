"""Podman: Docker's command line without a daemon."""

from __future__ import annotations

from dataclasses import dataclass

from bbfd.images.engine import Platforms, Run, Unready
from bbfd.images.engines._docker_like import RunsLikeDocker
from bbfd.images.engines._of_containers import OfContainers
from bbfd.images.records import Invocation


@dataclass(frozen=True, kw_only=True)
class Podman(OfContainers, RunsLikeDocker):
    """Podman, or a machine that it drives."""

    name: str = "podman"
    publishes: bool = True

    def exists(self, image: str, platforms: Platforms) -> Invocation:
        """Ends with 0 where it is there."""
        return _podman("manifest" if len(platforms) > 1 else "image", "exists", image)

    def architectures(self, image: str, platforms: Platforms) -> Invocation:
        """Print them: a list as JSON, of one image its word."""
        if len(platforms) > 1:
            return _podman("manifest", "inspect", image)
        return _podman("image", "inspect", "--format", "{{.Architecture}}", image)


def ready(run: Run) -> Podman:
    """Podman as it is here. Raises Unready where its machine does not answer."""
    if run(_podman("info", "--format", "{{.Host.Arch}}")).code != 0:
        raise Unready("it does not answer: `podman info` says why")
    return Podman()


def _podman(*words: str) -> Invocation:
    return Invocation(words=("podman", *words))
