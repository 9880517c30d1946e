"""Where a volume's files lie, in our words. A volume without any of these is empty when the task starts."""

from __future__ import annotations

from typing import Literal

from bbfd.model.value import value


@value
class FileSystem:
    """A file system of EFS, encrypted on the way. id, access_point: may have `${...}` for CloudFormation to fill in.

    root: the folder that is mounted; with an access point, that decides. iam: the task's role must be allowed to mount.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
    """

    id: str
    access_point: str | None = None
    root: str | None = None
    iam: bool = True


@value
class BucketFiles:
    """The objects of a bucket as files, through S3 Files. arn, access_point: ARNs, may have `${...}`.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/s3files-volumes.html
    """

    arn: str
    access_point: str | None = None
    root: str | None = None


@value
class WindowsShare:
    """A share of FSx for Windows. credentials: the ARN of a secret with username and password. domain: the directory's.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/wfsx-volumes.html
    """

    id: str
    root: str
    credentials: str
    domain: str


@value
class HostFolder:
    """A folder of the EC2 instance that the task runs on."""

    path: str


@value
class DockerVolume:
    """A volume of Docker on the EC2 instance. shared: it outlives the task; made: there, where it is not yet.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/docker-volumes.html
    """

    driver: str | None = None
    shared: bool = False
    made: bool = False
    options: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()


@value
class OwnDisk:
    """An EBS volume that ECS makes for each task of a service, and deletes with it. role: the ARN of its role for that.

    size: GiB. throughput, rate: MiB a second.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html
    """

    role: str
    size: int | None
    type: str
    iops: int | None = None
    throughput: int | None = None
    snapshot: str | None = None
    rate: int | None = None
    system: Literal["ext3", "ext4", "xfs", "ntfs"] | None = None
    key: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


Source = FileSystem | BucketFiles | WindowsShare | HostFolder | DockerVolume | OwnDisk
