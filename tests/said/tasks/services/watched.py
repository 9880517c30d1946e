"""An application with an agent beside it, which it finds by a link, and whose settings are a parameter."""

from bbfd import EC2, Container, Repository, Secret, Worker

service = Worker(
    container=Container(name="demo-app", image=Repository(), links=("cloudwatch-agent",)),
    sidecars=(
        Container(
            name="cloudwatch-agent",
            image="public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1.300066.1b1374",
        ),
    ),
    runs_on=EC2(cpu=256, memory=256),
    uses=(
        Secret(
            variable="CW_CONFIG_CONTENT", parameter="agent-settings", container="cloudwatch-agent"
        ),
    ),
)
