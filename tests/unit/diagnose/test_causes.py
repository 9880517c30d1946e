"""Laws of all causes: who reaches them, what they declare, and what they do with evidence that nobody has seen."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bbfd.diagnose
from bbfd.diagnose import (
    Breaker,
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
from tests.unit.diagnose.replay import evidence, recorded, template, texts, with_logs

FOLDER = Path(bbfd.diagnose.__file__).parent
PAGES = FOLDER.parent.parent / "docs" / "causes"
# Whose pages a cause stands on: AWS's, and of what AWS builds on.
PUBLISHERS = ("docs.aws.amazon.com", "repost.aws")
AT = datetime(2026, 11, 20, 14, 12, tzinfo=timezone.utc)
SAID = tuple(dict.fromkeys(text for one in recorded() for text in texts(one.answers)))
TYPES = (
    "AWS::ECS::Service",
    "AWS::CloudFormation::Stack",
    "AWS::ElasticLoadBalancingV2::ListenerRule",
)

each = pytest.mark.parametrize("kind", all_causes(), ids=lambda kind: kind.id)
words = st.text(max_size=60) | st.sampled_from(SAID)
names = st.sampled_from(("web", "app", "Service", "Task", "Rule", "Targets", "")) | st.text(
    max_size=8
)
numbers = st.integers(min_value=0, max_value=300)
properties = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "Ref",
                    "Name",
                    "Secrets",
                    "ValueFrom",
                    "ContainerDefinitions",
                    "TaskDefinition",
                    "Properties",
                )
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
bodies: st.SearchStrategy[Any] = (
    st.just(template())
    | st.just({})
    | st.builds(
        lambda found: {"Resources": found},
        st.dictionaries(names, properties, max_size=4) | properties,
    )
    | st.builds(
        lambda found: {"Resources": {"Service": {"Type": TYPES[0], "Properties": found}}},
        properties,
    )
)
failures = st.builds(
    Failure,
    logical_id=names,
    type=st.sampled_from(TYPES) | words,
    status=st.sampled_from(("UPDATE_FAILED", "CREATE_FAILED", "UPDATE_ROLLBACK_IN_PROGRESS")),
    reason=words,
    code=st.sampled_from(
        (
            "",
            "AlreadyExists",
            "AccessDenied",
            "NotStabilized",
            "GeneralServiceException",
            "NotFound",
        )
    ),
    physical_id=names,
    of_stack=st.booleans(),
)
validations = st.builds(
    Validation,
    logical_id=names,
    name=st.sampled_from(("NAME_CONFLICT_VALIDATION", "PROPERTY_VALIDATION")) | words,
    reason=words,
    path=words,
    hook=st.booleans(),
    fails=st.booleans(),
)
containers = st.builds(
    StoppedContainer,
    name=names,
    exit_code=st.none() | numbers,
    reason=words,
    health=st.sampled_from(("", "HEALTHY", "UNHEALTHY", "UNKNOWN")),
    image=words,
)
tasks = st.builds(
    StoppedTask,
    arn=words,
    code=st.sampled_from(
        (
            "",
            "TaskFailedToStart",
            "EssentialContainerExited",
            "UserInitiated",
            "SpotInterruption",
            "ServiceSchedulerInitiated",
            "TerminationNotice",
        )
    )
    | words,
    reason=words,
    containers=st.lists(containers, max_size=3).map(tuple),
    log=st.dictionaries(names, st.lists(words, max_size=4).map(tuple), max_size=2),
    at=st.none() | st.just(AT),
)
targets = st.builds(
    Target,
    group=words,
    id=words,
    state=st.sampled_from(("unhealthy", "initial", "draining", "unused", "")),
    code=st.sampled_from(
        (
            "",
            "Target.Timeout",
            "Target.FailedHealthChecks",
            "Target.ResponseCodeMismatch",
            "Elb.InternalError",
        )
    ),
    reason=words,
    port=st.none() | numbers,
)
events = st.builds(ServiceEvent, id=words, text=words, ill=st.booleans())
breakers = st.builds(
    Breaker,
    deployment=words,
    status=st.sampled_from(("", "MONITORING", "TRIGGERED", "DISABLED")),
    failures=numbers,
    threshold=numbers,
    reason=words,
    alarms=st.lists(names, max_size=2).map(tuple),
)
services = st.builds(
    Rolling,
    name=names,
    desired=numbers,
    running=numbers,
    pending=numbers,
    failed=numbers,
    state=st.sampled_from(("", "IN_PROGRESS", "COMPLETED", "FAILED")),
    reason=words,
    logical_id=names,
    events=st.lists(events, max_size=3).map(tuple),
    tasks=st.lists(tasks, max_size=3).map(tuple),
    targets=st.lists(targets, max_size=2).map(tuple),
    breaker=st.none() | breakers,
)
evidences = st.builds(
    Evidence,
    stack=names,
    failures=st.lists(failures, max_size=2).map(tuple),
    services=st.lists(services, max_size=2).map(tuple),
    validations=st.lists(validations, max_size=2).map(tuple),
    body=bodies,
    values=st.dictionaries(names, words, max_size=2),
    images=st.dictionaries(names, words, max_size=2),
    free_addresses=st.dictionaries(words, numbers, max_size=2),
    unread=st.lists(words, max_size=1).map(tuple),
)


@each
def test_every_cause_is_reached_from_a_recorded_answer(kind: CauseKind) -> None:
    assert [one.name for one in recorded() if one.cause == kind.id]


def test_a_cause_has_the_name_of_its_file_and_no_other_has_it() -> None:
    files = [path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")]
    assert sorted(kind.id for kind in all_causes()) == sorted(
        name.replace("_", "-") for name in files
    )


@each
def test_a_cause_stands_on_a_page_of_aws(kind: CauseKind) -> None:
    page = urlsplit(kind.doc)
    assert (page.scheme, page.hostname in PUBLISHERS) == ("https", True)


@each
def test_a_cause_has_a_page(kind: CauseKind) -> None:
    page = (PAGES / f"{kind.id}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {kind.id}: {kind.title}\n")
    assert kind.doc in page


def test_each_page_is_about_a_cause_or_about_none() -> None:
    about = {path.stem for path in PAGES.glob("*.md")}
    assert about == {kind.id for kind in all_causes()} | {"README", "unknown"}


@each
def test_a_cause_has_a_title_of_its_own(kind: CauseKind) -> None:
    assert kind.title
    assert [one.id for one in all_causes() if one.title == kind.title] == [kind.id]


@given(found=evidences, order=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_no_cause_depends_on_who_looked_before(found: Evidence, order: random.Random) -> None:
    kinds = list(all_causes())
    first = {kind.id: kind.look(found) for kind in kinds}
    order.shuffle(kinds)
    assert {kind.id: kind.look(found) for kind in kinds} == first


@pytest.mark.parametrize("one", recorded(), ids=lambda one: one.name)
def test_of_a_recorded_failure_one_cause_lies_deepest_so_that_no_order_decides(one: Any) -> None:
    found = evidence(one)
    depths = [kind.depth for kind in all_causes() if kind.look(found) is not None]
    assert depths.count(max(depths)) == 1


@given(found=evidences)
@settings(max_examples=250, deadline=None)
def test_whatever_aws_says_a_cause_is_told_or_said_to_be_unknown(found: Evidence) -> None:
    causes = diagnosed(found)
    assert bool(causes) is not found.empty
    assert len({cause.id for cause in causes}) == len(causes)
    for cause in causes:
        assert cause.what
        assert cause.fix
        assert cause.known or cause.what == "cause unknown"


@given(found=evidences, lines=st.lists(words, max_size=4).map(tuple))
@settings(max_examples=150, deadline=None)
def test_no_log_changes_the_cause(found: Evidence, lines: tuple[str, ...]) -> None:
    silent, speaking = diagnosed(with_logs(found, ())), diagnosed(with_logs(found, lines))
    assert [cause.id for cause in speaking] == [cause.id for cause in silent]


strange = st.text(alphabet="qxz ", min_size=1, max_size=40).filter(lambda text: text.strip() != "")
unheard = st.builds(
    Evidence,
    stack=st.just("prod-web"),
    failures=st.lists(
        st.builds(
            Failure,
            logical_id=st.just("Service"),
            type=st.sampled_from(TYPES),
            status=st.just("UPDATE_FAILED"),
            reason=strange,
        ),
        max_size=2,
    ).map(tuple),
    services=st.lists(
        st.builds(
            Rolling,
            name=st.just("web"),
            events=st.lists(st.builds(ServiceEvent, id=strange, text=strange), max_size=2).map(
                tuple
            ),
            tasks=st.lists(
                st.builds(StoppedTask, arn=strange, reason=strange), min_size=1, max_size=2
            ).map(tuple),
        ),
        max_size=1,
    ).map(tuple),
)


@given(found=unheard.filter(lambda found: not found.empty))
@settings(max_examples=100, deadline=None)
def test_what_nobody_has_heard_of_is_unknown_and_told_in_its_own_words(found: Evidence) -> None:
    (cause,) = diagnosed(found)
    said = [*(one.reason for one in found.failures), *(one.reason for one in found.tasks)]
    assert (cause.id, cause.what) == ("", "cause unknown")
    assert said[0] in cause.evidence[0]
