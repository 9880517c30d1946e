"""Where files lie that a container sees."""

from __future__ import annotations

from typing import Any

import pytest

from bbfd.build.service import service_stack
from bbfd.features.docker_volume import DockerVolume
from bbfd.features.ebs import Ebs
from bbfd.features.efs import Efs
from bbfd.features.fsx_windows import FsxWindows
from bbfd.features.host_volume import HostVolume
from bbfd.features.mounted import Mounted
from bbfd.features.reach import Reach
from bbfd.features.s3_files import S3Files
from bbfd.features.scratch import Scratch
from bbfd.kinds.daemon import Daemon
from bbfd.launch.awsvpc import Awsvpc
from bbfd.launch.bridge import Bridge
from bbfd.launch.ec2 import EC2
from bbfd.model.container import Container
from bbfd.model.definition import Definition
from bbfd.model.environment import ExistingCapacity
from bbfd.model.facts import Feature
from bbfd.model.files import Owner
from bbfd.model.network import Network
from bbfd.model.reference import FromService
from bbfd.model.stack import FromStack, Stack
from tests.unit.examples import (
    CONTAINER,
    ENVIRONMENT,
    JOB,
    WORKER,
    environment,
    properties,
    stack,
    web,
)

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
FILES = "fs-0a1b2c3d4e5f60718"


THERE, POINT = "fs-0a1b2c3d4e5f60718", "fsap-0a1b2c3d4e5f60718"


def used(*uses: Feature, protected: bool = False, **more: Any) -> Stack:
    return stack(web(uses=uses, **more), environment(protected=protected))


def refused(
    *uses: Feature, where: Any = ENVIRONMENT, workload: Any = None, **more: Any
) -> set[str]:
    made = service_stack(
        Definition("web", workload or web(uses=uses, **more), "w.py"),
        Definition("test", where, "e.py"),
    )
    assert all(each.fix for each in made.refusals)
    return {each.what for each in made.refusals}


def volume(made: Stack) -> Any:
    (only,) = properties(made, "Task")["Volumes"]
    return only


def mounted(made: Stack) -> Any:
    return properties(made, "Task")["ContainerDefinitions"][0]["MountPoints"]


def grants(made: Stack, role: str = "TaskRole") -> list[Any]:
    return list(properties(made, role)["Policies"][0]["PolicyDocument"]["Statement"])


def test_files_are_made_and_reached_in_every_subnet_by_the_tasks_alone() -> None:
    made = used(Efs(path="/srv/files"))
    resources = made.body["Resources"]
    assert properties(made, "FileSystem")["Encrypted"] is True
    targets = ["FileSystemMountTarget", "FileSystemMountTarget1"]
    for number, target in enumerate(targets):
        subnet = {"Fn::Select": [number, {"Ref": "PrivateSubnets"}]}
        assert properties(made, target)["SubnetId"] == subnet
    (rule,) = properties(made, "FileSystemSecurityGroup")["SecurityGroupIngress"]
    assert (rule["FromPort"], rule["ToPort"]) == (2049, 2049)
    assert rule["SourceSecurityGroupId"] == {"Fn::GetAtt": ["TaskSecurityGroup", "GroupId"]}
    assert resources["Service"]["DependsOn"] == ["Rule", *targets]


def test_files_come_encrypted_by_an_access_point_that_the_task_role_may_use() -> None:
    made = used(
        Efs(path="/srv/files", folder="/web", owner=Owner(uid=7, gid=8, permissions="0700"))
    )
    assert volume(made)["Name"] == "srv-files"
    assert volume(made)["EFSVolumeConfiguration"] == {
        "FilesystemId": {"Ref": "FileSystem"},
        "TransitEncryption": "ENABLED",
        "AuthorizationConfig": {
            "AccessPointId": {"Ref": "FileSystemAccessPoint"},
            "IAM": "ENABLED",
        },
    }
    point = properties(made, "FileSystemAccessPoint")
    assert point["PosixUser"] == {"Uid": "7", "Gid": "8"}
    assert point["RootDirectory"]["Path"] == "/web"
    assert point["RootDirectory"]["CreationInfo"]["Permissions"] == "0700"
    (grant,) = grants(made)
    assert grant["Action"] == ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    assert grant["Resource"] == [{"Fn::GetAtt": ["FileSystem", "Arn"]}]
    assert "elasticfilesystem:AccessPointArn" in grant["Condition"]["StringEquals"]


