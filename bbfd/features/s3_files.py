"""The objects of a bucket as files."""

from __future__ import annotations

from collections.abc import Iterator

from bbfd.model.facts import About, Facts, Grant, Volume
from bbfd.model.mounting import Seen
from bbfd.model.owned import no_arn, several
from bbfd.model.stack import Refusal
from bbfd.model.value import value
from bbfd.model.volumes import BucketFiles

_READ = ("s3:GetObject", "s3:GetObjectVersion")


@value
class S3Files:
    """A file system of S3 Files that is there: the objects of a bucket as files.

    file_system: its ARN. path: where the container sees it. access_point: the ARN of one, which decides the folder and
    the user. folder: of the file system, without an access point. bucket: the name of its bucket, so that large files
    are read from it directly. name: of the volume; without it, made from the path.
    container: whose; without it, the main container's. read_only: nothing can be written.
    Its mount targets must admit the tasks. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/s3files-volumes.html
    """

    file_system: str
    path: str
    access_point: str | None = None
    folder: str | None = None
    bucket: str | None = None
    name: str | None = None
    container: str | None = None
    read_only: bool = False

    def facts(self, about: About) -> Facts:  # noqa: ARG002 - the question is the seam's
        """A volume, where it is mounted, and that the tasks may mount it."""
        seen = Seen(self.path, self.name, self.container, self.read_only)
        source = BucketFiles(arn=self.file_system, access_point=self.access_point, root=self.folder)
        return Facts(
            volumes=(Volume(seen.volume, source=source),),
            mounts=seen.mounts,
            grants=tuple(self._grants()),
            refusals=(*seen.refused("S3Files"), *self._refused()),
        )

    def _grants(self) -> Iterator[Grant]:
        write = () if self.read_only else ("s3files:ClientWrite",)
        point = self.access_point
        when = (("StringEquals", "s3files:AccessPointArn", point),) if point else ()
        yield Grant(("s3files:ClientMount", *write), (self.file_system,), when=when)
        if self.bucket is not None:
            arn = f"arn:${{AWS::Partition}}:s3:::{self.bucket}"
            yield Grant(_READ, (f"{arn}/*",))
            yield Grant(("s3:ListBucket",), (arn,))

    def _refused(self) -> Iterator[Refusal]:
        yield from no_arn("S3Files", "file_system", self.file_system, "s3files")
        yield from no_arn("S3Files", "access_point", self.access_point, "s3files")
        yield from several("S3Files", "bucket", self.bucket)
        if self.access_point is not None and self.folder not in (None, "/"):
            yield Refusal(
                what="S3Files: an access point decides which folder is mounted",
                fix="remove folder=, or access_point=",
                field="uses",
            )
