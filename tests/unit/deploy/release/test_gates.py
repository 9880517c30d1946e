"""What holds an image back."""

from dataclasses import replace

import pytest

from bbfd.deploy.registry import Flaw, Scan
from bbfd.deploy.release.gates import must_be_sound, must_fit
from bbfd.errors import Refused
from tests.unit.deploy.fakes import VirtualClock, stack
from tests.unit.deploy.release.registries import FakeRegistry

REPOSITORY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"
CLEAN = Scan(state="done", counts={"LOW": 3, "UNDEFINED": 1})
BAD = Scan(
    state="done",
    counts={"CRITICAL": 1, "HIGH": 2},
    flaws=(Flaw(name="CVE-1", severity="CRITICAL", package="openssl", link="https://x"),),
)


def _launched(architecture: str | None) -> object:
    runtime = {} if architecture is None else {"RuntimePlatform": {"CpuArchitecture": architecture}}
    task = {"Type": "AWS::ECS::TaskDefinition", "Properties": runtime}
    return replace(stack(), body={"Resources": {"Task": task}}, definition="services/web.py")


def _fit(made_for: tuple[str, ...], architecture: str | None) -> None:
    must_fit("web:1", made_for, _launched(architecture), pushed=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made_for", "architecture"),
    [
        (("amd64",), "X86_64"),
        (("arm64", "amd64"), "ARM64"),
        ((), "ARM64"),
        (("amd64",), None),
        (("",), "ARM64"),
    ],
)
def test_an_image_for_what_it_is_launched_on_passes(
    made_for: tuple[str, ...], architecture: str | None
) -> None:
    _fit(made_for, architecture)


def test_an_image_for_another_architecture_is_refused_with_both_ways_out() -> None:
    with pytest.raises(Refused) as refused:
        _fit(("arm64",), "X86_64")
    assert "is for arm64" in refused.value.what
    assert "launched on X86_64" in refused.value.what
    assert 'Build(platforms=("linux/amd64",))' in refused.value.fix
    assert 'architecture="ARM64"' in refused.value.fix
    assert "services/web.py" in refused.value.fix


def _sound(
    registry: FakeRegistry, threshold: str = "HIGH", image: str = "", **more: float
) -> dict[str, int]:
    image = image or f"{REPOSITORY}@{registry.hold(b'layer')}"
    clock = VirtualClock()
    found = must_be_sound(
        image,
        threshold,
        registry,
        clock,
        timeout=more.get("timeout", 60.0),
        tell=lambda _: None,
    )
    return dict(found)


def test_findings_below_the_threshold_pass_and_are_counted() -> None:
    assert _sound(FakeRegistry(scans=[CLEAN])) == {"LOW": 3, "UNDEFINED": 1}


@pytest.mark.parametrize(("threshold", "stops"), [("CRITICAL", True), ("HIGH", True)])
def test_a_finding_as_severe_or_worse_stops_it(threshold: str, stops: bool) -> None:
    with pytest.raises(Refused) as refused:
        _sound(FakeRegistry(scans=[BAD]), threshold)
    assert "1 CRITICAL" in refused.value.what
    assert ("2 HIGH" in refused.value.what) == (threshold == "HIGH")
    assert "CVE-1 openssl https://x" in refused.value.what


def test_a_finding_less_severe_than_the_threshold_passes() -> None:
    high = Scan(state="done", counts={"HIGH": 2})
    assert _sound(FakeRegistry(scans=[high]), "CRITICAL") == {"HIGH": 2}
    with pytest.raises(Refused):
        _sound(FakeRegistry(scans=[high]), "LOW")


def test_it_is_waited_for_a_scan() -> None:
    waiting = Scan(state="waiting")
    registry = FakeRegistry(scans=[Scan(state="absent"), waiting, waiting, CLEAN])
    assert _sound(registry)["LOW"] == 3
    assert "begin_scan" not in registry.calls


def test_a_scan_that_does_not_begin_by_itself_is_begun_once() -> None:
    registry = FakeRegistry(scans=[*[Scan(state="absent")] * 10, CLEAN])
    _sound(registry)
    assert registry.calls.count("begin_scan") == 1


def test_a_scan_that_does_not_end_is_not_waited_for_for_ever() -> None:
    with pytest.raises(Refused, match="has not ended"):
        _sound(FakeRegistry(scans=[Scan(state="waiting")]))


def test_an_image_that_cannot_be_scanned_does_not_pass() -> None:
    with pytest.raises(Refused, match="could not be scanned: UNSUPPORTED"):
        _sound(FakeRegistry(scans=[Scan(state="failed", why="UNSUPPORTED")]))


def test_of_an_index_each_image_is_scanned_and_none_that_is_no_image() -> None:
    registry = FakeRegistry(scans=[CLEAN])
    arm, amd = registry.hold(b"arm"), registry.hold(b"amd")
    index = registry.hold_index((arm, "arm64"), (amd, "amd64"), (registry.hold(b"x"), "unknown"))
    assert _sound(registry, image=f"{REPOSITORY}@{index}") == {"LOW": 6, "UNDEFINED": 2}
    assert registry.calls == [f"scan {arm[:10]}", f"scan {amd[:10]}"]
