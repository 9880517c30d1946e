"""The public parameters of AWS that our templates resolve: the images of the ECS-optimised AMI.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_ECS = "/aws/service/ecs/optimized-ami"
_VARIANTS = (
    "amazon-linux-2023",
    "amazon-linux-2023/arm64",
    "amazon-linux-2023/gpu",
    "amazon-linux-2023/neuron",
    "amazon-linux-2",
    "amazon-linux-2/arm64",
    "amazon-linux-2/gpu",
)
_EC2 = "/aws/service/ami-amazon-linux-latest"
_KERNELS = ("al2023-ami-kernel-default-x86_64", "al2023-ami-kernel-default-arm64")


def public_parameters() -> Mapping[str, str]:
    """Name -> an image id that looks like one and never moves."""
    names = [f"{_ECS}/{variant}/recommended/image_id" for variant in _VARIANTS]
    names += [f"{_EC2}/{kernel}" for kernel in _KERNELS]
    return {name: f"ami-0{hashlib.sha256(name.encode()).hexdigest()[:16]}" for name in names}
