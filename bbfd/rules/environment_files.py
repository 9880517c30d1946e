"""Environment files of a container: objects of S3, and not too many."""

from __future__ import annotations

from bbfd.rules._bounds import REFUSED
from bbfd.rules._examples import LOGGED
from bbfd.rules._of_tasks import any_container, in_container
from bbfd.rules._rule import Level
from bbfd.rules._table import Row, at_most, held, matching

_DOC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html"
_FILE = "{Type: s3, Value: 'arn:aws:s3:::bucket/web.env'}"
_NAMED = in_container(
    f"EnvironmentFiles: [{_FILE.replace('arn:aws:s3:::bucket/web.env', '@')}]", LOGGED
)
_PATH = "EnvironmentFiles.*.Value"

ROWS = (
    Row(
        "ENVFILE-ARN",
        "an environment file is named by its ARN",
        any_container,
        _PATH,
        matching(r"arn:[^:]+:s3:.+"),
        "Invalid arn syntax.",
        "write arn:aws:s3:::BUCKET/PATH.env",
        _DOC,
        _NAMED,
        ("s3://bucket/web.env", "arn:aws:s3:::bucket/web.env"),
    ),
    Row(
        "ENVFILE-EXT",
        "an environment file ends with .env",
        any_container,
        _PATH,
        matching(r".+\.env"),
        REFUSED,
        "call the file NAME.env",
        _DOC,
        _NAMED,
        ("arn:aws:s3:::bucket/web.txt", "arn:aws:s3:::bucket/web.env"),
        level=Level.WARNING,
    ),
    Row(
        "ENVFILE-MAX",
        "a container has at most ten environment files",
        any_container,
        "EnvironmentFiles",
        at_most(10),
        "The maximum number of environment files was exceeded. Specify ten or less and try again.",
        "put their variables into ten files or fewer",
        _DOC,
        in_container("EnvironmentFiles: [@]", LOGGED),
        (", ".join([_FILE] * 11), ", ".join([_FILE] * 10)),
    ),
)
RULES = held(ROWS)
