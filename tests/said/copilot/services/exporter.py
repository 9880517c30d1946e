"""A worker that takes two minutes to stop, on Spot in one environment, large in another."""

from bbfd import Container, Fargate, Healthy, Repository, Secret, Spot, Tuning, Worker

service = Worker(
    container=Container(
        image=Repository(),
        command=("/code/scripts/run_worker.sh",),
        stop_timeout=120,
        healthy=Healthy(
            command="celery -A app inspect ping -d celery@$HOSTNAME",
            interval=30,
            timeout=5,
            retries=3,
            start_period=30,
        ),
        variables={"DEBUG": "False", "QUEUE": "EXPORT-HEAVY", "MAX_TASKS_PER_CHILD": "5"},
    ),
    runs_on=Fargate(cpu=1024, memory=2048),
    exec=True,
    uses=(Secret(variable="SECRET_KEY", parameter="/deep/{environment}/secrets/SECRET_KEY"),),
    tuning={
        "test": Tuning(runs_on=Fargate(cpu=1024, memory=2048, spot=Spot())),
        "prod": Tuning(runs_on=Fargate(cpu=2048, memory=16384, storage=100)),
    },
)
