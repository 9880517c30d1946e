"""`blog` on EC2 instances: an environment like `stage`, in the embedded AWS."""

from __future__ import annotations

from tests.functional.projects import Project

# What differs from `stage`: whose AWS it is, the hosted zone, which has to be there first, and a registry of its own.
LIKE_STAGE = """
from bbfd import Capacity, Certificate, Domain, Environment, Local, Network, Registry

environment = Environment(
    account="000000000000",
    region="eu-west-1",
    aws=Local(),
    network=Network.create(cidr="10.2.0.0/16", zones=2, nat="one"),
    certificate=Certificate.create(
        "stage.example.com", zone="{zone}", also=("*.stage.example.com",)
    ),
    domain=Domain(name="stage.example.com", zone="{zone}"),
    capacity=Capacity(instance_type="t3.large", minimum=1, maximum=6),
    discovery="stage.internal",
    registry=Registry(name="stage"),
)
"""
REPOSITORY = "000000000000.dkr.ecr.eu-west-1.amazonaws.com/blog"


def test_a_service_moves_into_an_environment_with_instances_and_out_again(project: Project) -> None:
    with project.aws() as aws:
        zone = aws["route53"].create_hosted_zone(Name="stage.example.com", CallerReference="1")
        before = aws.inventory()
        project.write(
            "environments/stage.py",
            LIKE_STAGE.format(zone=zone["HostedZone"]["Id"].rpartition("/")[2]),
        )
    project.done("env", "deploy", "stage", "--yes")
    with project.aws() as aws:
        empty = aws.inventory()
    done = project.done("deploy", "blog", "--env", "stage", "--tag", "5.87", "--yes")
    assert "url https://stage.example.com/" in done.words
    with project.aws() as aws:
        runs, service = aws.runs("stage-blog"), aws.service("stage-blog")
        assert (runs.image, runs.target_type) == (f"{REPOSITORY}:5.87", "instance")
        (strategy,) = service["capacityProviderStrategy"]
        assert [strategy["capacityProvider"]] == aws.inventory()["capacity providers"]
        assert "launchType" not in service
        assert not service.get("networkConfiguration")
        task = aws["ecs"].describe_task_definition(taskDefinition=service["taskDefinition"])
        definition = task["taskDefinition"]
        assert definition["networkMode"] == "bridge"
        assert definition["containerDefinitions"][0]["portMappings"][0]["hostPort"] == 0
    again = project.done("deploy", "blog", "--env", "stage")
    assert "stage-blog: nothing to do" in again.words
    project.done("delete", "blog", "--env", "stage", "--yes")
    with project.aws() as aws:
        assert aws.inventory() == empty
    project.done("env", "delete", "stage", "--yes")
    with project.aws() as aws:
        assert aws.inventory() == before


def test_one_word_moves_a_service_from_fargate_to_instances(project: Project) -> None:
    """Its target group is replaced, its security group goes, and the plan says so before."""
    local = "environments/local.py"
    project.change(local, "Environment, Local", "Capacity, Environment, Local")
    project.change(local, "    aws=Local(),", "    aws=Local(),\n    capacity=Capacity(),")
    project.done("deploy", "hello", "--env", "local", "--yes")
    with project.aws() as aws:
        before, made = aws.runs("local-hello"), aws.inventory()
    project.change("services/hello.py", "import Container, Fargate", "import EC2, Container")
    project.change("services/hello.py", "runs_on=Fargate(", "runs_on=EC2(")
    shown = project.done("diff", "hello", "--env", "local")
    assert "! REPLACE Targets" in " ".join(shown.out.split())
    assert "- remove TaskSecurityGroup" in " ".join(shown.out.split())
    project.done("deploy", "hello", "--env", "local", "--yes")
    with project.aws() as aws:
        after, left = aws.runs("local-hello"), aws.inventory()
    assert (before.target_type, after.target_type) == ("ip", "instance")
    assert len(left["target groups"]) == len(made["target groups"])
    assert len(left["security groups"]) == len(made["security groups"]) - 1
    assert after.target_group != before.target_group
    assert after.tasks == (1, 1)
