"""A job that runs at six each morning and ends."""

from bbfd import Container, Fargate, Repository, ScheduledTask

service = ScheduledTask(
    container=Container(image=Repository(tag="1.4"), command=("python", "-m", "report")),
    runs_on=Fargate(cpu=1024, memory=2048, storage=50),
    schedule="cron(0 6 * * ? *)",
    time_zone="Europe/Berlin",
)
