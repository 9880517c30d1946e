"""A worker that sends mail: nobody calls it, and its password is not in the template."""

from bbfd import Container, Fargate, Repository, Scaling, Secret, Worker

service = Worker(
    container=Container(
        image=Repository(tag="2024.11"),
        command=("python", "-m", "mailer"),
        variables={"SMTP_HOST": "email-smtp.eu-west-1.amazonaws.com"},
        stop_timeout=90,
    ),
    runs_on=Fargate(cpu=512, memory=1024, architecture="ARM64"),
    uses=(Secret(variable="SMTP_PASSWORD", parameter="/{environment}/mailer/smtp-password"),),
    scaling=Scaling(minimum=1, maximum=4, cpu=60),
)
