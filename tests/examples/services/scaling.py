"""`Scaling`: by requests, by a metric of one's own and by steps; at night there is no task."""

from bbfd import (
    Aim,
    Container,
    Cooldown,
    Http,
    Metric,
    OfficeHours,
    Scaling,
    Step,
    Steps,
    Track,
    Tuning,
    WebService,
)

LOGINS = Metric(namespace="Shop", name="Logins", dimensions={"Service": "${Service.Name}"})

service = WebService(
    container=Container(image="shop:1.0", port=8080),
    http=Http(path="/scaled/*"),
    scaling=Scaling(
        minimum=2,
        maximum=10,
        cpu=60,
        requests=Aim(at=1000, removes=False),
        tracks=(Track(name="logins", metric=LOGINS, at=50),),
        steps=(Steps(name="rush", metric=LOGINS, above=(Step(at=500, change=5),)),),
        times=(OfficeHours(opens="07:00", closes="20:00", time_zone="Europe/Berlin"),),
        cooldown=Cooldown(adding=30, removing=300),
    ),
    tuning={"prod": Tuning(maximum=40)},
)
