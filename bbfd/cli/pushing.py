"""The images of services into the registry of an environment: built if need be, pushed once, read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache

from bbfd.build.images import repository_name, repository_uri
from bbfd.cli.building import Images, trials_of
from bbfd.cli.call import Call
from bbfd.cli.depot import Depot
from bbfd.cli.engines import bench, workshop
from bbfd.cli.images_given import must_be_images
from bbfd.cli.means import acting_as
from bbfd.cli.stacks import Stacks
from bbfd.deploy.plan.image import split
from bbfd.deploy.release.arrived import Arrived, How
from bbfd.errors import EngineError, Refused, UsageError
from bbfd.images.building import Order, Workshop, built
from bbfd.images.credentials import let_in
from bbfd.images.pushing import Parcel, made_for, push
from bbfd.images.recipes import Wanted
from bbfd.images.records import Built, Login
from bbfd.report.building import built_line, tried_lines


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked for with images.

    image: the name of one that the engine has, in place of one that is built. tag: to be had besides its own.
    tests: the checks of what is built are tried before. scan: the severity that stops it. every: of the project.
    """

    image: str | None = None
    tag: str | None = None
    engine: str | None = None
    tests: bool = False
    scan: str | None = None
    every: bool = False
    yes: bool = False
    as_json: bool = False
    timeout: float = 30 * 60.0
    wait_lock: float = 45 * 60.0


@dataclass(frozen=True, kw_only=True)
class Goods:
    """An image that is to be brought: one that is built, or one that the engine has. tag: its own."""

    service: str
    container: str
    repository: str
    tag: str
    want: Wanted | None = None
    order: Order | None = None
    image: str = ""


def push_services(call: Call, stacks: Stacks, names: Sequence[str], asked: Asked) -> int:
    """Push the images of services, and say what each is called there; the exit code."""
    arrived, code = bring(call, stacks, names, asked)
    if not asked.as_json:
        for each in arrived:
            print(each.image)
    return code


def bring(
    call: Call, stacks: Stacks, names: Sequence[str], asked: Asked
) -> tuple[tuple[Arrived, ...], int]:
    """Have the images of services in the registry of an environment; with the exit code where that stopped."""
    must_be_images((), asked.tag, names)
    images = Images(
        call=call, project=stacks.project, names=names, place=stacks.place, every=asked.every
    )
    if asked.image is None:
        _ = images.wanted  # what is wrong with them is told without an engine
    acts = acting_as(call, stacks, asked)
    with acts as means, workshop(call, asked.engine) as shop:
        depot = Depot(
            call=call,
            stacks=stacks,
            means=means,
            scan=asked.scan or "",
            timeout=asked.timeout,
            wait_lock=asked.wait_lock,
            as_json=asked.as_json,
        )
        quay = Quay(depot=depot, shop=shop, images=images, asked=asked)
        goods = quay.goods(names)
        code = depot.ready(each.repository for each in goods)
        return ((), code) if code else (tuple(quay.brought(goods)), 0)


