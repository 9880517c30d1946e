"""Buildah: it builds and pushes. What is tried in an image runs in a chroot, in the machine's own network."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bbfd.images.engine import Platforms, Run, Unready
from bbfd.images.engines._docker_like import pairs
from bbfd.images.engines._of_containers import OfContainers
from bbfd.images.records import Invocation, Trial


@dataclass(frozen=True, kw_only=True)
class Buildah(OfContainers):
    """Buildah."""

    name: str = "buildah"
    publishes: bool = False

    def exists(self, image: str, platforms: Platforms) -> Invocation:
        """Ends with 0 where it is there."""
        if len(platforms) > 1:
            return _buildah("manifest", "exists", image)
        return _buildah("inspect", "--type", "image", "--format", "{{.FromImageID}}", image)

    def architectures(self, image: str, platforms: Platforms) -> Invocation:
        """Print them: a list as JSON, of one image its word."""
        if len(platforms) > 1:
            return _buildah("manifest", "inspect", image)
        return _buildah("inspect", "--type", "image", "--format", "{{.OCIv1.Architecture}}", image)

    def begin(self, trial: Trial) -> tuple[Invocation, ...]:
        """A container of the image; nothing is pulled for it."""
        platform = ("--platform", trial.platform) if trial.platform else ()
        return (_buildah("from", "--pull-never", *platform, "--name", trial.name, trial.image),)

    def config(self, trial: Trial) -> Invocation:
        """What the image runs: of itself, `buildah run` knows no command."""
        return _buildah("inspect", "--type", "image", trial.image)

    def run(self, trial: Trial, config: str) -> Invocation:
        """Run it as Docker would: an entry point of one's own takes the image's command away, too."""
        made = json.loads(config)["OCIv1"]["config"] if config else {}
        words = ["run", "--isolation", "chroot", "--network", "host"]
        words += pairs("--env", trial.variables)
        words += ("--user", trial.user) if trial.user else ()
        words += ("--workingdir", trial.folder) if trial.folder else ()
        default = () if trial.entry_point else made.get("Cmd") or ()
        entry = trial.entry_point or made.get("Entrypoint") or ()
        return _buildah(*words, trial.name, "--", *entry, *(trial.command or default))

    def end(self, trial: Trial) -> tuple[Invocation, ...]:
        """Remove it."""
        return (_buildah("rm", trial.name),)


def ready(run: Run) -> Buildah:
    """Buildah as it is here. Raises Unready where it cannot work."""
    if run(_buildah("info")).code != 0:
        raise Unready("it cannot work here: `buildah info` says why")
    return Buildah()


def _buildah(*words: str) -> Invocation:
    return Invocation(words=("buildah", *words))
