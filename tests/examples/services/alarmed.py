"""Alarms end a deployment and roll it back; it has succeeded when nine of ten new tasks are healthy."""

from bbfd import Alarm, Container, EarlySuccess, Rolling, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    count=10,
    deployment=Rolling(
        minimum_healthy=90,
        early_success=EarlySuccess(healthy=90),
        alarms=(
            Alarm.cpu(above=90),
            Alarm.errors(above=10),
            Alarm.response_time(above=1.5, minutes=5),
            "{environment}-orders-lost",
        ),
    ),
)
