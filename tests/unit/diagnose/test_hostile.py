"""No text, however long and however made, keeps a cause or the printing of it busy."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bbfd.aws.reasons import cut
from bbfd.diagnose import (
    CauseKind,
    Evidence,
    Failure,
    Rolling,
    ServiceEvent,
    StoppedContainer,
    StoppedTask,
    Target,
    Validation,
    all_causes,
    diagnosed,
)
from bbfd.report.cause import cause_lines
from bbfd.report.harmless import harmless
from bbfd.report.redacted import redacted
from tests.unit.diagnose.replay import Recorded, evidence, recorded, template, texts

# What the patterns of causes begin with, and what their loops run over: a text of these is the worst for them.
_SAID = sorted({text for one in recorded() for text in texts(one.answers) if " " in text})
_PIECES = tuple(dict.fromkeys(word for text in _SAID for word in text.split(": ")))[:400]
_MARKS = (
    "x",
    " ",
    "\n",
    "\x1b[",
    "\x1b]",
    "\x9b0",
    "::",
    "##[",
    "`",
    '"',
    "\\",
    "(",
    "[",
    "{",
    "é",
)
_LONG = 1_000_000  # characters, as somebody may send them
_EACH = 0.25  # seconds for one cause: a hundred times what it takes, and a hundredth of what a slow pattern takes

pieces = st.sampled_from((*_PIECES, *_MARKS)) | st.text(max_size=8)
hostile = st.lists(pieces, min_size=1, max_size=3).map("".join).filter(lambda text: text != "")


def _evidence(text: str) -> Evidence:
    task = StoppedTask(
        arn=text,
        code="EssentialContainerExited",
        reason=text,
        containers=(StoppedContainer(name="app", exit_code=1, reason=text, health="UNHEALTHY"),),
        log={"app": (text[:2000],) * 30},
    )
    rolling = Rolling(
        name="web",
        logical_id="Service",
        failed=1,
        reason=text,
        events=(ServiceEvent(id="1", text=text, ill=True),),
        tasks=(task,),
        targets=(Target(group="g", id="1", state="unhealthy", code="x", reason=text),),
    )
    kinds = ("AWS::ECS::Service", "AWS::CloudFormation::Stack", "AWS::Logs::LogGroup")
    failed = (
        Failure(logical_id="Service", type=kind, status="UPDATE_FAILED", reason=text)
        for kind in kinds
    )
    checks = (
        Validation(logical_id="Service", name="x", reason=text, hook=hook) for hook in (False, True)
    )
    return Evidence(
        stack="prod-web",
        failures=tuple(failed),
        services=(rolling,),
        validations=tuple(checks),
        body=template(),
    )


def _slow(kinds: Iterable[CauseKind], found: Evidence) -> list[str]:
    slow = []
    for kind in kinds:
        began = time.process_time()
        kind.look(found)
        if time.process_time() - began > _EACH:
            slow.append(kind.id)
    return slow


@given(piece=hostile)
@example(piece="x")
@example(piece="CannotPullContainerError: ")
@example(piece="Cannot")
@example(piece="ResourceInitializationError: ")
@example(piece="target group ")
@example(piece="not authorized to perform: a:b ")
@settings(max_examples=40, deadline=None)
def test_no_text_keeps_a_cause_busy(piece: str) -> None:
    found = _evidence(cut(piece * (_LONG // len(piece))))
    assert _slow(all_causes(), found) == []


@given(piece=hostile)
@settings(max_examples=25, deadline=None)
def test_what_is_told_of_it_is_no_longer_than_somebody_reads(piece: str) -> None:
    causes = diagnosed(_evidence(cut(piece * (_LONG // len(piece)))))
    told = [line.text for cause in causes for line in cause_lines("  cause ", cause, None)]
    assert causes
    assert sum(map(len, told)) < 40_000


@given(piece=hostile)
@example(piece="\x1b]")
@example(piece="\x1b[0;")
@example(piece="AKIA")
@example(piece="a://:")
@example(piece="-----BEGIN PRIVATE KEY-----")
@settings(max_examples=40, deadline=None)
def test_no_text_keeps_the_neutralising_busy(piece: str) -> None:
    text = piece * (_LONG // len(piece))
    began = time.process_time()
    shown = harmless(redacted(text, frozenset({"DB_PASSWORD"})))
    assert time.process_time() - began < 8 * _EACH
    assert not any(mark in shown for mark in ("\x1b", "\x9b", "\n"))


@pytest.mark.parametrize("one", recorded(), ids=lambda one: one.name)
def test_whatever_aws_says_is_cut_where_it_is_read(one: Recorded) -> None:
    found = evidence(replace(one, answers=_longer(one.answers)))
    assert max(map(len, texts(asdict(replace(found, body={})))), default=0) <= 4000


def _longer(value: Any) -> Any:
    """The same, with more behind every sentence than anybody reads."""
    if isinstance(value, Mapping):
        return {key: _longer(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_longer(item) for item in value]
    return value + " and so on" * 10_000 if isinstance(value, str) and " " in value else value
