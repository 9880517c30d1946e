"""Environment variables that a file in S3 holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bbfd.features import _kept
from bbfd.model.facts import About, Facts, Grant, VariableFile
from bbfd.model.naming import filled
from bbfd.model.owned import several
from bbfd.model.stack import Refusal
from bbfd.model.value import value

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@value
class EnvironmentFile:
    """A file of `NAME=value` lines in S3, which ECS reads when a task starts: plain variables, for whoever may read it.

    bucket: its name. key: the object's, which ends in `.env`. `{environment}` and its like are filled in.
    encryption_key: the KMS key of one's own that it is encrypted with, by its ARN or as `alias/app`.
    container: whose; without it, the main container's. What the definition says of a variable wins over a file, and an
    earlier file over a later one.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
    """

    bucket: str
    key: str
    encryption_key: str | None = None
    container: str | None = None

    def facts(self, about: About) -> Facts:
        """The file, and what the execution role must be allowed to read."""
        told = f"EnvironmentFile {self.bucket}/{self.key}"
        refusals = (*self._refused(told, about), *_kept.odd_key(told, self.encryption_key, about))
        if refusals:
            return Facts(refusals=refusals)
        known = dict(about.placeholders)
        bucket = f"arn:${{AWS::Partition}}:s3:::{filled(self.bucket, known)}"
        file = f"{bucket}/{filled(self.key, known)}"
        grants = (Grant(("s3:GetObject",), (file,)), Grant(("s3:GetBucketLocation",), (bucket,)))
        key = _kept.opened("s3", self.encryption_key, about)
        return Facts(
            files=(VariableFile(file, self.container),),
            start_grants=(*grants, *key.grants),
            parts=key.parts,
        )

    def _refused(self, told: str, about: About) -> Iterator[Refusal]:
        bucket = yield from _kept.told(told, self.bucket, about)
        key = yield from _kept.told(told, self.key, about)
        if bucket is not None and not _BUCKET.fullmatch(bucket):
            yield Refusal(
                what=f"{told}: {bucket!r} cannot be the name of a bucket",
                fix="write small letters, digits, dots and dashes, 3 to 63 of them",
                field="uses",
            )
        if key is not None and not key.endswith(".env"):
            yield Refusal(
                what=f"{told}: ECS reads no file whose name does not end in .env",
                fix=f'call it key="{key}.env"',
                field="uses",
            )
        yield from several(told, "key", key)
