"""`more`: a function of the project's own adds what BBFD has no word for."""

from collections.abc import Iterator
from typing import Any

from troposphere import Ref, sns

from bbfd import Container, Worker


def news(scope: Any) -> Iterator[sns.Topic]:
    """A topic, named after the service, that alarms of this account publish to.

    With AWS's own key (`alias/aws/sns`) no alarm could.
    """
    yield sns.Topic("News", DisplayName=f"news of {scope.name}")
    yield sns.TopicPolicy(
        "NewsPolicy",
        Topics=[Ref("News")],
        PolicyDocument={
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudwatch.amazonaws.com"},
                    "Action": "sns:Publish",
                    "Resource": Ref("News"),
                    "Condition": {"StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")}},
                }
            ],
        },
    )


service = Worker(container=Container(image="worker:1"), more=(news,))
