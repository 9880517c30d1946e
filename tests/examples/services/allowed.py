"""What exists, is another service's, or has no word of its own: what the tasks may do with it."""

from bbfd import Allow, Container, ExistingBucket, ExistingTable, FromService, Worker

service = Worker(
    container=Container(image="worker:1"),
    uses=(
        ExistingBucket(bucket="{environment}-reports", access="read", variable="REPORTS"),
        ExistingTable(
            table=FromService(service="table", output="OrdersTable"), variable="ORDERS_TABLE"
        ),
        Allow(
            actions=("ses:SendEmail",),
            resources=("arn:aws:ses:{region}:{account}:identity/example.com",),
        ),
    ),
)
