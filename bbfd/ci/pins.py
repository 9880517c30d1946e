"""The actions that a workflow of GitHub uses, each by the commit of a release: a tag can be moved.

https://docs.github.com/actions/reference/security/secure-use#using-third-party-actions
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CHECKOUT: Final = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"
PYTHON: Final = "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97"
CREDENTIALS: Final = (
    "aws-actions/configure-aws-credentials@e6de054238d6b7531b4efff3b6587d9aade6a06c"
)
UPLOAD: Final = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f"
DOWNLOAD: Final = "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c"

VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        CHECKOUT: "v7.0.1",
        PYTHON: "v7.0.0",
        CREDENTIALS: "v6.2.3",
        UPLOAD: "v7.0.0",
        DOWNLOAD: "v8.0.1",
    }
)


def with_versions(text: str) -> str:
    """A workflow with the release behind each commit, for people and for what keeps pins up to date."""
    for pin, version in VERSIONS.items():
        text = text.replace(f"{pin}\n", f"{pin} # {version}\n")
    return text
