"""How much a serverless Aurora grows and shrinks: to nothing and to 256 units, which troposphere 4.11.1 refuses."""

from __future__ import annotations

from troposphere import rds
from troposphere.validators import double, integer


class ServerlessV2ScalingConfiguration(rds.ServerlessV2ScalingConfiguration):
    """troposphere's, without its own bounds: ours are told as refusals.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-rds-dbcluster-serverlessv2scalingconfiguration.html
    """

    props = {
        "MaxCapacity": (double, False),
        "MinCapacity": (double, False),
        "SecondsUntilAutoPause": (integer, False),
    }
