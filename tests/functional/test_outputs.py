"""What a stack tells others is deployed by itself, though nothing else changes."""

from __future__ import annotations

from tests.functional.projects import Project

NEWS = '''
from collections.abc import Iterator
from typing import Any

from troposphere import Output, Ref, sns

from bbfd import Container, Worker


def news(scope: Any) -> Iterator[Any]:
    """A topic."""
    yield sns.Topic("News")


service = Worker(container=Container(image="worker:1"), more=(news,))
'''
CALL = ("deploy", "news", "--env", "local", "--yes")


def _told(project: Project) -> dict[str, str]:
    with project.aws() as aws:
        (found,) = aws["cloudformation"].describe_stacks(StackName="local-news")["Stacks"]
        return {o["OutputKey"]: o["OutputValue"] for o in found["Outputs"]}


def test_a_new_output_is_deployed_though_no_resource_changes(project: Project) -> None:
    project.write("services/news.py", NEWS)
    project.done(*CALL)
    before = _told(project)
    told = 'yield sns.Topic("News")\n    yield Output("NewsArn", Value=Ref("News"))'
    project.change("services/news.py", 'yield sns.Topic("News")', told)
    assert project.bbfd("diff", "news", "--env", "local", "--exit-code").code == 10
    assert "updated" in project.done(*CALL).words
    after = _told(project)
    assert after.keys() - before.keys() == {"NewsArn"}
    assert after["NewsArn"].startswith("arn:aws:sns:")
    assert "nothing to do" in project.done(*CALL).words


def test_who_deployed_and_from_what_is_told_with_the_next_change_and_is_none_itself(
    deployed: Project,
) -> None:
    """The outputs that tell of the deploy change with each: they alone would never let a stack be as it is."""
    done = deployed.process(
        "deploy", "hello", "--env", "local", "--force", environment={"GITHUB_SHA": "0" * 40}
    )
    assert done.code == 0
    assert "nothing to do" in done.words
