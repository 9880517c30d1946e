"""Whom a run tells, and whom it asks."""

import io
import json
from datetime import datetime, timezone

import pytest
from click.testing import CliRunner

from bbfd.cli.asking import Asker, agreed, says_yes_by_default
from bbfd.cli.means import Teller
from bbfd.deploy.progress import Doing, Note, Phase, ResourceProgress
from bbfd.deploy.proposal import Intervention, Proposal, Removal
from bbfd.deploy.records import Change, Event, Replacement
from bbfd.deploy.states import Step
from bbfd.errors import Refused
from bbfd.report.plain import Plain

NOON = datetime(2026, 11, 21, 12, 0, 7, tzinfo=timezone.utc)
PROPOSAL = Proposal(stack="prod-web", stack_id="", step=Step.UPDATE, why="")


def plain() -> Plain:
    return Plain(io.StringIO(), lambda: NOON)


def told(console: Plain) -> str:
    assert isinstance(console.stream, io.StringIO)
    return console.stream.getvalue()


def test_without_a_terminal_and_without_yes_nothing_is_agreed_to() -> None:
    with pytest.raises(Refused) as raised:
        Asker(plain(), yes=False, interactive=False, where="here")(PROPOSAL)
    assert "--yes" in raised.value.fix
    assert raised.value.exit_code == 3


def test_a_deletion_that_nobody_can_be_asked_about_is_called_so() -> None:
    with pytest.raises(Refused, match="prod-web would be deleted"):
        Asker(plain(), yes=False, interactive=False, where="here")(
            Removal(stack="prod-web", stack_id="")
        )


def test_what_an_intervention_does_is_shown_before_anybody_is_asked() -> None:
    console = plain()
    asks = Intervention(stack="prod-web", stack_id="", asks="Roll back prod-web", effects=("x",))
    with pytest.raises(Refused, match="there is no terminal to ask at"):
        Asker(console, yes=False, interactive=False, where="here")(asks)
    assert "! x" in told(console)


@pytest.mark.parametrize(
    ("typed", "default", "answer"),
    [("y", False, True), ("No", True, False), ("", True, True), ("maybe\ny", False, True)],
)
def test_an_answer_is_yes_or_no_and_anything_else_is_asked_again(
    typed: str, default: bool, answer: bool
) -> None:
    with CliRunner().isolation(f"{typed}\n") as (_, err, *_others):
        assert agreed("Deploy it to 1?", default=default) is answer
        words = err.getvalue().decode()
    assert words.startswith(f"Deploy it to 1? [{'Y/n' if default else 'y/N'}]: ")
    assert ("answer y or n" in words) == ("maybe" in typed)


def test_yes_is_not_asked_for_twice() -> None:
    assert Asker(plain(), yes=True, interactive=False, where="here")(PROPOSAL)


def test_what_a_deletion_removes_is_shown_even_where_yes_was_said_before() -> None:
    console = plain()
    gone = Change(action="remove", logical_id="Logs", type="AWS::Logs::LogGroup")
    assert Asker(console, yes=True, interactive=False, where="here")(
        Removal(stack="prod-web", stack_id="", removed=(gone,))
    )
    assert "- remove  Logs" in told(console)


@pytest.mark.parametrize(
    ("decision", "default"),
    [
        (PROPOSAL, True),
        (Proposal(stack="s", stack_id="", step=Step.UPDATE, why="", protected=True), False),
        (Removal(stack="s", stack_id=""), False),
        (Intervention(stack="s", stack_id="", asks="Roll back s"), False),
        (
            Proposal(
                stack="s",
                stack_id="",
                step=Step.UPDATE,
                why="",
                changes=(Change(action="remove", logical_id="L", type="AWS::Logs::LogGroup"),),
            ),
            False,
        ),
        (
            Proposal(
                stack="s",
                stack_id="",
                step=Step.UPDATE,
                why="",
                changes=(
                    Change(
                        action="modify",
                        logical_id="T",
                        type="AWS::ECS::TaskDefinition",
                        replacement=Replacement.ALWAYS,
                    ),
                ),
            ),
            True,
        ),
    ],
    ids=[
        "a change",
        "protected",
        "a deletion",
        "an intervention",
        "something is removed",
        "a new revision",
    ],
)
def test_enter_means_no_where_something_is_lost(
    decision: Proposal | Removal | Intervention, default: bool
) -> None:
    assert says_yes_by_default(decision) is default


def test_with_json_every_event_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    console = plain()
    tell = Teller(console, as_json=True)
    tell(Phase(stack="s", doing=Doing.LOOKING))
    tell(Note(stack="s", text="two\nlines"))
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["event"] for record in records] == ["phase", "note"]
    assert told(console) == "2026-11-21T12:00:07Z s: two lines\n"


def test_without_a_terminal_every_resource_is_a_line_of_its_own() -> None:
    console = plain()
    event = Event(id="1", logical_id="Task", type="T", status="CREATE_IN_PROGRESS", at=NOON)
    Teller(console)(ResourceProgress(stack="s", event=event, seconds=3))
    assert told(console).startswith("2026-11-21T12:00:07Z 00:03  Task ")


class Closed(io.StringIO):
    """A stream that nobody reads any more."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_nobody_reading_any_more_does_not_stop_the_watching() -> None:
    Teller(Plain(Closed(), lambda: NOON))(Note(stack="s", text="x"))
