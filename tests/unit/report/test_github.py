"""A job of GitHub Actions: what it shows and hands on, and what can command it."""

import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bbfd.cli.teller import Teller
from bbfd.deploy.outcome import Ended, Outcome
from bbfd.deploy.progress import Diagnosed, Doing, Finished, Note, Phase, Progress
from bbfd.diagnose import Cause
from bbfd.errors import AwsError, BbfdError, LostSight, Refused
from bbfd.report.console import console
from bbfd.report.github_files import Ledger, console_url, inert, outputs, summary
from bbfd.report.github_job import GithubJob, Groups
from tests.unit.report import samples

TEXTS = st.text(alphabet=st.characters() | st.sampled_from("\x1b[]:#|\n\r`*_<@vso teamcity"))


def job(stream: io.StringIO) -> GithubJob:
    numbers = count()
    made = console(
        stream,
        color=False,
        environment={"GITHUB_ACTIONS": "true"},
        now=lambda: samples.NOON,
        fresh=lambda: f"token{next(numbers)}",
    )
    assert isinstance(made, GithubJob)
    return made


def logged(*every: Progress) -> list[str]:
    stream = io.StringIO()
    tell = Teller(job(stream), background=samples.BACKGROUND)
    for progress in every:
        tell(progress)
    return stream.getvalue().splitlines()


def commands(lines: list[str]) -> list[str]:
    """What GitHub obeys of a log: nothing between a stop and its token."""
    obeyed, stopped = [], ""
    for line in lines:
        if stopped:
            stopped = "" if line == f"::{stopped}::" else stopped
        elif line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line or "##vso[" in line:
            obeyed.append(line)
    assert not stopped, "what follows would never be obeyed again"
    return obeyed


def test_a_failing_rollout_is_one_group_one_annotation_and_its_state_last() -> None:
    lines = logged(*samples.FAILING)
    group, end, error = commands(lines)
    assert (group, end) == ("::group::prod-web", "::endgroup::")
    assert error.startswith("::error file=services/web.py,line=42,col=5,title=prod-web::container")
    assert lines[-1].endswith(
        "prod-web: UPDATE_ROLLBACK_COMPLETE; 1.8.2 still serves, 5 of 5 running"
    )


@pytest.mark.parametrize(
    ("ended", "level"),
    [
        (Ended.ROLLED_BACK, "error"),
        (Ended.STUCK, "error"),
        (Ended.UNHEALTHY, "warning"),
        (Ended.UNKNOWN, "warning"),
    ],
)
def test_what_does_not_end_well_is_annotated_once(ended: Ended, level: str) -> None:
    (told,) = commands(logged(Finished(stack="s", outcome=replace(samples.LOST, ended=ended))))
    assert told.startswith(f"::{level} file=")


@pytest.mark.parametrize("ended", [Ended.UPDATED, Ended.UNCHANGED, Ended.DECLINED])
def test_what_ends_well_or_was_declined_is_not_annotated(ended: Ended) -> None:
    assert commands(logged(Finished(stack="s", outcome=Outcome(ended=ended, stack="s")))) == []


@given(told=TEXTS)
def test_whatever_a_container_logs_commands_nothing(told: str) -> None:
    cause = replace(samples.CAUSE, what=f"what {told}", evidence=(told,), fix=f"mend {told}")
    lines = logged(
        Diagnosed(stack="s", causes=(cause,), seconds=1),
        Note(stack="s", text=told),
        Finished(stack="s", outcome=replace(samples.ROLLED_BACK, causes=(cause,), reason=told)),
    )
    assert [line.split(" ")[0] for line in commands(lines)] == ["::error"]


def test_a_token_is_made_anew_for_every_block() -> None:
    tokens = [line for line in logged(*samples.FAILING) if line.startswith("::stop-commands::")]
    assert len(tokens) == len({*tokens}) > 2


def test_groups_of_several_stacks_at_once_never_lie_within_each_other() -> None:
    groups = Groups()
    told = [
        groups.take(progress)
        for progress in (
            Phase(stack="a", doing=Doing.EXECUTING),
            Phase(stack="b", doing=Doing.EXECUTING),
            Finished(stack="b", outcome=samples.LOST),
            Finished(stack="a", outcome=samples.LOST),
            Phase(stack="c", doing=Doing.EXECUTING),
            Phase(stack="c", doing=Doing.CANCELLING),
            Finished(stack="c", outcome=samples.LOST),
        )
    ]
    opened, closed = "::group::{}\n".format, "::endgroup::\n"
    assert told == [opened("a"), closed, "", "", opened("c"), "", closed]