def test_who_reads_alone_may_not_write() -> None:
    made = used(Efs(path="/a", read_only=True))
    assert grants(made)[0]["Action"] == ["elasticfilesystem:ClientMount"]
    assert mounted(made)[0]["ReadOnly"] is True


@pytest.mark.parametrize("owner", [Owner(uid=0), Owner(gid=0), None])
def test_root_is_root_there_where_the_files_are_roots_or_nobody_says_whose(
    owner: Owner | None,
) -> None:
    (grant,) = grants(used(Efs(path="/data", owner=owner)))
    assert "elasticfilesystem:ClientRootAccess" in grant["Action"]


def test_root_is_nobody_there_elsewhere() -> None:
    ours, theirs = Efs(path="/data"), Efs(path="/data", file_system=THERE, access_point=POINT)
    for files in (ours, theirs):
        (grant,) = grants(used(files))
        assert "elasticfilesystem:ClientRootAccess" not in grant["Action"]


def test_files_are_kept_and_backed_up_where_it_is_protected() -> None:
    for protected, policy, backup in ((True, "Retain", "ENABLED"), (False, "Delete", "DISABLED")):
        made = used(Efs(path="/a"), protected=protected)
        assert made.body["Resources"]["FileSystem"]["DeletionPolicy"] == policy
        assert properties(made, "FileSystem")["BackupPolicy"] == {"Status": backup}
    made = used(Efs(path="/a", backup=True, throughput="bursting", archive=30, encryption_key=KEY))
    system = properties(made, "FileSystem")
    assert system["BackupPolicy"] == {"Status": "ENABLED"}
    assert system["ThroughputMode"] == "bursting"
    assert system["LifecyclePolicies"][0] == {"TransitionToIA": "AFTER_30_DAYS"}
    assert system["KmsKeyId"] == KEY


def test_files_that_are_there_are_named_and_their_group_is_opened() -> None:
    made = used(Efs(path="/a", file_system=FILES, security_group="sg-1"))
    assert "FileSystem" not in made.body["Resources"]
    assert properties(made, "FileSystemAccessPoint")["FileSystemId"] == FILES
    assert properties(made, "ReachSg12049")["GroupId"] == "sg-1"
    own = used(Efs(path="/a", file_system=FILES, access_point="fsap-0a1b2c3d"))
    asked = volume(own)["EFSVolumeConfiguration"]["AuthorizationConfig"]
    assert asked == {"AccessPointId": "fsap-0a1b2c3d", "IAM": "ENABLED"}
    whole = used(Efs(path="/a", file_system=FILES, owner=None, folder="/b"))
    assert volume(whole)["EFSVolumeConfiguration"]["RootDirectory"] == "/b"


def test_two_folders_behind_one_group_open_it_once() -> None:
    """AWS refuses a rule that is there."""
    folders = [
        Efs(path=f"/{name}", name=name, folder=f"/{name}", file_system=FILES, security_group="sg-1")
        for name in ("a", "b")
    ]
    made = used(*folders, Reach(security_group="sg-1", port=2049))
    kinds = [each["Type"] for each in made.body["Resources"].values()]
    assert kinds.count("AWS::EC2::SecurityGroupIngress") == 1


def test_files_of_another_service_are_named_by_its_outputs() -> None:
    system = FromService(service="shop", output="FilesFileSystem")
    group = FromService(service="shop", output="FilesFileSystemSecurityGroup")
    made = used(Efs(path="/a", file_system=system, security_group=group))
    assert volume(made)["EFSVolumeConfiguration"]["FilesystemId"] == {"Ref": "ShopFilesFileSystem"}
    opened = {"Ref": "ShopFilesFileSystemSecurityGroup"}
    assert properties(made, f"Reach{opened['Ref']}2049")["GroupId"] == opened
    sources = {each.name: each.source for each in made.parameters}
    assert sources["ShopFilesFileSystem"] == FromStack(
        stack="test-shop", output="FilesFileSystem", service="shop"
    )


def test_what_another_service_names_is_what_it_tells() -> None:
    told = used(Efs(path="/a", name="files")).body["Outputs"]
    assert {"FilesFileSystem", "FilesFileSystemSecurityGroup"} <= told.keys()


def test_how_many_subnets_a_network_that_is_looked_up_has_must_be_said() -> None:
    where = environment(network=Network.lookup(vpc={"a": "b"}, private={"c": "d"}))
    assert refused(Efs(path="/a"), where=where) == {
        "Efs: how many subnets there are is only known when planning"
    }
    made = stack(web(uses=(Efs(path="/a", zones=3),)), where)
    assert "FileSystemMountTarget2" in made.body["Resources"]


