"""`deployment=Canary(...)`: a tenth of the traffic first; the rest once somebody has said `bbfd continue`."""

from bbfd import Canary, Container, Pause, TestHeader, WebService

service = WebService(
    container=Container(image="nginx:1.27", port=80),
    deployment=Canary(
        percent=10,
        for_=30,
        test=TestHeader(name="X-Canary", values=("yes",)),
        hooks=(Pause(at=("POST_TEST_TRAFFIC_SHIFT",), minutes=120),),
    ),
)
