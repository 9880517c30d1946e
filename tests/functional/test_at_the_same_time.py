"""Two commands on one embedded AWS: who changes something waits, who looks does not."""

from __future__ import annotations

from tests.functional.projects import Project


def test_two_deployments_take_turns_and_a_look_waits_for_neither(deployed: Project) -> None:
    deployed.order({"update:AWS::ECS::Service@local-hello": 3})
    hello = ("deploy", "hello", "--env", "local", "--tag", "9.9.9", "--yes", "--json")
    blog = ("deploy", "blog", "--env", "local", "--tag", "9.9.9", "--yes")
    with deployed.begin(*hello) as first:
        assert first.stdout is not None
        for line in first.stdout:
            if '"logical_id": "Service"' in line:
                break
        with deployed.begin(*blog) as second:
            looked = deployed.process("status", "hello", "--env", "local")
            assert first.poll() is None
            assert second.poll() is None
            second.communicate()
            assert first.wait() == 0
        first.communicate()
    assert looked.code == 0
    assert "UPDATE_IN_PROGRESS" in looked.out
    assert second.returncode == 0
    with deployed.aws() as aws:
        assert aws.runs("local-hello").image.endswith(":9.9.9")
        assert aws.runs("local-blog").image.endswith(":9.9.9")
