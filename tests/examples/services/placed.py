"""`EC2`: where among the instances tasks are placed."""

from bbfd import EC2, Container, DistinctInstance, Host, MemberOf, Spread, Worker

service = Worker(
    container=Container(image="agent:1", port=8125),
    runs_on=EC2(
        memory=256,
        network_mode=Host(),
        strategies=(Spread(), Spread(over="instanceId")),
        constraints=(
            DistinctInstance(),
            MemberOf(expression="attribute:ecs.instance-type =~ m7i.*"),
        ),
    ),
    count=3,
)
