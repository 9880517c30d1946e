"""The volumes of a task, and those that a service says more about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from troposphere import AWSHelperFn, Tags, ecs

from bbfd.build._given import given
from bbfd.build.texts import filled_in
from bbfd.model.facts import Volume
from bbfd.model.stack import Refusal
from bbfd.model.volumes import (
    BucketFiles,
    DockerVolume,
    FileSystem,
    HostFolder,
    OwnDisk,
    Source,
    WindowsShare,
)


def volumes(used: tuple[Volume, ...]) -> list[ecs.Volume]:
    """Each once, however many mount it."""
    by_name = {each.name: each.source for each in reversed(used)}
    names = dict.fromkeys(each.name for each in used)
    return [ecs.Volume(Name=name, **_lies_in(by_name[name])) for name in names]


def disks(used: tuple[Volume, ...]) -> list[ecs.ServiceVolumeConfiguration]:
    """What a service says of the disks that ECS makes for its tasks."""
    found = {each.name: each.source for each in used if isinstance(each.source, OwnDisk)}
    return [
        ecs.ServiceVolumeConfiguration(Name=name, ManagedEBSVolume=_disk(disk))
        for name, disk in found.items()
    ]


def diskless(used: tuple[Volume, ...], kind: str) -> Iterator[Refusal]:
    """Why tasks of a daemon, and those that no service keeps running, have no disk of their own.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    for each in used:
        if isinstance(each.source, OwnDisk):
            yield Refusal(
                what=f"the volume {each.name} is a disk for each task of a service, and a {kind} has none",
                fix="use Scratch(...) with storage= of the launch, or Efs(...)",
                field="uses",
            )


def one_disk(used: tuple[Volume, ...]) -> Iterator[Refusal]:
    """Why a second disk is none. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html."""
    names = [each.name for each in used if isinstance(each.source, OwnDisk)]
    if len(names) > 1:
        yield Refusal(
            what=f"a task has one disk of its own at most, and here are {', '.join(names)}",
            fix="keep one Ebs(...), larger; Efs(...) and Scratch(...) may be beside it",
            field="uses",
        )


@singledispatch
def _lies_in(source: Source | None) -> dict[str, Any]:  # noqa: ARG001 - nothing is said of what is empty
    return {}


@_lies_in.register
def _(source: FileSystem) -> dict[str, Any]:
    asked = given(AccessPointId=_given(source.access_point), IAM="ENABLED" if source.iam else None)
    return {
        "EFSVolumeConfiguration": ecs.EFSVolumeConfiguration(
            FilesystemId=filled_in(source.id),
            TransitEncryption="ENABLED",
            **given(
                RootDirectory=source.root,
                AuthorizationConfig=ecs.AuthorizationConfig(**asked) if asked else None,
            ),
        )
    }


@_lies_in.register
def _(source: BucketFiles) -> dict[str, Any]:
    return {
        "S3FilesVolumeConfiguration": ecs.S3FilesVolumeConfiguration(
            FileSystemArn=filled_in(source.arn),
            **given(AccessPointArn=_given(source.access_point), RootDirectory=source.root),
        )
    }


@_lies_in.register
def _(source: WindowsShare) -> dict[str, Any]:
    return {
        "FSxWindowsFileServerVolumeConfiguration": ecs.FSxWindowsFileServerVolumeConfiguration(
            FileSystemId=source.id,
            RootDirectory=source.root,
            AuthorizationConfig=ecs.FSxAuthorizationConfig(
                CredentialsParameter=filled_in(source.credentials), Domain=source.domain
            ),
        )
    }


@_lies_in.register
def _(source: HostFolder) -> dict[str, Any]:
    return {"Host": ecs.Host(SourcePath=source.path)}


@_lies_in.register
def _(source: DockerVolume) -> dict[str, Any]:
    return {
        "DockerVolumeConfiguration": ecs.DockerVolumeConfiguration(
            Scope="shared" if source.shared else "task",
            **given(
                Autoprovision=source.made or None,
                Driver=source.driver,
                DriverOpts=dict(source.options),
                Labels=dict(source.labels),
            ),
        )
    }


@_lies_in.register
def _(source: OwnDisk) -> dict[str, Any]:  # noqa: ARG001 - the service says the rest
    return {"ConfiguredAtLaunch": True}


def _disk(disk: OwnDisk) -> ecs.ServiceManagedEBSVolumeConfiguration:
    return ecs.ServiceManagedEBSVolumeConfiguration(
        RoleArn=filled_in(disk.role),
        Encrypted=True,
        VolumeType=disk.type,
        TagSpecifications=[
            ecs.EBSTagSpecification(
                ResourceType="volume",
                PropagateTags="SERVICE",
                **given(Tags=Tags(dict(disk.tags)) if disk.tags else None),
            )
        ],
        **given(
            SizeInGiB=disk.size,
            Iops=disk.iops,
            Throughput=disk.throughput,
            SnapshotId=disk.snapshot,
            VolumeInitializationRate=disk.rate,
            FilesystemType=disk.system,
            KmsKeyId=disk.key,
        ),
    )


def _given(text: str | None) -> AWSHelperFn | str | None:
    return None if text is None else filled_in(text)
