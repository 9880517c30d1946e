"""What a container reads when it starts: secrets, and files of variables; and what its image is read with."""

from __future__ import annotations

from collections.abc import Mapping

from tests.unit.build.fields import Use, With
from tests.unit.build.fields.belongings import used

KEY = "arn:aws:kms:eu-west-1:123456789012:key/k"
SEEN = {"encryption_key": KEY, "container": "side"}

USED: Mapping[str, Use] = {
    "Secret": Use(
        used,
        {"variable": "A", "secret": "db"},
        {
            "variable": "B",
            "secret": "other",
            "parameter": With("b", {"secret": None, "parameter": "a"}),
            "key": "k",
            "keys": With({"A": "b"}, {"variable": None, "keys": {"A": "a"}}),
            "stage": "AWSPENDING",
            "version": "v",
            **SEEN,
        },
    ),
    "EnvironmentFile": Use(
        used,
        {"bucket": "config", "key": "a.env"},
        {"bucket": "other", "key": "b.env", **SEEN},
    ),
    "PrivateRegistry": Use(used, {"secret": "a"}, {"secret": "b", **SEEN}),
}

ELSEWHERE: Mapping[str, str] = {}
