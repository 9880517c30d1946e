"""Back to a kept deploy, on the fake AWS: what is chosen, what is taken from then and from now, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bbfd.deploy.means import Means, Wishes
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Note, Proposed
from bbfd.deploy.proposal import Decision
from bbfd.deploy.records import Readiness
from bbfd.deploy.run.execute import deploy
from bbfd.deploy.run.rollback import roll_back
from bbfd.errors import AwsError, Refused, Trouble
from bbfd.model.stack import FromDeployment, FromImage, FromStack, Parameter, Stack
from tests.unit.deploy.fakes import (
    CREATES,
    ROLLS_BACK,
    UPDATES,
    FakeAws,
    VirtualClock,
    stack,
    trouble,
)

WISHES = Wishes(registry="registry")
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"


def version(number: int, *, image: str = "web") -> Stack:
    body = {
        "Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": number}}}
    }
    return stack(
        Parameter(name="Digest", type="String", default="-", source=FromDeployment(fact="digest")),
        Parameter(name="Image", type="String", default=f"{image}:{number}", source=_image(image)),
        Parameter(name="Own", type="String", default=f"own {number}"),
        Parameter(name="Vpc", type="String", source=FromStack(stack="bbfd-dev", output="Vpc")),
        body=body,
    )


def _image(repository: str) -> FromImage:
    return FromImage(container="app", repository=repository)


class Living(FakeAws):
    """An AWS in which a stack has what it was sent last."""

    def __init__(self) -> None:
        super().__init__()
        self.stacks.there(name="registry", outputs={"ArtifactsBucket": "artifacts"})
        self.stacks.there(name="bbfd-dev", outputs={"Vpc": "vpc-1"})
        self._number = 0

    def fresh(self) -> str:
        """Other digits for each call, whoever makes it."""
        self._number += 1
        return f"{self._number:08x}".ljust(32, "0")

    def means(self, agree: Callable[[Decision], bool] = lambda _: True) -> Means:
        return replace(super().means(agree), fresh=self.fresh)

    def deploys(self, wanted: Stack, wishes: Wishes = WISHES) -> Outcome:
        return self._settled(lambda: deploy(wanted, wishes, self.means()))

    def goes_back(self, to: int | None = None, given: Any = lambda _: None) -> Outcome:
        back = lambda: roll_back(stack(), WISHES, self.means(), to=to, given=given)  # noqa: E731
        return self._settled(back)

    def moves(self, vpc: str) -> None:
        self.stacks.lives.pop(self._id("bbfd-dev"))
        self.stacks.there(name="bbfd-dev", outputs={"Vpc": vpc})

    def _id(self, name: str) -> str:
        return next(i for i, life in self.stacks.lives.items() if life.state.name == name)

    def _settled(self, act: Any) -> Outcome:
        there = self.stacks.describe("dev-web")
        if self.stacks.course in (CREATES, UPDATES):
            self.stacks.course = UPDATES if there else CREATES
        outcome: Outcome = act()
        if outcome.ended in (Ended.CREATED, Ended.UPDATED):
            sent = self.sent
            life = self.stacks.lives[self._id("dev-web")]
            state = life.state
            life.state = replace(state, parameters=dict(sent.values), updated=self.clock.utc())
        self.clock.sleep(60.0)
        return outcome

    @property
    def sent(self) -> Any:
        return self.stacks.submissions[-1]

    @property
    def kept(self) -> list[str]:
        return [one[1] for one in self.still.objects]

    @property
    def notes(self) -> str:
        shown = [one.proposal.notes for one in self.said(Proposed)]
        told = [one.text for one in self.said(Note)]
        return " | ".join([*told, *(note for notes in shown for note in notes)])


def _plain(sent: Any) -> Mapping[str, str]:
    return dict(sent.values)


@settings(max_examples=20, deadline=None)
@given(some.lists(some.integers(1, 4), min_size=2, max_size=5), some.data())
def test_back_to_any_and_back_again_sends_the_same(numbers: list[int], data: Any) -> None:
    aws = Living()
    sent = []
    for number in numbers:
        if aws.deploys(version(number)).ended is not Ended.UNCHANGED:
            sent.append(aws.sent)
    goal = data.draw(some.integers(1, len(sent)))
    for to, then in ((goal, sent[goal - 1]), (len(sent), sent[-1])):
        before = len(aws.stacks.submissions)
        aws.goes_back(to)
        now = aws.sent if len(aws.stacks.submissions) > before else then
        assert (now.body, _plain(now), now.tags) == (then.body, _plain(then), then.tags)


def test_without_a_number_it_is_the_last_before_the_present_that_ended_well() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.stacks.course = ROLLS_BACK
    assert aws.deploys(version(2)).ended is Ended.ROLLED_BACK
    aws.stacks.course = UPDATES
    aws.deploys(version(3))
    assert aws.goes_back().ended is Ended.UPDATED
    assert aws.sent.values["Image"] == "web:1"
    aws.goes_back()
    assert aws.sent.values["Image"] == "web:3"


def test_one_that_did_not_end_well_is_refused() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.stacks.course = ROLLS_BACK
    aws.deploys(version(2))
    with pytest.raises(Refused, match=r"deploy 2 did not end well \(rolled back\): .*cursed"):
        aws.goes_back(2)
    with pytest.raises(Refused, match="there is no deploy 9"):
        aws.goes_back(9)


def test_what_the_environment_gives_is_taken_as_it_is_now_and_said() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    aws.moves("vpc-2")
    aws.goes_back()
    assert aws.sent.values["Vpc"] == "vpc-2"
    assert aws.sent.values["Own"] == "own 1"
    assert "Vpc has moved since: it was vpc-1, and is vpc-2 now" in aws.notes


def test_a_value_that_the_environment_names_now_is_taken_from_its_file() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    aws.goes_back(
        1, lambda name: Parameter(name=name, type="x", default="named") if name == "Vpc" else None
    )
    assert aws.sent.values["Vpc"] == "named"


def test_an_image_that_is_gone_is_refused_before_anything_is_asked_for() -> None:
    aws = Living()
    for number in (1, 2):
        aws.still.images_of = (f"{ECR}:{number}",)
        aws.deploys(version(number, image=ECR))
    asked = len(aws.stacks.submissions)
    with pytest.raises(Refused, match=r"of deploy 1 is no longer in its repository"):
        aws.goes_back(1)
    assert len(aws.stacks.submissions) == asked


def test_saying_no_changes_nothing() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    kept = aws.kept
    means = aws.means(lambda _: False)
    outcome = roll_back(stack(), WISHES, means, to=1, given=lambda _: None)
    assert outcome.ended is Ended.DECLINED
    assert aws.kept == kept


@pytest.mark.parametrize("call", ["keys", "put", "describe registry"])
def test_trouble_with_keeping_is_a_note_and_nothing_else(call: str) -> None:
    aws = Living()
    aws.deploys(version(1))
    kept = aws.kept
    if call == "describe registry":
        aws.stacks.lives = {i: one for i, one in aws.stacks.lives.items() if "registry" not in i}
    else:
        aws.order(call, trouble(Trouble.DENIED))
    assert aws.deploys(version(2)).ended is Ended.UPDATED
    assert "no rollback to it will be possible" in aws.notes
    assert aws.kept == kept


def test_how_it_ended_not_kept_is_known_by_the_events() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.order("put", None, trouble(Trouble.DENIED))
    aws.deploys(version(2))
    assert "how it ended could not be kept" in aws.notes
    aws.deploys(version(3))
    aws.goes_back()
    assert aws.sent.values["Image"] == "web:2"


def test_nothing_is_written_where_nothing_changes() -> None:
    aws = Living()
    aws.deploys(version(1))
    kept = aws.kept
    aws.stacks.answer = Readiness.EMPTY
    assert aws.deploys(version(1)).ended is Ended.UNCHANGED
    assert aws.kept == kept


def test_what_was_changed_in_the_bucket_is_refused() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    aws.still.objects = [
        (b, k, body.replace(b'"DelaySeconds":1', b'"DelaySeconds":9'), o)
        for b, k, body, o in aws.still.objects
    ]
    with pytest.raises(Refused, match="its digest is another one"):
        aws.goes_back(1)


def _written(aws: Living, change: Callable[[str, dict[str, Any]], None]) -> None:
    """Have somebody who may write into the bucket write there."""
    told = []
    for bucket, key, body, owner in aws.still.objects:
        raw = json.loads(body)
        change(key, raw)
        told.append((bucket, key, json.dumps(raw).encode(), owner))
    aws.still.objects = told


def _hide_a_value(raw: dict[str, Any]) -> None:
    """Without all values nobody can compute the digest."""
    for one in raw.get("parameters", ()):
        one["value"] = one["value"] if one["name"] != "Own" else None


@pytest.mark.parametrize("changed", ["template", "tags", "values", "digest, too"])
def test_whoever_writes_into_the_bucket_has_nothing_executed(changed: str) -> None:
    def change(_: str, raw: dict[str, Any]) -> None:
        if changed in ("template", "digest, too") and "template" in raw:
            raw["template"]["Resources"]["Queue"]["Properties"]["DelaySeconds"] = 9
        if changed == "digest, too":
            _hide_a_value(raw)
        elif changed == "tags" and "tags" in raw:
            raw["tags"]["bbfd:service"] = "other"
        elif changed == "values":
            _hide_a_value(raw)

    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    sent = len(aws.stacks.submissions)
    _written(aws, change)
    with pytest.raises(Refused, match="is not what was deployed"):
        aws.goes_back(1)
    assert len(aws.stacks.submissions) == sent


def test_a_deploy_that_no_event_tells_of_is_none() -> None:
    def change(key: str, raw: dict[str, Any]) -> None:
        if "/000001-" in key:
            raw["token"] = "bbfd-" + "0" * 28

    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    _written(aws, change)
    with pytest.raises(Refused, match="events know of no such deploy"):
        aws.goes_back(1)


def test_a_deploy_that_the_events_do_not_reach_back_to_is_told_as_such() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    life = next(one for one in aws.stacks.lives.values() if one.state.name == "dev-web")
    first = life.events[0][1].token
    life.events[:] = [(at, event) for at, event in life.events if event.token != first]
    assert aws.goes_back(1).ended is Ended.UPDATED
    proposed = aws.said(Proposed)[-1]
    assert any("could not be checked" in note for note in proposed.proposal.notes)


def test_what_aws_refuses_to_begin_is_no_deploy_to_go_back_to() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.order("execute", trouble(Trouble.DENIED))
    with pytest.raises(AwsError):
        aws.deploys(version(2))
    aws.deploys(version(3))
    aws.goes_back()
    assert aws.sent.values["Image"] == "web:1"


def test_what_somebody_else_made_since_is_undone_and_said() -> None:
    aws = Living()
    aws.deploys(version(1))
    life = aws.stacks.lives[aws._id("dev-web")]
    aws.stacks.happen(life.state.id, UPDATES, "Console-1")
    aws.clock.sleep(60.0)
    aws.goes_back()
    assert "made by somebody else" in aws.notes
    assert "back to deploy 1" in aws.notes


def test_of_two_with_one_number_it_is_the_one_that_was_executed() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    [at] = [o for o in aws.still.objects if "/000001-" in o[1] and o[1].endswith("deploy.json")]
    folder = at[1].rpartition("/")[0].rpartition("-")[0]
    lost = at[2].replace(b'"token":"bbfd-', b'"token":"bbfd-ffff')
    aws.still.objects.append((at[0], f"{folder}-ffffffff/deploy.json", lost, at[3]))
    aws.goes_back(1)
    assert aws.sent.values["Image"] == "web:1"


def test_one_overtaken_is_refused_and_none_of_it_is_left_or_a_deploy_to_go_back_to() -> None:
    aws = Living()
    aws.deploys(version(1))
    aws.deploys(version(2))
    asked = len(aws.stacks.submissions)

    def somebody(_: Decision) -> bool:
        aws.stacks.sets.clear()
        aws.stacks.happen(aws._id("dev-web"), UPDATES, "Console-1")
        aws.clock.sleep(60.0)
        return True

    with pytest.raises(Refused, match="somebody else deployed dev-web"):
        roll_back(stack(), WISHES, aws.means(somebody), to=1, given=lambda _: None)
    assert len(aws.stacks.submissions) == asked + 1
    aws.goes_back()
    assert "made by somebody else" in aws.notes
    assert aws.sent.values["Image"] == "web:2"


def test_without_a_stack_there_is_nothing_to_bring_back() -> None:
    with pytest.raises(Refused, match="nothing to bring back"):
        Living().goes_back()


def _hidden(number: int) -> Stack:
    """With a parameter that CloudFormation tells nobody the value of."""
    plain = version(number)
    told = {"Parameters": {"Own": {"Type": "String", "NoEcho": True}}, **plain.body}
    return replace(plain, body=told)


def test_a_value_that_cloudformation_hides_is_said_to_be_hidden_and_not_to_be_missing() -> None:
    aws = Living()
    aws.deploys(_hidden(1))
    aws.deploys(_hidden(2))
    life = aws.stacks.lives[aws._id("dev-web")]
    life.state = replace(life.state, parameters={**life.state.parameters, "Own": "****"})
    with pytest.raises(Refused, match="CloudFormation hides the one that the stack has") as refused:
        aws.goes_back()
    assert "the stack has none" not in refused.value.what
    assert "--tag" not in refused.value.fix


class Ahead(VirtualClock):
    """A machine's clock, an hour ahead of the one that AWS has."""

    def __init__(self, of: VirtualClock) -> None:
        super().__init__()
        self._of = of

    def utc(self) -> datetime:
        return self._of.utc() + timedelta(hours=1)

    def monotonic(self) -> float:
        return self._of.monotonic()

    def sleep(self, seconds: float) -> None:
        self._of.sleep(seconds)


class Early(Living):
    """An AWS that machines deploy to whose clock is ahead."""

    def means(self, agree: Callable[[Decision], bool] = lambda _: True) -> Means:
        return replace(super().means(agree), clock=Ahead(self.clock))


@pytest.mark.parametrize("kind", [Living, Early])
def test_a_deploy_that_no_event_tells_of_as_its_machine_was_ahead_is_refused_and_told_why(
    kind: type[Living],
) -> None:
    aws = kind()
    aws.deploys(version(1))
    aws.deploys(version(2))
    aws.deploys(version(3))
    life = next(one for one in aws.stacks.lives.values() if one.state.name == "dev-web")
    token = {event.token: at for at, event in life.events}
    lost = list(token)[0 if kind is Early else 1]
    life.events[:] = [(at, event) for at, event in life.events if event.token != lost]
    with pytest.raises(Refused, match="events know of no such deploy") as refused:
        aws.goes_back(1 if kind is Early else 2)
    assert "by its machine's clock" in refused.value.what
    assert ("60 min ahead" in refused.value.what) is (kind is Early)