def test_a_job_waits_for_its_files_too() -> None:
    from dataclasses import replace

    made = stack(replace(JOB, uses=(Efs(path="/a", zones=1),)))
    assert made.body["Resources"]["Schedule"]["DependsOn"] == ["FileSystemMountTarget"]


def test_tasks_without_a_group_of_their_own_are_let_in_nowhere() -> None:
    bridged = EC2(network_mode=Bridge())
    where = environment(capacity=ExistingCapacity(provider="theirs"))
    (what,) = refused(Efs(path="/a"), runs_on=bridged, where=where)
    assert what.startswith("FileSystemSecurityGroup lets in the tasks by their security group")
    made = used(Efs(path="/a", file_system=FILES), runs_on=bridged)
    assert volume(made)["EFSVolumeConfiguration"]["FilesystemId"] == FILES


def test_a_disk_is_said_by_the_service() -> None:
    disk = Ebs(
        path="/fast",
        size=100,
        type="gp3",
        iops=6000,
        throughput=500,
        snapshot="snap-1",
        rate=200,
        system="ext4",
        tags={"team": "web"},
        encryption_key=KEY,
    )
    made = used(disk)
    assert volume(made) == {"Name": "fast", "ConfiguredAtLaunch": True}
    (said,) = properties(made, "Service")["VolumeConfigurations"]
    assert said["Name"] == "fast"
    assert said["ManagedEBSVolume"] == {
        "RoleArn": {"Fn::GetAtt": ["FastVolumeRole", "Arn"]},
        "Encrypted": True,
        "VolumeType": "gp3",
        "TagSpecifications": [
            {
                "ResourceType": "volume",
                "PropagateTags": "SERVICE",
                "Tags": [{"Key": "team", "Value": "web"}],
            }
        ],
        "SizeInGiB": 100,
        "Iops": 6000,
        "Throughput": 500,
        "SnapshotId": "snap-1",
        "VolumeInitializationRate": 200,
        "FilesystemType": "ext4",
        "KmsKeyId": KEY,
    }
    assert KEY in str(properties(made, "FastVolumeRole")["Policies"])
    assert "Policies" not in properties(used(Ebs(path="/a", size=1)), "AVolumeRole")


def test_a_job_has_no_disk() -> None:
    from dataclasses import replace

    (what,) = refused(workload=replace(JOB, uses=(Ebs(path="/a", size=1),)))
    assert what == "the volume a is a disk for each task of a service, and a ScheduledTask has none"


def test_a_daemon_has_no_disk() -> None:
    daemon = Daemon(container=WORKER.container, uses=(Ebs(path="/a", size=1),))
    assert refused(workload=daemon) == {
        "the volume a is a disk for each task of a service, and a Daemon has none"
    }


def test_what_lies_on_the_instance() -> None:
    where = EC2(network_mode=Awsvpc())
    made = used(HostVolume(folder="/var/log", path="/logs"), runs_on=where)
    assert volume(made) == {"Name": "logs", "Host": {"SourcePath": "/var/log"}}
    docker = DockerVolume(
        path="/a", shared=True, made=True, driver="rexray", options={"o": "1"}, labels={"l": "2"}
    )
    assert volume(used(docker, runs_on=where))["DockerVolumeConfiguration"] == {
        "Scope": "shared",
        "Autoprovision": True,
        "Driver": "rexray",
        "DriverOpts": {"o": "1"},
        "Labels": {"l": "2"},
    }


def test_a_share_of_windows_is_mounted_with_credentials_that_ecs_may_read() -> None:
    secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:share-a1b2c3"
    share = FsxWindows(
        file_system=FILES, folder="share", credentials=secret, domain="corp.local", path="C:\\data"
    )
    made = used(share, runs_on=EC2())
    assert volume(made) == {
        "Name": "C-data",
        "FSxWindowsFileServerVolumeConfiguration": {
            "FileSystemId": FILES,
            "RootDirectory": "share",
            "AuthorizationConfig": {"CredentialsParameter": secret, "Domain": "corp.local"},
        },
    }
    reading, describing = grants(made, "ExecutionRole")[-2:]
    assert (reading["Action"], reading["Resource"]) == (
        ["secretsmanager:GetSecretValue"],
        [secret],
    )
    assert describing["Action"] == ["fsx:DescribeFileSystems"]


