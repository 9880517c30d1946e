"""How new tasks take the place of old ones, as a service says it."""

from __future__ import annotations

from troposphere import ecs

from bbfd.model.deployment import Deployment


def deployed(wanted: Deployment) -> ecs.DeploymentConfiguration:
    """Its DeploymentConfiguration."""
    threshold = ecs.ThresholdConfiguration(Type="COUNT", Value=wanted.failures)
    return ecs.DeploymentConfiguration(
        MinimumHealthyPercent=wanted.minimum_healthy,
        MaximumPercent=wanted.maximum,
        DeploymentCircuitBreaker=ecs.DeploymentCircuitBreaker(
            Enable=True, Rollback=True, ThresholdConfiguration=threshold
        ),
    )
