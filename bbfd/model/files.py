"""What a file system of EFS is made of."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Owner:
    """Whom a container's files belong to, whoever it says that it is: an access point's numbers.

    uid, gid: of the owner (0 to 4294967295). permissions: of the folder where it is made, as chmod takes them.
    https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
    """

    uid: int = 1000
    gid: int = 1000
    permissions: str = "0755"


@value
class NewFiles:
    """A file system to make. targets: logical ids of its mount targets. archive: days after which files get cheap."""

    title: str
    targets: tuple[str, ...]
    elastic: bool
    archive: int | None
    backup: bool
    encryption_key: str | None
    kept: bool
