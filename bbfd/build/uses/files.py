"""A file system of EFS, and the access point that a service's tasks come by."""

from __future__ import annotations

from collections.abc import Iterator

from awacs.aws import PolicyDocument, Principal
from troposphere import GetAtt, Output, Ref, Select, efs

from bbfd.build._given import given
from bbfd.build._plain import settled
from bbfd.build.assemble import Made
from bbfd.build.kept import deletion
from bbfd.build.policies import allowing
from bbfd.build.texts import filled_in
from bbfd.build.tls import refused_without_tls
from bbfd.model.files import NewFiles, Owner


def file_system(wanted: NewFiles, *, group: str, subnets: str) -> Iterator[Made]:
    """The file system, reached in each of the first subnets. group: the security group's logical id."""
    archived = None if wanted.archive is None else f"AFTER_{wanted.archive}_DAYS"
    yield efs.FileSystem(
        wanted.title,
        Encrypted=True,
        ThroughputMode="elastic" if wanted.elastic else "bursting",
        BackupPolicy=efs.BackupPolicy(Status="ENABLED" if wanted.backup else "DISABLED"),
        FileSystemPolicy=settled(_by_tls_alone()),
        **given(KmsKeyId=wanted.encryption_key, LifecyclePolicies=_cheap(archived)),
        **deletion(kept=wanted.kept),
    )
    for number, title in enumerate(wanted.targets):
        yield efs.MountTarget(
            title,
            FileSystemId=Ref(wanted.title),
            SubnetId=Select(number, Ref(subnets)),
            SecurityGroups=[GetAtt(group, "GroupId")],
        )
    yield Output(wanted.title, Value=Ref(wanted.title))


def access_point(title: str, system: str, folder: str, owner: Owner) -> efs.AccessPoint:
    """The folder that the tasks see as the whole, and whom all that they write belongs to."""
    uid, gid = str(owner.uid), str(owner.gid)
    return efs.AccessPoint(
        title,
        FileSystemId=filled_in(system),
        PosixUser=efs.PosixUser(Uid=uid, Gid=gid),
        RootDirectory=efs.RootDirectory(
            Path=folder,
            CreationInfo=efs.CreationInfo(
                OwnerUid=uid, OwnerGid=gid, Permissions=owner.permissions
            ),
        ),
    )


def _cheap(archived: str | None) -> list[efs.LifecyclePolicy]:
    if archived is None:
        return []
    return [
        efs.LifecyclePolicy(TransitionToIA=archived),
        efs.LifecyclePolicy(TransitionToPrimaryStorageClass="AFTER_1_ACCESS"),
    ]


def _by_tls_alone() -> PolicyDocument:
    """Nobody mounts it without a role that may: with a policy of its own, no client is let in unnamed.

    https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    """
    return allowing(refused_without_tls("elasticfilesystem:*", "*", who=Principal("AWS", ["*"])))
