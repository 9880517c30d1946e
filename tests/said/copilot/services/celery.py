"""A backend without a port, with a health check of its container."""

from bbfd import Container, Fargate, Healthy, Repository, Scaling, Spot, Tuning, Worker

service = Worker(
    container=Container(
        image=Repository(),
        healthy=Healthy(
            command="celery -A app status", interval=10, timeout=30, retries=2, start_period=10
        ),
    ),
    runs_on=Fargate(cpu=1024, memory=8192),
    exec=True,
    allow={
        "HEALTHCHECK-TIMEOUT-INTERVAL": "as it has always been: the answer takes long after a start"
    },
    tuning={
        "test": Tuning(
            runs_on=Fargate(cpu=256, memory=2048, spot=Spot()),
            scaling=Scaling(minimum=1, maximum=2, cpu=80, memory=80),
        ),
        "prod": Tuning(scaling=Scaling(minimum=1, maximum=3, cpu=80, memory=80)),
    },
)
