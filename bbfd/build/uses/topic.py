"""A topic of SNS."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Output, Ref, sns

from bbfd.build._given import given
from bbfd.build.assemble import Made
from bbfd.build.policies import allowing
from bbfd.build.tls import refused_without_tls
from bbfd.model.queue import Fifo


def topic(
    title: str, *, called: str | None, fifo: Fifo | None, encryption_key: str | None
) -> Iterator[Made]:
    """The topic. called: its name, of a FIFO one, which AWS wants to end so; others are unnamed.

    https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
    """
    yield sns.Topic(
        title,
        KmsMasterKeyId=encryption_key or "alias/aws/sns",
        **given(
            TopicName=called,
            FifoTopic=True if fifo else None,
            ContentBasedDeduplication=True if fifo and fifo.by_content else None,
            FifoThroughputScope="MessageGroup" if fifo and fifo.group else None,
        ),
    )
    yield sns.TopicPolicy(
        f"{title}Policy",
        Topics=[Ref(title)],
        PolicyDocument=allowing(refused_without_tls("sns:Publish", Ref(title))),
    )
    yield Output(title, Value=Ref(title))
