"""What holds an image back: another architecture than it is launched on, and what a scan found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bbfd.deploy.registry import SEVERITIES
from bbfd.deploy.release.contents import contents_of
from bbfd.errors import Refused

if TYPE_CHECKING:
    from bbfd.deploy.means import Clock
    from bbfd.deploy.registry import Images, Scan
    from bbfd.model.stack import Stack

# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RuntimePlatform.html -> Docker's words
_ARCHITECTURES: Final[Mapping[str, str]] = {"X86_64": "amd64", "ARM64": "arm64"}
_LOOK: Final = 3.0  # seconds between two looks at a scan
_BEGINS: Final = 20.0  # seconds that a scan which follows a push by itself may take to begin


def launched_on(stack: Stack) -> str:
    """The architecture that a service's tasks are launched on, as `ARM64`; "" where that is not said."""
    for resource in stack.body.get("Resources", {}).values():
        if resource["Type"] == "AWS::ECS::TaskDefinition":
            runtime = resource["Properties"].get("RuntimePlatform", {})
            return str(runtime.get("CpuArchitecture", ""))
    return ""


def must_fit(image: str, made_for: Sequence[str], stack: Stack, *, pushed: bool) -> None:
    """Refuse an image for another architecture. made_for: "" and () where it does not say. pushed: it is there."""
    launched = launched_on(stack)
    wanted = _ARCHITECTURES.get(launched)
    if wanted is None or not any(made_for) or wanted in made_for:
        return
    fits = next((name for name, word in _ARCHITECTURES.items() if word in made_for), "")
    launch = f', or launch it so: architecture="{fits}"' if fits else ""
    again = "build and push it" if pushed else "build it"
    raise Refused(
        f"{image} is for {', '.join(made_for)}, and {stack.name} is launched on {launched}",
        fix=f'{again} for linux/{wanted}: Build(platforms=("linux/{wanted}",)){launch} '
        f"in {stack.definition or 'the definition'}",
    )


def must_be_sound(
    image: str,
    threshold: str,
    images: Images,
    clock: Clock,
    *,
    timeout: float,
    tell: Callable[[str], object],
) -> Mapping[str, int]:
    """Wait for the scan of an image; how many findings of which severity. threshold: one of SEVERITIES.

    Raises Refused where one is as bad, or worse; where there is no telling; and where it takes longer (seconds).
    """
    counts: dict[str, int] = {}
    until = clock.monotonic() + timeout
    for each in _scanned(image, images):
        found = _awaited(each, images, clock, until, tell)
        _must_pass(each, found, threshold)
        for severity, number in found.counts.items():
            counts[severity] = counts.get(severity, 0) + number
    return counts


def _scanned(image: str, images: Images) -> Iterator[str]:
    """What is scanned of it: of an index, each image in it."""
    manifest = images.manifest(image)
    found = contents_of(manifest) if manifest else None
    if found is None or not found.manifests:
        yield image
        return
    repository = image.partition("@")[0]
    yield from (f"{repository}@{digest}" for digest, platform in found.manifests if platform)


def _awaited(
    image: str, images: Images, clock: Clock, until: float, tell: Callable[[str], object]
) -> Scan:
    began, asked = clock.monotonic(), False
    while True:
        found = images.scan(image)
        if found.state in ("done", "failed"):
            return found
        now = clock.monotonic()
        if found.state == "absent" and now - began >= _BEGINS and not asked:
            images.begin_scan(image)
            asked = True
        if now >= until:
            raise Refused(
                f"the scan of {image} has not ended",
                fix="push again later: what is there is not pushed twice; or give a longer --timeout",
            )
        tell(f"waiting for the scan of {image}")
        clock.sleep(_LOOK)


def _must_pass(image: str, found: Scan, threshold: str) -> None:
    if found.state == "failed":
        raise Refused(
            f"{image} could not be scanned: {found.why}",
            fix="leave out --scan, or Registry(refuse=...), to go on without; ECR scans images of known base images",
        )
    bad = SEVERITIES[: SEVERITIES.index(threshold) + 1]
    counted = [f"{found.counts[one]} {one}" for one in bad if found.counts.get(one)]
    if not counted:
        return
    flaws = [flaw for flaw in found.flaws if flaw.severity in bad]
    named = "".join(f"\n    {f.severity} {f.name} {f.package} {f.link}".rstrip() for f in flaws)
    raise Refused(
        f"the scan of {image} found {', '.join(counted)}{named}",
        fix="build it on a base image without them, and push again; "
        "or say what is to be let through: --scan CRITICAL",
    )
