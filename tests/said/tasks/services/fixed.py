"""A port of the instance that is always the same."""

from bbfd import EC2, Container, DistinctInstance, Port, Worker

service = Worker(
    container=Container(
        name="plan-container",
        image="docker.io/example/plan:v4",
        cpu=0,
        memory=512,
        ports=(Port(number=8080, host=80),),
        variables={"PROFILE": "dev"},
    ),
    allow={"EC2-STATIC-HOST-PORT": "whoever asks knows the instance, and no two are on one"},
    runs_on=EC2(cpu=512, memory=512, constraints=(DistinctInstance(),)),
)
