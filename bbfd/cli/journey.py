"""Images on their way from environment to environment: approved, copied by digest, deployed, asked for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bbfd.build.images import repository_uri
from bbfd.cli.asking import agreed, where_of
from bbfd.cli.call import Call
from bbfd.cli.deploying import Asked as ToDeploy
from bbfd.cli.deploying import deploy
from bbfd.cli.depot import Depot
from bbfd.cli.means import acting, connected
from bbfd.cli.stacks import Stacks
from bbfd.deploy.means import Means
from bbfd.deploy.release.arrived import Arrived, How, Stage, StageEnded
from bbfd.deploy.release.copying import Side, copy
from bbfd.deploy.release.smoke import answers, probe_of
from bbfd.errors import BbfdError, Interrupted
from bbfd.model.access import Local
from bbfd.model.environment import LoadBalancer
from bbfd.model.workload import Exposed
from bbfd.report.github_files import Ledger
from bbfd.report.line import Line, Tone
from bbfd.report.releasing import stage_lines, stage_record
from bbfd.template.inert import json_text

_SILENT = 4  # up to date, while the service is not healthy
_NO_YES = 3


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for with a journey. scan: the severity that stops it. smoke: its URL is asked afterwards.

    yes: nobody is to be asked. until_approval: the same, up to an environment that wants approval. deploy: the rest.
    """

    scan: str = ""
    smoke: bool = True
    yes: bool = False
    until_approval: bool = False
    as_json: bool = False
    timeout: float = 30 * 60.0
    wait_lock: float = 45 * 60.0

    @property
    def silent(self) -> bool:
        """Whether plans are agreed to without a question."""
        return self.yes or self.until_approval


