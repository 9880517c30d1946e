"""The registry of an environment, as images come there: its repositories, and what holds an image back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bbfd.cli.call import Call
from bbfd.cli.deploying import Asked as ToDeploy
from bbfd.cli.stacks import Stacks
from bbfd.deploy.look.account import must_be_the_right_one
from bbfd.deploy.look.standing import telling_nothing_known
from bbfd.deploy.means import Means
from bbfd.deploy.release.arrived import Arrived
from bbfd.deploy.release.contents import architectures_of
from bbfd.deploy.release.gates import must_be_sound, must_fit
from bbfd.deploy.run.several import Run, deploy_run
from bbfd.errors import Refused
from bbfd.report.releasing import arrived_line, arrived_record
from bbfd.template.inert import json_text


@dataclass(frozen=True, kw_only=True)
class Depot:
    """The registry of an environment. scan: what its scans may not find; "" for what the environment says.

    timeout: seconds.
    """

    call: Call
    stacks: Stacks
    means: Means
    scan: str = ""
    timeout: float = 30 * 60.0
    wait_lock: float = 45 * 60.0
    as_json: bool = False

    def ready(self, repositories: Iterable[str]) -> int:
        """Have these repositories there: where one is missing, the registry's stack is deployed. Its exit code."""
        with telling_nothing_known([self.stacks.registry_name]):
            must_be_the_right_one(self.means.aws)
        names = frozenset(repositories)
        if names <= set(self.means.aws.images.repositories(names)):
            return 0
        registry = next(iter(self.stacks.beneath()), None)
        if registry is None or registry.name != self.stacks.registry_name:
            raise Refused(
                f"the registry {self.stacks.registry_name} cannot be made: a file in environments/ does not load",
                fix="`bbfd list` says which, and why",
            )
        asked = ToDeploy(timeout=self.timeout, wait_lock=self.wait_lock)
        return deploy_run(
            Run(beneath=((registry, asked.beneath(self.stacks)),)), self.means
        ).exit_code

    def must_fit(self, image: str, made_for: Iterable[str], service: str, *, pushed: bool) -> None:
        """Refuse an image for another architecture than its service is launched on here."""
        [stack] = self.stacks.of((service,))
        must_fit(image, tuple(made_for), stack, pushed=pushed)

    def architectures(self, image: str, service: str) -> tuple[str, ...]:
        """What an image here is for. Raises Refused for another architecture."""
        found = architectures_of(image, self.means.aws.images)
        self.must_fit(image, found, service, pushed=True)
        return found

    def findings(self, image: str) -> dict[str, int] | None:
        """What its scan found; None where nobody asks. Raises Refused for what is too severe."""
        threshold = self.scan or self.stacks.place.value.registry.refuse
        if not threshold:
            return None
        console = self.call.console()
        found = must_be_sound(
            image,
            threshold,
            self.means.aws.images,
            self.means.clock,
            timeout=self.timeout,
            tell=console.doing,
        )
        console.doing("")
        return dict(found)

    def tell(self, arrived: Arrived) -> None:
        """Say that an image is there."""
        self.call.console().say([arrived_line(arrived)])
        if self.as_json:
            print(json_text(arrived_record(arrived), indent=None), flush=True)
