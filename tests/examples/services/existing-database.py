"""A database that is there: its security group lets the tasks in, and nothing that the task role has may change IAM."""

from awacs.aws import Action, Deny, Statement

from bbfd import Container, Reach, Secret, Statements, Worker

no_iam = Statement(Effect=Deny, Action=[Action("iam", "*")], Resource=["*"])

service = Worker(
    container=Container(image="worker:1", variables={"DATABASE_HOST": "db.example.com"}),
    uses=(
        Reach(security_group="sg-0a1b2c3d4e5f60718", port=5432),
        Secret(variable="DATABASE_PASSWORD", parameter="/{environment}/db/password"),
        Statements((no_iam,)),
    ),
)