def test_objects_are_files() -> None:
    system = f"arn:aws:s3files:eu-west-1:123456789012:file-system/{FILES}"
    point = f"{system}/access-point/fsap-1"
    made = used(S3Files(path="/a", file_system=system, access_point=point, bucket="b"))
    asked = {"FileSystemArn": system, "AccessPointArn": point}
    assert volume(made)["S3FilesVolumeConfiguration"] == asked
    mounting, reading, listing = grants(made)
    assert mounting["Action"] == ["s3files:ClientMount", "s3files:ClientWrite"]
    assert mounting["Condition"] == {"StringEquals": {"s3files:AccessPointArn": point}}
    assert reading["Action"] == ["s3:GetObject", "s3:GetObjectVersion"]
    assert listing["Action"] == ["s3:ListBucket"]
    folder = used(S3Files(path="/a", file_system=system, folder="/x"))
    assert volume(folder)["S3FilesVolumeConfiguration"]["RootDirectory"] == "/x"


def test_two_containers_see_one_volume() -> None:
    log = Container(name="log", image="log:1")
    made = stack(
        web(
            container=CONTAINER,
            sidecars=(log,),
            uses=(
                Efs(path="/a", name="files"),
                Mounted(volume="files", path="/b", container="log"),
            ),
        )
    )
    _, seen = properties(made, "Task")["ContainerDefinitions"]
    assert seen["MountPoints"] == [
        {"SourceVolume": "files", "ContainerPath": "/b", "ReadOnly": False}
    ]


@pytest.mark.parametrize(
    ("feature", "what"),
    [
        (Mounted(volume="x", path="/a"), "the volume x is mounted at /a, and nothing brings it"),
        (Efs(path="a"), "Efs: 'a' is no place in a container"),
        (Efs(path="/a", zones=3), "Efs: zones is 3"),
        (
            Efs(path="/a", access_point="fsap-0a1b2c3d"),
            "Efs: access_point is of a file system that is there, and this one is made",
        ),
        (Efs(path="/a", file_system="files"), "Efs: 'files' is no id"),
        (
            Efs(path="/a", file_system=FILES, backup=True),
            "Efs: backup is for a file system that is made, and this one is there",
        ),
        (Efs(path="/a", owner=Owner(uid=-1)), "Efs: uid is -1"),
        (Efs(path="/a", owner=Owner(gid=2**32)), f"Efs: gid is {2**32}"),
        (Efs(path="/a", owner=Owner(permissions="rwx")), "Efs: 'rwx' are no permissions"),
        (Ebs(path="/a"), "Ebs: neither a size nor a snapshot is said"),
        (Ebs(path="/a", size=0), "Ebs: size is 0"),
        (Ebs(path="/a", size=1, throughput=1), "Ebs: throughput is 1"),
        (
            Ebs(path="/a", size=1, type="st1", throughput=125),
            "Ebs: st1 has no throughput to choose",
        ),
        (Ebs(path="/a", size=1, type="st1", iops=1), "Ebs: st1 has no iops to choose"),
        (Ebs(path="/a", size=1, type="io2"), "Ebs: io2 needs iops"),
        (Ebs(path="/a", size=1, rate=100), "Ebs: a rate is for what begins as a snapshot"),
        (Ebs(path="/a", snapshot="s", rate=99), "Ebs: rate is 99"),
        (
            DockerVolume(path="/a", made=True),
            "DockerVolume: a volume of the task alone is always made",
        ),
        (
            S3Files(path="/a", file_system="fs-1"),
            "S3Files: file_system is 'fs-1', which is no ARN of s3files",
        ),
        (
            FsxWindows(
                file_system="x", folder="s", credentials="arn:aws:ssm:a", domain="d", path="/a"
            ),
            "FsxWindows: 'x' is no id of a file system",
        ),
    ],
)
def test_what_aws_would_not_take_is_refused(feature: Feature, what: str) -> None:
    assert refused(feature) == {what}


def test_a_task_has_one_disk() -> None:
    assert refused(Ebs(path="/a", size=1), Ebs(path="/b", size=1)) == {
        "a task has one disk of its own at most, and here are a, b"
    }


def test_scratch_may_be_beside_anything() -> None:
    made = stack(
        WORKER.__class__(
            container=WORKER.container, uses=(Scratch(path="/t"), Ebs(path="/a", size=1))
        )
    )
    assert [each["Name"] for each in properties(made, "Task")["Volumes"]] == ["t", "a"]
