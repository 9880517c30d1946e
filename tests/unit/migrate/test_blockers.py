"""What a person must decide: each is named with its place, and the rest is migrated all the same."""

from __future__ import annotations

import pytest

from bbfd.migrate import all_blockers, migrate
from tests.unit.migrate.templates import WORKER, as_json, container, resource, service, task

_VOLUME = "Volumes: [{{Name: a, {}}}]"
CASES = {
    "privileged": container("Privileged: true"),
    "docker-socket": task(_VOLUME.format("Host: {SourcePath: /var/run/docker.sock}")),
    "host-volumes": task(_VOLUME.format("Host: {SourcePath: /data}")),
    "docker-volumes": task(_VOLUME.format("DockerVolumeConfiguration: {Scope: shared}")),
    "windows-volumes": task(_VOLUME.format("FSxWindowsFileServerVolumeConfiguration: {}")),
    "daemon": service("SchedulingStrategy: DAEMON"),
    "external-instances": service("LaunchType: EXTERNAL"),
    "host-network": task("NetworkMode: host"),
    "no-network": task("NetworkMode: none"),
    "devices": container("LinuxParameters: {Devices: [{HostPath: /dev/fuse}]}"),
    "ipc-mode": task("IpcMode: host"),
    "pid-mode": task("PidMode: host"),
    "gpu": container("ResourceRequirements: [{Type: GPU, Value: '1'}]"),
    "capabilities": container("LinuxParameters: {Capabilities: {Add: [NET_ADMIN]}}"),
    "classic-load-balancer": service(
        "LoadBalancers: [{ContainerName: worker, ContainerPort: 80, LoadBalancerName: old}]"
    ),
    "same-port": container(
        "PortMappings: [{ContainerPort: 80}]",
    ).replace(
        "  Service:\n",
        "        - {Name: b, Image: 'nginx:1', Memory: 64, PortMappings: [{ContainerPort: 80}]}\n  Service:\n",
        1,
    ),
    "task-too-large": container("Cpu: 40000"),
    "loops": resource(
        "Fn::ForEach::Others:",
        "  - Name",
        "  - [A, B]",
        "  - {'${Name}': {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: a}}}",
    ),
    "shared-and-staying": service("SchedulingStrategy: DAEMON")
    + "  Other: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !Ref Task}}\n",
    "windows-credentials": container("CredentialSpecs: ['credentialspec:file://a.json']"),
}
ALLOWED = {
    "privileged": container("Privileged: false"),
    "host-volumes": task("Volumes: [{Name: scratch}]"),
    "pid-mode": task("PidMode: task"),
    "capabilities": container("LinuxParameters: {Capabilities: {Add: [SYS_PTRACE], Drop: [ALL]}}"),
    "daemon": service("SchedulingStrategy: REPLICA"),
}
# These cannot be on Fargate at all.
STAYING = {"daemon", "external-instances", "gpu", "shared-and-staying"}


def test_every_blocker_has_a_case():
    assert {*CASES, "template-limits"} == set(all_blockers())  # test_limits.py has that one


@pytest.mark.parametrize("id", CASES)
def test_a_blocker_is_named_with_its_line_and_what_people_do_instead(id):
    migration = migrate(CASES[id], "t.yaml")
    decision = next(each for each in migration.decisions if each.id == id)
    assert decision.place.line > 1
    assert decision.what
    assert len(decision.instead) > 40
    assert decision.doc.startswith("https://docs.aws.amazon.com/")
    assert id in {each.id for each in migrate(as_json(CASES[id]), "t.json").decisions}


@pytest.mark.parametrize("id", sorted(set(CASES) - STAYING))
def test_the_rest_is_migrated_all_the_same(id):
    migration = migrate(CASES[id], "t.yaml")
    assert {"launch-type", "compatibilities", "network-configuration"} <= {
        each.id for each in migration.changes
    }
    assert migration.staying == ()


@pytest.mark.parametrize("id", sorted(STAYING))
def test_what_cannot_be_on_fargate_stays_as_it_is(id):
    migration = migrate(CASES[id], "t.yaml")
    assert migration.unchanged
    assert "Service" in migration.staying


def test_what_stays_does_not_keep_others_on_ec2():
    other = (
        WORKER.replace("Resources:\n", "")
        .replace("Task:", "OtherTask:")
        .replace("!Ref Task", "!Ref OtherTask")
        .replace("Service:", "Other:")
    )
    migration = migrate(CASES["daemon"] + other, "t.yaml")
    assert migration.staying == ("Service", "Task")
    assert {change.path[1] for change in migration.changes} == {"Other", "OtherTask"}


@pytest.mark.parametrize("id", ALLOWED)
def test_what_fargate_has_is_no_blocker(id):
    assert migrate(ALLOWED[id], "t.yaml").decisions == ()


@pytest.mark.parametrize(
    "id", sorted(set(CASES) - {"host-network", "no-network", "task-too-large"})
)
def test_a_decision_that_was_not_taken_is_asked_for_again(id):
    once = migrate(CASES[id], "t.yaml")
    again = migrate(once.after, "t.yaml")
    assert again.unchanged
    assert id in {each.id for each in again.decisions}


def test_a_service_stays_with_the_one_that_has_the_same_task_and_stays():
    migration = migrate(CASES["shared-and-staying"], "t.yaml")
    assert migration.unchanged
    assert migration.staying == ("Other", "Service", "Task")
    told = {each.id: each.what for each in migration.decisions}
    assert (
        told["shared-and-staying"]
        == "Other shares Task with Service, which stays on EC2: it stays there too"
    )


def test_a_template_that_has_nothing_but_loops_is_left_and_told():
    text = (
        "Resources:\n  Fn::ForEach::Others:\n    - Name\n    - [A]\n"
        "    - {'${Name}': {Type: 'AWS::ECS::Service'}}\n"
    )
    migration = migrate(text, "t.yaml")
    assert migration.unchanged
    assert [each.id for each in migration.decisions] == ["loops"]


def test_a_service_stays_with_the_one_that_has_the_same_target_group_and_stays():
    balanced = "LoadBalancers: [{ContainerName: a, ContainerPort: 80, TargetGroupArn: !Ref Group}]"
    text = service("SchedulingStrategy: DAEMON", balanced) + (
        "  Group: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Port: 80}}\n"
        f"  Other: {{Type: 'AWS::ECS::Service', Properties: {{TaskDefinition: 'web:1', {balanced}}}}}\n"
    )
    migration = migrate(text, "t.yaml")
    assert migration.unchanged
    told = {each.id: each.what for each in migration.decisions}
    assert told["shared-and-staying"].startswith("Other shares Group with Service")


@pytest.mark.parametrize("mode", ["host", "none"])
def test_what_stays_is_not_told_that_it_has_another_network(mode):
    text = service("SchedulingStrategy: DAEMON").replace(
        "      ContainerDefinitions:\n", f"      NetworkMode: {mode}\n      ContainerDefinitions:\n"
    )
    migration = migrate(text, "t")
    assert migration.unchanged
    assert {each.id for each in migration.decisions} >= {"daemon"}
    assert not [each for each in migration.decisions if " now" in each.what]
