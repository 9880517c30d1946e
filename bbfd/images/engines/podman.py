"""Podman: Docker's command line without a daemon."""

from __future__ import annotations

from dataclasses import dataclass

from bbfd.images.engine import Platforms, Run, Unable, Unready
from bbfd.images.engines import _of_containers
from bbfd.images.engines._docker_like import last_digest, run_words
from bbfd.images.records import Invocation, Login, Recipe, Trial


@dataclass(frozen=True, kw_only=True)
class Podman:
    """Podman, or a machine that it drives."""

    name: str = "podman"
    publishes: bool = True

    def unable(self, recipe: Recipe) -> tuple[Unable, ...]:  # noqa: ARG002 - the question is the seam's
        """It can do all."""
        return ()

    def build(self, recipe: Recipe, image: str) -> Invocation:
        """Build an image of that name."""
        return _of_containers.build(self.name, recipe, image)

    def exists(self, image: str, platforms: Platforms) -> Invocation:
        """Ends with 0 where it is there."""
        return _podman("manifest" if len(platforms) > 1 else "image", "exists", image)

    def tag(self, image: str, name: str) -> Invocation:
        """Give an image a further name."""
        return _podman("tag", image, name)

    def remove(self, image: str, platforms: Platforms = ()) -> Invocation:
        """Take a name from an image."""
        if len(platforms) > 1:
            return _podman("manifest", "rm", image)
        return _podman("rmi", image)

    def login(self, login: Login, password: str) -> Invocation:
        """Be let in."""
        return _of_containers.login(self.name, login, password)

    def logout(self, login: Login) -> Invocation:
        """Forget it."""
        return _of_containers.logout(self.name, login)

    def push(
        self, image: str, to: str, login: Login, platforms: Platforms
    ) -> tuple[Invocation, ...]:
        """Push an image."""
        return _of_containers.push(self.name, image, to, login, platforms)

    def digest_in(self, output: str) -> str | None:
        """It prints nothing else."""
        return last_digest(output)

    def pull(self, image: str, login: Login) -> Invocation:
        """Pull an image."""
        return _of_containers.pull(self.name, image, login)

    def architectures(self, image: str, platforms: Platforms) -> Invocation:
        """Print them: a list as JSON, of one image its word."""
        if len(platforms) > 1:
            return _podman("manifest", "inspect", image)
        return _podman("image", "inspect", "--format", "{{.Architecture}}", image)

    def architectures_in(self, output: str) -> tuple[str, ...]:
        """The architectures."""
        return _of_containers.architectures_in(output)

    def begin(self, trial: Trial) -> tuple[Invocation, ...]:  # noqa: ARG002 - the question is the seam's
        """Nothing comes before."""
        return ()

    def config(self, trial: Trial) -> None:
        """It knows the image."""

    def run(self, trial: Trial, config: str) -> Invocation:  # noqa: ARG002 - the question is the seam's
        """Run a container."""
        return _podman(*run_words(trial))

    def end(self, trial: Trial) -> tuple[Invocation, ...]:
        """Kill and remove it, with its volumes."""
        return (_podman("rm", "--force", "--volumes", trial.name),)


def ready(run: Run) -> Podman:
    """Podman as it is here. Raises Unready where its machine does not answer."""
    if run(_podman("info", "--format", "{{.Host.Arch}}")).code != 0:
        raise Unready("it does not answer: `podman info` says why")
    return Podman()


def _podman(*words: str) -> Invocation:
    return Invocation(words=("podman", *words))
