"""`deployment=BlueGreen(...)`: new tasks are tested on a port of their own, then all traffic is shifted to them."""

from bbfd import Alarm, BlueGreen, Container, Hook, Listener, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    deployment=BlueGreen(
        bake=10,
        test=Listener(port=9443, protocol="HTTPS", admit=("10.0.0.0/8",)),
        hooks=(
            Hook(
                function="arn:aws:lambda:eu-west-1:123456789012:function:smoke-test",
                at=("POST_TEST_TRAFFIC_SHIFT",),
                details={"path": "/health"},
                minutes=15,
            ),
        ),
        alarms=(Alarm.errors(above=5),),
    ),
)
