"""A bucket of the service's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from bbfd.model.facts import About, Facts, Grant, Variable
from bbfd.model.owned import Use, key_grants, misnamed, no_arn, outside, owned_id, variable_name
from bbfd.model.stack import Refusal
from bbfd.model.value import value

if TYPE_CHECKING:
    from bbfd.build.assemble import Made
    from bbfd.build.scope import Scope
    from bbfd.model.workload import Workload

_READ = ("s3:GetObject",)
_WRITE = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject")
_DAYS = range(1, 36501)
# On objects, and on the bucket itself. Without ListBucket an object that is missing looks like one that is forbidden.
_OBJECTS: Final = {"read": _READ, "write": _WRITE, "all": (*_READ, *_WRITE)}
_ITSELF: Final = {"read": ("s3:ListBucket",), "write": (), "all": ("s3:ListBucket",)}


@value
class Bucket:
    """A bucket in S3, made with the service: encrypted, closed to the public, reached by TLS alone.

    name: tells several apart, as `uploads`. access: what the tasks may do with its objects; "write" puts and deletes.
    variable: the environment variable that has its name; without it, `BUCKET_NAME`, or `UPLOADS_BUCKET_NAME` with a
    name. old_versions: days that replaced and deleted objects are kept. expire: days after which objects go.
    encryption_key: the ARN of a KMS key; without it, S3's own. events: S3 tells EventBridge of its objects.
    container: whose variable; without it, the main container's.
    It is kept when a protected environment's service goes; elsewhere it goes, too, if it is empty.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html
    """

    name: str | None = None
    access: Use = "all"
    variable: str | None = None
    old_versions: int | None = None
    expire: int | None = None
    encryption_key: str | None = None
    events: bool = False
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """Its name, what the tasks may do with it, and the bucket."""
        title = owned_id(self.name, "bucket")
        variable = variable_name(self.variable, self.name, "bucket name")
        return Facts(
            variables=(Variable(variable, f"${{{title}}}", self.container),),
            grants=(
                *bucket_grants(f"${{{title}.Arn}}", self.access),
                *key_grants(self.encryption_key, self.access, f"s3.{about.region}.amazonaws.com"),
            ),
            parts=(self._made,),
            refusals=tuple(self._refused(f"Bucket {self.name}" if self.name else "Bucket")),
        )

    def _refused(self, told: str) -> Iterator[Refusal]:
        yield from misnamed(told, self.name)
        yield from outside(told, "old_versions", self.old_versions, _DAYS)
        yield from outside(told, "expire", self.expire, _DAYS)
        yield from no_arn(told, "encryption_key", self.encryption_key, "kms")

    def _made(self, scope: Scope[Workload]) -> Iterator[Made]:
        from bbfd.build.uses.bucket import bucket

        yield from bucket(
            owned_id(self.name, "bucket"),
            kept=scope.environment.protected,
            old_versions=self.old_versions,
            expire=self.expire,
            encryption_key=self.encryption_key,
            events=self.events,
        )


def bucket_grants(arn: str, access: Use, prefix: str = "") -> tuple[Grant, ...]:
    """What reading and writing a bucket's objects takes. prefix: of those alone."""
    objects = Grant(_OBJECTS[access], (f"{arn}/{prefix}*",))
    when = (("StringLike", "s3:prefix", f"{prefix}*"),) if prefix else ()
    itself = (Grant(_ITSELF[access], (arn,), when=when),) if _ITSELF[access] else ()
    return (objects, *itself)
