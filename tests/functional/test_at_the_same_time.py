"""Two commands on one embedded AWS: who changes something waits, who looks does not."""

from __future__ import annotations

from tests.functional.projects import Project


def test_two_first_deployments_at_once_end_well(project: Project) -> None:
    call = ("deploy", "hello", "--env", "local", "--yes")
    with project.begun(*call) as first, project.begun(*call) as second:
        ended = [first.ended(), second.ended()]
    assert [one.code for one in ended] == [0, 0], ended
    assert any("nothing to do" in one.words for one in ended)


def test_two_deployments_take_turns_and_a_look_waits_for_neither(deployed: Project) -> None:
    deployed.order({"update:AWS::ECS::Service@local-hello": 3})
    hello = ("deploy", "hello", "--env", "local", "--tag", "9.9.9", "--yes", "--json")
    blog = ("deploy", "blog", "--env", "local", "--tag", "9.9.9", "--yes")
    with deployed.begun(*hello) as first:
        first.printed('"logical_id": "Service"')
        with deployed.begun(*blog) as second:
            looked = deployed.process("status", "hello", "--env", "local")
            assert first.running
            assert second.running
            assert first.ended().code == 0
            assert second.ended().code == 0
    assert looked.code == 0
    assert "UPDATE_IN_PROGRESS" in looked.out
    with deployed.aws() as aws:
        assert aws.runs("local-hello").image.endswith(":9.9.9")
        assert aws.runs("local-blog").image.endswith(":9.9.9")
