from dataclasses import replace
from typing import Any

from bbfd.deploy.look.mark import STOPPED
from bbfd.deploy.means import Wishes
from bbfd.deploy.operate.restart import restart
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Phase, ServiceProgress
from bbfd.deploy.records import Rollout
from tests.unit.deploy.fakes import TASKS, FakeAws, service, stack
from tests.unit.deploy.operate.living import SCALES, changes, ecs, living, scheduled


def _restarted(aws: FakeAws, **wishes: Any) -> Outcome:
    return restart(stack(), Wishes(**{"timeout": 300.0, **wishes}), aws.means())


def test_a_new_deployment_is_followed_until_ecs_says_that_it_is_complete() -> None:
    aws = living()
    outcome = _restarted(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.RESTARTED, 0)
    assert changes(aws) == ["roll"]
    assert outcome.running[0].service.rollouts[0].id == "new1"
    assert aws.said(ServiceProgress)
    assert aws.said(Phase)[-1].doing.value == "restarting"


def test_one_that_ecs_rolls_back_is_4_with_what_ran_before() -> None:
    aws = living()
    ecs(aws).verdict = "FAILED"
    outcome = _restarted(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.ROLLED_BACK, 4)
    assert "the restart of web failed: no" in outcome.reason
    assert "`bbfd diagnose web --env dev`" in outcome.fix


def test_one_whose_place_another_deployment_took_is_told_as_that() -> None:
    aws = living()
    theirs = Rollout(id="theirs", primary=True, task_definition=TASKS, state="COMPLETED")
    ecs(aws).verdict = "COMPLETED"
    rolled = ecs(aws).roll

    class Overtaken(type(ecs(aws))):  # type: ignore[misc]
        def roll(self, service: Any) -> str:
            begun: str = rolled(service)
            self.now = ecs(aws).now.__class__(
                arn=service.arn, name="web", cluster="dev", status="ACTIVE",
                desired=2, running=2, pending=0, rollouts=(theirs,),
            )  # fmt: skip
            return begun

    aws.services = Overtaken(aws.ordered, service())
    outcome = _restarted(aws)
    assert outcome.exit_code == 4
    assert "another deployment of web took the place" in outcome.reason


def test_one_that_goes_on_is_6() -> None:
    aws = living()
    ecs(aws).verdict = "IN_PROGRESS"
    outcome = _restarted(aws)
    assert (outcome.ended, outcome.exit_code) == (Ended.UNKNOWN, 6)


def test_what_is_stopped_is_refused_alone_and_left_out_among_many() -> None:
    aws = living(desired=0, running=0, tags={STOPPED: "2"})
    alone = _restarted(aws)
    assert alone.ended is Ended.REFUSED
    assert "`bbfd start web --env dev`" in alone.fix
    assert _restarted(aws, many=True).ended is Ended.IDLE
    assert changes(aws) == []


def test_what_nobody_stopped_and_has_a_count_of_0_is_scaled_not_started() -> None:
    fix = "`bbfd scale web N --env dev`"
    asleep = living(desired=0, running=0, scaling=replace(SCALES, least=0))
    assert _restarted(asleep).fix == f"{fix} brings N tasks"
    at_nothing = living(desired=0, running=0, tags={STOPPED: "0"})
    assert _restarted(at_nothing).fix == f"`bbfd start web --env dev`, then {fix}"


def test_a_service_on_each_instance_is_restarted() -> None:
    assert _restarted(living(daemon=True)).ended is Ended.RESTARTED


def test_what_starts_at_times_has_nothing_to_restart() -> None:
    aws = scheduled()
    assert (_restarted(aws).ended, changes(aws)) == (Ended.IDLE, [])


def test_one_that_is_not_the_one_that_ecs_works_towards_is_not_over() -> None:
    aws = living()
    ecs(aws).verdict = "DRAINING"  # whatever AWS may say of it one day
    assert _restarted(aws).ended is Ended.UNKNOWN
