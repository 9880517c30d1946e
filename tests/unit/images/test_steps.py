"""Which step failed, in the words of each builder."""

import pytest

from bbfd.images.steps import failing_step, is_idle

BUILDKIT = """\
#1 [internal] load build definition from Dockerfile
#4 [1/3] FROM docker.io/library/alpine:3.20
#5 [2/3] RUN echo hello
#5 0.2 hello
#6 [run 3/3] RUN false
#6 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1
------
 > [run 3/3] RUN false:
------
ERROR: failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1
"""
BUILDAH = """\
STEP 1/3: FROM scratch
STEP 2/3: RUN "/bin/x"
Error: building at STEP "RUN "/bin/x"": while running runtime: exit status 1
"""
STAGES = "[1/2] STEP 1/2: FROM a\n[2/2] STEP 2/2: COPY b c\nError: no such file\n"
CLASSIC = "Step 1/2 : FROM alpine\n ---> 1\nStep 2/2 : RUN exit 3\nreturned a non-zero code: 3\n"


@pytest.mark.parametrize(
    ("said", "step"),
    [
        (BUILDKIT, "RUN false"),
        (BUILDAH, 'RUN "/bin/x"'),
        (STAGES, "COPY b c"),
        (CLASSIC, "RUN exit 3"),
        ("unknown instruction: RUM", ""),
        ("", ""),
    ],
)
def test_the_step_that_failed_is_named(said: str, step: str) -> None:
    assert failing_step(said.splitlines()) == step


@pytest.mark.parametrize(
    ("names", "idle"),
    [("TARGETARCH TARGETOS TARGETPLATFORM", True), ("VERSION", False), ("TARGETOS VERSION", False)],
)
def test_arguments_that_buildah_gave_itself_are_no_warning(names: str, idle: bool) -> None:
    assert is_idle(f"[Warning] one or more build args were not consumed: [{names}]") is idle