@dataclass(frozen=True, kw_only=True)
class Quay:
    """Where images are handed from an engine to a registry."""

    depot: Depot
    shop: Workshop
    images: Images
    asked: Asked

    def goods(self, names: Sequence[str]) -> tuple[Goods, ...]:
        """What is to be brought. Raises UsageError, DefinitionError."""
        if self.asked.image is not None:
            return (self._given(self.asked.image, names),)
        orders = self.images.orders(self.shop.run)
        return tuple(
            Goods(
                service=order.service,
                container=order.container,
                repository=order.repository,
                tag=order.tag,
                want=want,
                order=order,
            )
            for want, order in orders
        )

    def brought(self, goods: Sequence[Goods]) -> Iterator[Arrived]:
        """Each, once it is there. The engine is let in once, and forgets it at the end."""
        variables = self.depot.call.outside.variables
        with ExitStack() as held:

            @cache
            def login() -> Login:
                token = held.enter_context(self.depot.means.aws.images.opened())
                return held.enter_context(let_in(token, self.shop.engine, self.shop.run, variables))

            for each in goods:
                yield self._brought(each, login)

    def _given(self, image: str, names: Sequence[str]) -> Goods:
        """An image that was built by other means, for the main container of one service."""
        tag = self.asked.tag or split(image)[1]
        if len(names) != 1 or not tag or tag.startswith("sha256:"):
            raise UsageError(
                "--image is one image of one service, with a tag",
                fix=f"bbfd push {names[0]} --env {self.depot.stacks.place.name} --image NAME:TAG",
            )
        [name] = names
        service = self.depot.stacks.project.service(name)
        container = service.value.container
        repository = repository_name(container, name)
        if repository is None:
            raise UsageError(
                f"the image of {name} is not in a repository of ours: {container.image}",
                fix=f"write image=Repository(), or image=Build(...), in {service.file}",
            )
        return Goods(
            service=name, container=container.name, repository=repository, tag=tag, image=image
        )

    def _brought(self, goods: Goods, login: Callable[[], Login]) -> Arrived:
        depot, now = self.depot, self.depot.means.clock.monotonic
        began = now()
        place = depot.stacks.place
        uri = repository_uri(place.value, goods.repository)
        images = depot.means.aws.images
        # What a tag of ours is made of stands in it; of another one nobody knows.
        digest = images.digest(f"{uri}:{goods.tag}") if goods.order else None
        how = How.THERE if digest else How.PUSHED
        if digest is None:
            digest = self._pushed(goods, uri, login)
        made = depot.architectures(f"{uri}@{digest}", goods.service)
        tag = self._tagged(uri, digest, goods)
        arrived = Arrived(
            service=goods.service,
            environment=place.name,
            container=goods.container,
            repository=uri,
            digest=digest,
            tag=tag,
            how=how,
            architectures=made,
            findings=depot.findings(f"{uri}@{digest}"),
        )
        arrived = replace(arrived, seconds=now() - began)
        depot.tell(arrived)
        return arrived

    def _tagged(self, uri: str, digest: str, goods: Goods) -> str:
        """Have the tag that was asked for name it, too; the tag that it is called by."""
        asked = self.asked.tag
        if asked is None or asked == goods.tag:
            return goods.tag
        images = self.depot.means.aws.images
        manifest = images.manifest(f"{uri}@{digest}")
        if manifest is not None:
            images.put(uri, manifest, asked)
        return asked

    def _pushed(self, goods: Goods, uri: str, login: Callable[[], Login]) -> str:
        """Push it, and read back its digest."""
        parcel, shop, images = self._parcel(goods), self.shop, self.depot.means.aws.images
        made = made_for(parcel, shop.engine, shop.run)
        self.depot.must_fit(parcel.image, made, goods.service, pushed=False)
        image = f"{uri}:{goods.tag}"
        before = images.digest(image) if goods.order is None else None
        try:
            said = push(parcel, shop.engine, login(), shop.watched)
        except EngineError as error:
            if before is None:
                raise
            raise _taken(image, before) from error
        there = images.digest(image)
        if there is None or (said is not None and said != there):
            raise _another(image, said, there)
        return there

    def _parcel(self, goods: Goods) -> Parcel:
        """The image as the engine has it, built and tested where that is asked for."""
        if goods.order is None or goods.want is None:
            return Parcel(image=goods.image, repository=goods.repository, tag=goods.tag)
        done = built(goods.order, self.shop)
        self.depot.call.console().say([built_line(done)])
        if self.asked.tests:
            self._test(goods.want, done)
        return Parcel(
            image=done.image,
            repository=goods.repository,
            tag=goods.tag,
            platforms=done.platforms,
        )

    def _test(self, want: Wanted, done: Built) -> None:
        """Try its checks. Raises EngineError where one fails: nothing is pushed."""
        tools = bench(self.depot.call, self.shop)
        failed = 0
        for one in trials_of(self.images, want, done, tools):
            self.depot.call.console().say(tried_lines(one))
            failed += not one.passed
        if failed:
            raise EngineError(
                f"{failed} of the checks of {done.service} failed: nothing was pushed",
                fix=f"mend the image, or the checks; `bbfd test {done.service}` tries them again",
            )


def _taken(image: str, digest: str) -> Refused:
    return Refused(
        f"{image} is there already ({digest}), and could not be pushed again: tags there are not moved",
        fix="push it with another tag: --tag TAG",
    )


def _another(image: str, said: str | None, there: str | None) -> Refused:
    what = f"names {there}" if there else "is not there"
    return Refused(
        f"{image} was pushed as {said or 'an image whose digest the engine does not say'}, and {what} in the registry",
        fix="push again; somebody else may push the same tag",
    )
