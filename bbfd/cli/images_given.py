"""The images and the tag that a call names, held against what an image can be called before anything is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bbfd.discover import did_you_mean
from bbfd.errors import UsageError

# https://pkg.go.dev/github.com/distribution/reference
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def images_given(images: Sequence[str]) -> dict[str, str]:
    """Service -> image, of what is written SERVICE=URI; SERVICE/CONTAINER for a sidecar. Raises UsageError."""
    found: dict[str, str] = {}
    for name, image in map(_pair, images):
        if name in found:
            raise UsageError(f"--image is given twice for `{name}`", fix="give one of the two")
        found[name] = image
    return found


def beside(images: Mapping[str, str], service: str) -> dict[str, str]:
    """Sidecar -> image, of those that are given for a service."""
    named = {name.partition("/")[::2]: image for name, image in images.items()}
    return {to: image for (of, to), image in named.items() if of == service and to}


def must_be_images(images: Sequence[str], tag: str | None, names: Sequence[str]) -> None:
    """Raise UsageError for what cannot be an image or a tag, or is not of these services.

    An empty tag is what a variable that is not set leaves of `--tag "$TAG"`.
    """
    given = images_given(images)
    for name in given:
        service = name.partition("/")[0]
        if service not in names:
            what = f"--image names `{service}`, which is not deployed here"
            raise UsageError(what, fix=did_you_mean(service, names))
    if tag is None:
        return
    if not _TAG.fullmatch(tag) and not _DIGEST.fullmatch(tag):
        what = f"`{tag}` is no tag and no digest of an image" if tag else "--tag is empty"
        raise UsageError(
            what,
            fix="a tag has letters, digits, `_`, `.` and `-`; a digest is sha256: with 64 hexadecimal digits",
        )
    if names and given.keys() >= set(names):
        raise UsageError(
            "--tag and --image were given for the same service", fix="give one of the two"
        )


def _pair(given: str) -> tuple[str, str]:
    name, equals, image = given.partition("=")
    if not equals or not name or not image or any(map(str.isspace, image)):
        raise UsageError(
            f"--image {given} does not say which image of which service", fix="--image SERVICE=URI"
        )
    return name, image
