"""What is added has a name that nothing has: of resources, parameters and policies."""

from __future__ import annotations

import json
import re

import pytest

from bbfd.migrate import migrate
from bbfd.template import read
from tests.unit.migrate.templates import WEB, WORKER, container, resource
from tests.unit.migrate.test_blockers import CASES
from tests.unit.migrate.test_edits import at
from tests.unit.migrate.test_reached import behind, network
from tests.unit.migrate.test_steps import both

SEVERAL = {
    "web": WEB,
    "worker": WORKER,
    "network": network("TCP_UDP", ", Scheme: !Ref Cluster"),
    "balancer elsewhere": WEB.replace("  BalancerGroup:", "  Whatever:"),
    "logs": container("LogConfiguration: {LogDriver: syslog}"),
    "sizes": container("Cpu: !Ref Size").replace("Memory: 256", "Memory: !Ref Size")
    + "Parameters: {Size: {Type: Number}}\n",
    "windows": container("EntryPoint: [powershell]"),
    "out": behind(", SecurityGroupEgress: []").replace(
        "Protocol: HTTP", "Protocol: HTTP\n      HealthCheckPort: 9000"
    ),
    **CASES,
}


OTHERS = ({"Type": "AWS::SNS::Topic"}, {"Type": "Number", "Default": 1})


def added(text: str) -> dict[str, set[str]]:
    """What migration adds to each section."""
    migration = migrate(text, "t")
    before, after = (read(each, "t").body for each in (migration.before, migration.after))
    return {
        section: set(after.get(section, {})) - set(before.get(section, {}))
        for section in ("Resources", "Parameters")
    }


def with_names(text: str, names: dict[str, set[str]]) -> str:
    """The same template, which has these names for something else."""
    body = read(text, "t").body
    topics = dict.fromkeys(sorted(names["Resources"]), OTHERS[0])
    texts = dict.fromkeys(sorted(names["Parameters"]), OTHERS[1])
    body = {**body, "Parameters": {**body.get("Parameters", {}), **texts}}
    body["Resources"] = {**body["Resources"], **topics}
    return json.dumps(body, indent=2)


def crossed(names: dict[str, set[str]]) -> dict[str, set[str]]:
    return {"Resources": names["Parameters"], "Parameters": names["Resources"]}


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("taken", [lambda names: names, crossed], ids=["same", "crossed"])
def test_names_that_are_taken_stay_what_they_are_again_and_again(name, taken):
    text, first = SEVERAL[name], added(SEVERAL[name])
    for _ in range(2):
        text = with_names(text, taken(added(text)))
        migration = migrate(text, "t")
        before, after = (read(each, "t").body for each in (migration.before, migration.after))
        assert not set(after["Resources"]) & set(after["Parameters"])
        for section in ("Resources", "Parameters"):
            kept = (id for id, each in before[section].items() if each in OTHERS)
            assert all(after[section][id] == before[section][id] for id in kept)
        assert {key: len(each) for key, each in added(text).items()} == {
            key: len(each) for key, each in first.items()
        }
        assert migrate(migration.after, "t").unchanged


def test_the_name_of_a_condition_is_not_taken_either():
    text = WORKER + "Conditions: {ServiceSecurityGroup: !Equals [!Ref 'AWS::Region', a]}\n"
    assert "ServiceSecurityGroup2" in both(text)


def test_rules_of_one_service_are_told_apart_where_the_first_name_is_taken():
    text = SEVERAL["out"] + "  ServiceEgress: {Type: 'AWS::SNS::Topic'}\n"
    made = both(text)
    assert made["ServiceEgress"] == {"Type": "AWS::SNS::Topic"}
    ports = {made[id]["Properties"]["ToPort"] for id in ("ServiceEgress2", "ServiceEgress3")}
    assert ports == {8080, 9000}


def test_names_are_as_long_as_aws_takes():
    text = re.sub(
        r"((?<=^  )|(?<=Ref ))(Task|Service)\b", lambda f: f[2][0] * 255, WORKER, flags=re.M
    )
    made = both(text)
    assert all(len(id) <= 255 for id in made)
    assert len(set(made)) > 2
    groups = (each["Properties"] for each in made.values() if "SecurityGroup" in each["Type"])
    assert all(len(each["GroupDescription"]) <= 255 for each in groups)


ROLE = (
    "Images: {Type: 'AWS::ECR::Repository'}",
    "R:",
    "  Type: AWS::IAM::Role",
    "  Properties:",
    "    Policies: [{PolicyName: StartTask, PolicyDocument: {Statement: []}}]",
)


def test_a_policy_of_a_role_keeps_its_name():
    text = resource(*ROLE).replace("nginx:1.27", "!GetAtt Images.RepositoryUri")
    head = "      ContainerDefinitions:\n"
    text = text.replace(head, f"      ExecutionRoleArn: !GetAtt R.Arn\n{head}")
    policies = at(both(text), ("R", "Properties", "Policies"))
    assert [each["PolicyName"] for each in policies] == ["StartTask", "StartTask2"]
