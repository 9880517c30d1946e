"""What stands before a load balancer and turns requests away."""

from __future__ import annotations

from bbfd.model.value import value


@value
class Firewall:
    """A web ACL of AWS WAF that is made for one load balancer. It costs money each month and request.

    rules: AWS's own groups of rules, in their order. limit: requests from one address in five minutes, after which
    it is turned away (10 and more). counting: nothing is turned away, only counted, to see first what would be.
    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
    """

    rules: tuple[str, ...] = (
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
    )
    limit: int | None = None
    counting: bool = False


@value
class ExistingFirewall:
    """A web ACL that is there, by its ARN; of the environment's region."""

    arn: str