@dataclass(frozen=True, kw_only=True)
class Journey:
    """Images of services, and who is told how each environment ends."""

    call: Call
    names: Sequence[str]
    asked: Asked
    ledger: Ledger

    def through(self, stages: Sequence[Stacks], arrived: Sequence[Arrived], source: Stacks) -> int:
        """Deploy what has arrived in the registry of `source` to each environment, up to the first that does not end
        well; the exit code.
        """
        for number, stacks in enumerate(stages):
            try:
                stage = self._stage(stacks, arrived, source)
            except BbfdError as error:
                self._tell(self._failed(stacks, error), quiet=True)
                self._left(stages[number + 1 :], stacks)
                raise
            self._tell(stage)
            if stage.exit_code:
                self._left(stages[number + 1 :], stacks)
                return stage.exit_code
            arrived, source = stage.images, stacks
        return 0

    def _stage(self, stacks: Stacks, arrived: Sequence[Arrived], source: Stacks) -> Stage:
        name = stacks.place.name
        with _stopped(f"stopped before anything was deployed to {name}"):
            if stacks.place.value.approval and not self.asked.yes:
                waiting = self._approval(stacks, arrived, source)
                if waiting:
                    return waiting
            here, code = self._moved(stacks, arrived, source)
        code = code or deploy(
            self.call, stacks, self.names, self._to_deploy(here, stacks), self.ledger
        )
        stage = Stage(environment=name, ended=StageEnded.DEPLOYED, images=here)
        if code:
            why = f"the deployment to {name} did not end well"
            return replace(stage, ended=StageEnded.FAILED, exit_code=code, why=why)
        with _stopped(f"stopped while it was asked whether it answers: {name} is deployed"):
            silent = self._silent(stacks) if self.asked.smoke else ""
        if silent:
            fix = f"`bbfd diagnose SERVICE --env {name}`; --no-smoke does not ask"
            return replace(stage, ended=StageEnded.SILENT, exit_code=_SILENT, why=silent, fix=fix)
        return stage

    def _to_deploy(self, arrived: Sequence[Arrived], stacks: Stacks) -> ToDeploy:
        return ToDeploy(
            images=tuple(f"{_whose(each, stacks)}={each.image}" for each in arrived),
            yes=self.asked.silent,
            as_json=self.asked.as_json,
            timeout=self.asked.timeout,
            wait_lock=self.asked.wait_lock,
        )

    def _main(self, arrived: Sequence[Arrived], stacks: Stacks) -> tuple[Arrived, ...]:
        """Those of main containers: what a version is called by."""
        return tuple(each for each in arrived if _whose(each, stacks) == each.service)

    def _approval(self, stacks: Stacks, arrived: Sequence[Arrived], source: Stacks) -> Stage | None:
        """None where somebody says yes; else where it stops, and how it goes on."""
        name, versions = (
            stacks.place.name,
            ", ".join(
                f"{each.service} {each.tag or each.digest[:19]}"
                for each in self._main(arrived, stacks)
            ),
        )
        if self.call.outside.interactive and not self.asked.until_approval:
            where = where_of(stacks.place.value)
            if agreed(f"Release {versions} to {name}, in {where}?", default=False):
                return None
            why = f"declined: nothing was changed in {name}"
        else:
            why = f"{name} wants approval, and nobody was asked: {versions} waits"
        services, before = " ".join(self.names), source.place.name
        verb = "release" if before == name else f"promote --from {before}"
        way = f"--env {name}" if before == name else f"--to {name}"
        fix = f"bbfd {verb.split(maxsplit=1)[0]} {services} {' '.join((*verb.split()[1:], way))} --yes"
        return Stage(
            environment=name,
            ended=StageEnded.WAITING,
            exit_code=_NO_YES,
            images=tuple(arrived),
            why=why,
            fix=f"`{fix}` goes on",
        )

    def _moved(
        self, stacks: Stacks, arrived: Sequence[Arrived], source: Stacks
    ) -> tuple[tuple[Arrived, ...], int]:
        """The images in the registry of this environment, copied where it has another one; and an exit code."""
        if stacks.place.name == source.place.name:
            return tuple(arrived), 0
        asked = self.asked
        acts = acting(
            self.call,
            stacks,
            yes=asked.silent,
            as_json=asked.as_json,
            wait_lock=asked.wait_lock,
        )
        with acts as means:
            depot = Depot(
                call=self.call,
                stacks=stacks,
                means=means,
                scan=asked.scan,
                timeout=asked.timeout,
                wait_lock=asked.wait_lock,
                as_json=asked.as_json,
            )
            code = depot.ready(_name(each) for each in arrived)
            if code:
                return (), code
            return tuple(self._brought(each, depot, means, source) for each in arrived), 0

    def _brought(self, each: Arrived, depot: Depot, means: Means, source: Stacks) -> Arrived:
        place, began = depot.stacks.place, means.clock.monotonic()
        repository, how = repository_uri(place.value, _name(each)), How.THERE
        if repository != each.repository:
            self.call.console().doing(f"{each.service}: {each.digest} is copied")
            with connected(self.call, source.project, source.place) as other:
                came = copy(
                    each.digest,
                    each.tag,
                    Side(images=other.images, repository=each.repository),
                    Side(images=means.aws.images, repository=repository),
                )
            self.call.console().doing("")
            how = How.COPIED if came else How.THERE
        image = f"{repository}@{each.digest}"
        here = replace(
            each,
            environment=place.name,
            repository=repository,
            how=how,
            architectures=depot.architectures(image, each.service),
            findings=depot.findings(image),
        )
        here = replace(here, seconds=means.clock.monotonic() - began)
        depot.tell(here)
        return here

    def _silent(self, stacks: Stacks) -> str:
        """Why one of the services does not answer; "" where all do that are reached by HTTP."""
        if isinstance(stacks.place.value.aws, Local):
            self._note(
                f"{stacks.place.name}: no container runs in the embedded AWS: no URL is asked"
            )
            return ""
        with connected(self.call, stacks.project, stacks.place) as aws:
            outputs = {s.name: aws.stacks.describe(s.name) for s in stacks.of(self.names)}
        for name, stack in zip(self.names, stacks.of(self.names), strict=True):
            state = outputs[stack.name]
            why = self._asked(name, state.outputs.get("Url", "") if state else "", stacks)
            if why:
                return why
        return ""

    def _asked(self, name: str, url: str, stacks: Stacks) -> str:
        workload = stacks.services[name].value
        http = workload.http if isinstance(workload, Exposed) else ()
        every = http if isinstance(http, tuple) else (http,)
        if not (every and url.startswith("http")):
            return ""
        balancer = stacks.place.value.load_balancer
        internal = every[0].internal or (isinstance(balancer, LoadBalancer) and balancer.internal)
        if internal or every[0].version == "GRPC":
            what = "internal" if internal else "spoken to in gRPC"
            self._note(f"{name}: {url} is {what}, and was not asked")
            return ""
        console, outside = self.call.console(), self.call.outside
        probe = probe_of(url, every[0])
        why = answers(probe, outside.ask, outside.clock, tell=console.doing)
        console.doing("")
        if not why:
            self._note(f"{name}: {probe.url} answers")
        return why

    def _note(self, words: str) -> None:
        self.call.console().say([Line(words, Tone.QUIET)])

    def _failed(self, stacks: Stacks, error: BbfdError) -> Stage:
        return Stage(
            environment=stacks.place.name,
            ended=StageEnded.FAILED,
            exit_code=error.exit_code,
            why=error.what,
            fix=error.fix,
        )

    def _left(self, stages: Sequence[Stacks], after: Stacks) -> None:
        for stacks in stages:
            why = f"{after.place.name} comes first"
            self._tell(Stage(environment=stacks.place.name, ended=StageEnded.LEFT, why=why))

    def _tell(self, stage: Stage, *, quiet: bool = False) -> None:
        """quiet: what went wrong is raised, and told to people then."""
        shown = replace(stage, why="", fix="") if quiet else stage
        self.call.console().say(stage_lines(shown))
        if self.asked.as_json:
            print(json_text(stage_record(stage), indent=None), flush=True)


def _whose(arrived: Arrived, stacks: Stacks) -> str:
    """What `deploy --image` calls its container: the service alone means the main one."""
    main = stacks.services[arrived.service].value.container.name
    sidecar = "" if arrived.container == main else f"/{arrived.container}"
    return f"{arrived.service}{sidecar}"


@contextmanager
def _stopped(what: str) -> Iterator[None]:
    """Say how far it came, where Ctrl-C ends it meanwhile."""
    try:
        yield
    except KeyboardInterrupt:
        fix = "the same command goes on: what is pushed, copied or deployed already stays as it is"
        raise Interrupted(what, fix=fix) from None


def _name(arrived: Arrived) -> str:
    """The name of its repository."""
    return arrived.repository.partition("/")[2]
