"""A diff as a comment: what it says, and that nothing in it is obeyed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bbfd.deploy.proposal import Proposal
from bbfd.deploy.records import Change, PropertyChange, Replacement
from bbfd.deploy.states import Step
from bbfd.errors import Refused
from bbfd.report.markdown import LONGEST, comment, comment_of_error
from tests.unit.report.samples import PROPOSAL, SECRET

IDLE = Proposal(stack="prod-old", stack_id="", step=Step.UPDATE, why="", empty=True)
HOSTILE = st.text(
    alphabet=st.characters() | st.sampled_from("`~<>@#/\\\n\r|*_[]()!-&:\x1b\u202e"), max_size=60
)
READER = MarkdownIt("gfm-like", {"linkify": False})


def changing(name: str, value: str, note: str = "") -> Proposal:
    change = Change(
        action="modify",
        logical_id=name,
        type="AWS::ECS::Service",
        physical_id="x",
        replacement=Replacement.NEVER,
        properties=(PropertyChange(path="/Properties/A", before=value, after=value[::-1]),),
    )
    return replace(
        PROPOSAL,
        changes=(change,),
        notes=(note,),
        meanings={name: value},
        objections={note: value},
    )


def inside(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *inside(token.children or []))]


def test_it_says_whose_it_is_in_a_line_that_nobody_sees() -> None:
    assert comment("prod", [PROPOSAL]).splitlines()[0] == "<!-- bbfd diff prod -->"
    assert (
        comment_of_error("prod", Refused("x", fix="y")).splitlines()[0] == "<!-- bbfd diff prod -->"
    )


def test_each_stack_that_changes_has_a_row_and_all_of_its_changes() -> None:
    text = comment("prod", [IDLE, PROPOSAL])
    assert r"| prod\-web | " in text
    assert "<details><summary>prod\\-web</summary>" in text
    assert "prod-web will be updated" in text
    assert "prod-old" not in text.replace("\\", "")


def test_nothing_to_do_is_said() -> None:
    assert comment("prod", [IDLE]).endswith("would change\n\nNothing.\n")


def test_what_is_lost_is_loud() -> None:
    lost = replace(PROPOSAL.changes[0], action="remove", logical_id="Database")
    text = comment("prod", [replace(PROPOSAL, changes=(lost,))])
    assert "**replaced or removed: Database**" in text


def test_what_a_deploy_would_be_refused_for_is_in_its_row_and_among_the_changes() -> None:
    text = comment("prod", [replace(PROPOSAL, objections={"Table holds data": "keep its key"})])
    assert "**a deploy would be refused** |" in text
    assert "a deploy would be refused: Table holds data" in text
    assert "fix  keep its key" in text


def test_why_there_is_no_diff_is_said() -> None:
    text = comment_of_error("prod", Refused("@all it is in use", fix="run `bbfd watch`"))
    assert r"\@all it is in use" in text
    assert r"fix: run \`bbfd watch\`" in text


def test_a_credential_is_not_told() -> None:
    text = comment("prod", [changing("Task", f"postgres://me:{SECRET}@db/x")])
    assert SECRET not in text


@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_that_others_wrote_is_obeyed(name: str, value: str, note: str) -> None:
    text = comment("prod", [changing(name, value, note)])
    found = inside(READER.parse(text))
    html = [each.content.strip() for each in found if each.type in ("html_block", "html_inline")]
    assert html == [
        "<!-- bbfd diff prod -->",
        "<details><summary>prod\\-web</summary>",
        "</details>",
    ]
    assert len([each for each in found if each.type == "fence"]) == 1
    told = "".join(each.content for each in found if each.type == "text")
    assert "<" not in text.replace("<!-- ", "").partition("<details>")[0]
    assert {each.type for each in found} & {"link_open", "image", "s_open", "em_open"} == set()
    assert "prod-web" in told
    # A quick action of GitLab begins a line.
    assert not [line for line in text.splitlines() if line.startswith("/")]
    assert "\x1b" not in text
    assert "\u202e" not in text


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 400), st.integers(1, 4000))
def test_it_is_never_longer_than_a_forge_takes(stacks: int, length: int) -> None:
    one = changing("A" * 200, "x" * length)
    text = comment("prod", [replace(one, stack=f"prod-&{n}{'&' * 100}") for n in range(stacks)])
    assert len(text) <= LONGEST


def test_what_did_not_fit_is_counted() -> None:
    changes = tuple(replace(PROPOSAL.changes[0], logical_id=f"Thing{n}") for n in range(3000))
    text = comment("prod", [replace(PROPOSAL, changes=changes)])
    assert "more lines: see the log of the job" in text
    assert text.rstrip().endswith("</details>")
