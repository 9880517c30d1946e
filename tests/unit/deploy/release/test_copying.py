"""An image arrives under the same digest, whole, and nothing is copied that is there."""

from dataclasses import replace

import pytest

from bbfd.deploy.release.contents import architectures_of
from bbfd.deploy.release.copying import Side, copy
from bbfd.errors import AwsError, Refused, Trouble
from tests.unit.deploy.release.registries import FakeRegistry

FROM, TO = "1.dkr.ecr.eu-west-1.amazonaws.com/web", "2.dkr.ecr.eu-west-1.amazonaws.com/web"


def _copied(digest: str, source: FakeRegistry, target: FakeRegistry, tag: str = "1") -> bool:
    return copy(
        digest, tag, Side(images=source, repository=FROM), Side(images=target, repository=TO)
    )


def test_an_image_arrives_with_all_that_it_is_made_of() -> None:
    source, target = FakeRegistry(), FakeRegistry()
    digest = source.hold(b"layer one", b"layer two")
    assert _copied(digest, source, target)
    assert target.manifests == source.manifests
    assert target.blobs == source.blobs
    assert target.tags == {"1": digest}


def test_an_index_arrives_after_the_images_that_it_names() -> None:
    source, target = FakeRegistry(), FakeRegistry()
    arm = source.hold(b"arm", architecture="arm64")
    amd = source.hold(b"amd")
    index = source.hold_index((arm, "arm64"), (amd, "amd64"), (source.hold(b"how"), "unknown"))
    assert _copied(index, source, target)
    assert target.manifests == source.manifests
    assert target.tags == {"1": index}


def test_a_layer_that_is_there_is_not_read() -> None:
    source, target = FakeRegistry(), FakeRegistry()
    target.hold(b"base")
    digest = source.hold(b"base", b"own")
    source.calls.clear()
    _copied(digest, source, target)
    assert len([call for call in source.calls if call.startswith("layer")]) == 2  # config, own


def test_an_image_that_is_there_gets_its_tag_and_no_more() -> None:
    source, target = FakeRegistry(), FakeRegistry()
    digest = source.hold(b"layer")
    assert target.hold(b"layer") == digest
    assert not _copied(digest, source, target, "2")
    assert source.calls == []
    assert target.tags == {"2": digest}


def test_bytes_that_are_not_what_the_digest_says_never_become_an_image() -> None:
    source, target = FakeRegistry(), FakeRegistry()
    digest = source.hold(b"layer")
    source.blobs = dict.fromkeys(source.blobs, b"other bytes")
    with pytest.raises(Refused, match="arrived as other bytes"):
        _copied(digest, source, target)
    assert target.manifests == {}


def test_a_manifest_that_is_not_what_its_digest_says_is_refused() -> None:
    source, target = FakeRegistry(), FakeRegistry()
    digest = source.hold(b"layer")
    source.manifests[digest] = replace(source.manifests[digest], body=b"{}")
    with pytest.raises(Refused, match="gave other bytes"):
        _copied(digest, source, target)
    assert target.blobs == {}


def test_a_connection_that_breaks_is_made_again_and_not_for_ever() -> None:
    source, target = FakeRegistry(), FakeRegistry()
    digest = source.hold(b"layer")
    lost = AwsError("no answer", fix="again", trouble=Trouble.UNREACHABLE)
    target.breaks = [lost, lost]
    assert _copied(digest, source, target)
    target = FakeRegistry(breaks=[lost] * 9)
    with pytest.raises(AwsError):
        _copied(digest, source, target)


def test_what_the_source_does_not_hold_any_more_is_said() -> None:
    with pytest.raises(Refused, match="does not hold the image"):
        _copied(f"sha256:{'0' * 64}", FakeRegistry(), FakeRegistry())


def test_the_architectures_of_an_image_and_of_an_index() -> None:
    registry = FakeRegistry()
    arm = registry.hold(b"arm", architecture="arm64")
    assert architectures_of(f"{FROM}@{arm}", registry) == ("arm64",)
    both = registry.hold_index((arm, "arm64"), (registry.hold(b"amd"), "amd64"), (arm, "unknown"))
    assert architectures_of(f"{FROM}@{both}", registry) == ("arm64", "amd64")
    assert architectures_of(f"{FROM}@sha256:none", registry) == ()
