"""One workload in one environment: all that a part of a service's stack may see."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from bbfd.build import ids
from bbfd.build.entered import session_facts
from bbfd.build.theirs import failing
from bbfd.launch.usual import USUAL
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import Environment
from bbfd.model.facts import About, Facts, Feature, gathered
from bbfd.model.launch import Attachment, Launch, Tuning
from bbfd.model.network import Side
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.value import value
from bbfd.model.workload import Workload

W_co = TypeVar("W_co", bound=Workload, covariant=True)
T = TypeVar("T")
_SUBNETS = {Side.PUBLIC: ids.PUBLIC_SUBNETS, Side.PRIVATE: ids.PRIVATE_SUBNETS}
_UNTUNED = Tuning()


@value(kw_only=False)
class Scope(Generic[W_co]):
    """The workload, the environment, and the facts that follow from the two."""

    service: Definition[W_co]
    place: Definition[Environment]

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    @property
    def workload(self) -> W_co:
        """What the service's file defines."""
        return self.service.value

    @property
    def environment(self) -> Environment:
        """What the environment's file defines."""
        return self.place.value

    @cached_property
    def tuning(self) -> Tuning:
        """What the service changes in this environment."""
        return self.workload.tuning.get(self.place.name, _UNTUNED)

    @cached_property
    def launch(self) -> Launch:
        """What carries the tasks here: as tuned, as the service says, as the environment says, or as is usual."""
        said = (self.tuning.runs_on, self.workload.runs_on, self.environment.runs_on)
        return next((launch for launch in said if launch is not None), USUAL)

    @property
    def launch_field(self) -> str:
        """Where the definition says what carries the tasks here."""
        tuned = self.tuning.runs_on is not None
        return f"tuning.{self.place.name}.runs_on" if tuned else "runs_on"

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """The container that the workload is about, then those beside it, of its own and of what it uses."""
        return (self.workload.container, *self.workload.sidecars, *self.facts.sidecars)

    def is_for(self, name: str | None, container: Container) -> bool:
        """Whether what names a container, or none for the main one, means this."""
        return container.name == (self.workload.container.name if name is None else name)

    @cached_property
    def attachment(self) -> Attachment | None:
        """The tasks' own network interface, None where they share their host's."""
        public = self.environment.network.tasks_in is Side.PUBLIC
        return self.launch.network_mode.attachment(public_ip=public and self.launch.gives_public_ip)

    @property
    def subnets(self) -> str:
        """The parameter that carries the subnets that tasks run in."""
        return _SUBNETS[self.environment.network.tasks_in]

    @cached_property
    def facts(self) -> Facts:
        """What all that the workload uses means, gathered."""
        return gathered((*self.answers, *session_facts(self.workload, self.environment)))

    @cached_property
    def answers(self) -> tuple[Facts, ...]:
        """What each of the things that the workload uses means."""
        used = self.workload.features
        return tuple(self._answer(index, feature) for index, feature in enumerate(used))

    def once(self, make: Callable[[Any], T]) -> T:
        """What `make` finds in the scope, found once for all parts that ask."""
        known = self._found
        if make not in known:
            known[make] = make(self)
        found: T = known[make]
        return found

    @cached_property
    def _found(self) -> dict[Callable[[Any], Any], Any]:
        return {}

    @property
    def placeholders(self) -> dict[str, str]:
        """What `{...}` in a definition's texts means here."""
        environment = self.environment
        known = {
            "environment": self.place.name,
            "service": self.name,
            "account": environment.account,
            "region": environment.region,
        }
        return known | ({"domain": environment.domain.name} if environment.domain else {})

    @cached_property
    def _about(self) -> About:
        return About(
            environment=self.place.name,
            service=self.name,
            account=self.environment.account,
            region=self.environment.region,
            placeholders=tuple(self.placeholders.items()),
            subnets=self.environment.network.task_subnets,
        )

    def _answer(self, index: int, feature: Feature) -> Facts:
        try:
            answer = feature.facts(self._about)
        except Exception as error:  # the project's own may raise any; of ours it is raised again
            raise Unbuildable(failing(feature, error, f"uses.{index}")) from error
        if isinstance(answer, Facts):
            return answer
        what = f"{type(feature).__qualname__}.facts gives {type(answer).__name__}, not Facts(...)"
        raise Unbuildable(Refusal(what=what, fix="give Facts(...)", field=f"uses.{index}"))
