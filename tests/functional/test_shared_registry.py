"""A registry that two projects, or two branches of one, know of."""

from __future__ import annotations

from tests.functional.projects import Project

_OWN = """from bbfd import Container, Fargate, Http, Repository, WebService

service = WebService(
    runs_on=Fargate(cpu=256, memory=512),
    container=Container(image=Repository(), port=80),
    http=Http(path="/{name}*"),
)
"""


def test_a_service_that_a_branch_does_not_know_keeps_its_repository(deployed: Project) -> None:
    deployed.write("services/shop.py", _OWN.replace("{name}", "shop"))
    deployed.done("deploy", "shop", "--env", "local", "--tag", "1", "--yes")
    (deployed.root / "services" / "shop.py").unlink()
    deployed.write("services/other.py", _OWN.replace("{name}", "other"))
    done = deployed.done("deploy", "other", "--env", "local", "--tag", "1", "--yes")
    assert "the repository shop is kept" in done.words
    assert "- remove" not in done.words
    with deployed.aws() as aws:
        assert {"shop", "other"} <= set(aws.inventory()["repositories"])
