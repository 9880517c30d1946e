"""A blog in a container of our own, below /blog/: on Fargate, and in `stage` on EC2 capacity, by one word."""

from bbfd import EC2, Container, Fargate, Http, Repository, Tuning, WebService

service = WebService(
    container=Container(image=Repository(), port=80),
    runs_on=Fargate(cpu=256, memory=512),
    http=Http(path="/blog/*"),
    count=2,
    tuning={
        "local": Tuning(image="public.ecr.aws/docker/library/ghost:5.87"),
        "stage": Tuning(runs_on=EC2(cpu=256, memory=512)),
    },
)