def test_elsewhere_no_command_is_written() -> None:
    stream = io.StringIO()
    tell = Teller(console(stream, color=False, environment={"CI": "true"}))
    for progress in samples.FAILING:
        tell(progress)
    assert not [line for line in stream.getvalue().splitlines() if line.startswith("::")]


# --- the files


def ledger(*every: Progress) -> Ledger:
    kept = Ledger()
    for progress in every:
        kept.take(progress)
    return kept


def read(text: str) -> Mapping[str, str]:
    """What GitHub reads of outputs: NAME<<DELIMITER, lines, DELIMITER."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        name, _, delimiter = line.partition("<<")
        value = []
        while (row := next(lines)) != delimiter:
            value.append(row)
        found[name] = "\n".join(value)
    return found


def test_outputs_tell_how_it_ended() -> None:
    finished = Finished(stack="prod-api", outcome=samples.API)
    given = read(outputs(ledger(finished), None, 0, "d"))
    assert given | {"outputs": ""} == {
        "outcome": "updated",
        "exit-code": "0",
        "changed": "true",
        "version": "3.1.0",
        "outputs": "",
    }
    assert json.loads(given["outputs"]) == {
        "prod-api": {"Url": "https://api.example.com", "Version": "3.1.0"}
    }


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Refused("no", fix="f"), "refused"),
        (AwsError("no", fix="f"), "refused"),
        (LostSight("no", fix="f"), "unknown"),
    ],
)
def test_outputs_are_given_after_a_refusal_and_after_sight_was_lost(
    error: BbfdError, outcome: str
) -> None:
    given = read(outputs(Ledger(), error, error.exit_code, "d"))
    assert (given["outcome"], given["exit-code"]) == (outcome, str(error.exit_code))
    assert given["changed"] == "false"
    assert "no" in summary(Ledger(), error, error.exit_code)


def test_outputs_of_several_name_the_worst() -> None:
    given = read(outputs(ledger(samples.RUN), None, 6, "d"))
    assert (given["outcome"], given["changed"]) == ("unknown", "true")


@given(st.dictionaries(st.text(), TEXTS))
def test_no_value_ends_itself_and_begins_another(values: dict[str, str]) -> None:
    outcome = replace(samples.API, outputs=values, version="1\noutcome<<x\nfine\nx")
    kept = ledger(Finished(stack="prod-api", outcome=outcome))
    given = read(outputs(kept, None, 0, "bbfd-1234"))
    assert {*given} == {"outcome", "exit-code", "changed", "version", "outputs"}
    assert given["outcome"] == "updated"
    assert json.loads(given["outputs"]) == {"prod-api": values}


def test_the_summary_is_a_table_with_links() -> None:
    head, _, *rows = summary(ledger(samples.RUN), None, 6).splitlines()
    assert head == "| stack | outcome | changes | cause | duration | version |"
    assert len(rows) == 5
    assert (
        "(https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1#" in rows[0]
    )
    assert "| 1 revise, 1 modify |" in rows[2] or "revise" in rows[2]
    assert "exited with code 1" in rows[2]
    assert "not tried" in rows[4]


@given(reason=TEXTS)
def test_whatever_aws_says_stays_in_its_cell(reason: str) -> None:
    unknown = Cause(id="", title="", what="", evidence=(), fix="")
    outcome = replace(samples.ROLLED_BACK, reason=reason, causes=(unknown,))
    shown = summary(ledger(Finished(stack="prod-web", outcome=outcome)), None, 4)
    (row,) = shown.splitlines()[2:]
    assert len(re.findall(r"(?<!\\)\|", row)) == 7
    assert "<" not in row


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("a | b", r"a \| b"),
        ("<script>", "&lt;script&gt;"),
        ("@everyone [x](http://y)", r"\@everyone \[x\]\(http\://y\)"),
        ("two\nlines", "two lines"),
        ("`code` **bold**", r"\`code\` \*\*bold\*\*"),
    ],
)
def test_nothing_in_a_cell_is_markdown(told: str, shown: str) -> None:
    assert inert(told) == shown


@pytest.mark.parametrize(
    ("stack_id", "host"),
    [
        (samples.STACK_ID, "https://eu-west-1.console.aws.amazon.com/"),
        (
            samples.STACK_ID.replace("arn:aws:", "arn:aws-cn:"),
            "https://eu-west-1.console.amazonaws.cn/",
        ),
        ("", ""),
        ("arn:aws:javascript", ""),
    ],
)
def test_a_link_leads_to_the_console_of_its_partition(stack_id: str, host: str) -> None:
    url = console_url(stack_id)
    assert url.startswith(host)
    assert bool(url) == bool(host)
