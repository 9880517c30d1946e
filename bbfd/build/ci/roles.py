"""The two roles of the jobs, and the provider that vouches for who takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from awacs.aws import Action, Statement
from troposphere import GetAtt, Output, Ref, Sub, iam

from bbfd.build.assemble import Made
from bbfd.build.ci.asked import Asked
from bbfd.build.ci.permitted import DEPLOYS, MORE, PLANS, On
from bbfd.build.ci.through import tasks_roles, through_cloudformation, through_its_role
from bbfd.build.ci.trust import PROVIDER, trusting
from bbfd.build.policies import allow, allowing
from bbfd.model.access import Access
from bbfd.model.stack import Refusal, Unbuildable
from bbfd.model.trusted import Issued, Trusted

PLAN = "PlanRole"
DEPLOY = "DeployRole"
_HOURS = 3600


def provider(asked: Asked) -> Iterator[Made]:
    """The issuer of the vendor's tokens: an account has one for each address, so that one that is there is taken.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """
    takers = asked.takers
    if isinstance(takers.deploy, Issued) and takers.provider is None:
        yield iam.OIDCProvider(
            PROVIDER,
            Url=f"https://{takers.deploy.issuer}",
            ClientIdList=[takers.deploy.audience],
        )
        yield Output(PROVIDER, Value=Ref(PROVIDER))


def roles(asked: Asked) -> Iterator[Made]:
    """One that plans, one that deploys. Whoever may deploy may plan."""
    _must_be_told_apart(asked)
    plans = tuple(_allowed(PLANS, asked))
    both = tuple(_allowed({**PLANS, **MORE}, asked))
    aws = asked.place.value.aws
    service_role = aws.service_role if isinstance(aws, Access) else None
    handed = tuple(through_its_role(service_role)) if service_role else ()
    whole = () if service_role else tuple(through_cloudformation(asked))
    deploys = (*both, *_allowed(DEPLOYS, asked), tasks_roles(asked), *handed)
    yield from _role(PLAN, asked.takers.plan, asked, {"plan": (*plans, *handed)}, hours=1)
    policies = {"deploy": deploys, **({"through-cloudformation": whole} if whole else {})}
    yield from _role(DEPLOY, asked.takers.deploy, asked, policies, hours=2)


def _must_be_told_apart(asked: Asked) -> None:
    """Roles are told apart by the stack that made them: these themselves are no role that a deploy may change."""
    name = asked.place.name
    if f"{name}-".startswith("bbfd-"):
        raise Unbuildable(
            Refusal(
                what=f"an environment called {name} has stacks like those of BBFD itself: its deploys could change "
                "these roles",
                fix="give the environment another name",
                definition=asked.place.file,
            )
        )


def _role(
    name: str,
    who: Trusted,
    asked: Asked,
    policies: Mapping[str, tuple[Statement, ...]],
    *,
    hours: int,
) -> Iterator[Made]:
    """hours: as long as a job of this kind may last."""
    yield iam.Role(
        name,
        Description=f"{asked.place.name}: what its jobs {'plan' if name == PLAN else 'deploy'} with",
        AssumeRolePolicyDocument=trusting(who, asked.takers),
        MaxSessionDuration=hours * _HOURS,
        Policies=[
            iam.Policy(PolicyName=each, PolicyDocument=allowing(*statements))
            for each, statements in policies.items()
        ],
    )
    yield Output(name, Value=GetAtt(name, "Arn"))


def _allowed(on: On, asked: Asked) -> Iterator[Statement]:
    """Those on the same things together."""
    together: dict[tuple[str, ...], list[Action]] = {}
    for action, things in on.items():
        together.setdefault(things, []).append(Action(*action.split(":", 1)))
    for things, actions in together.items():
        yield allow(actions, [_thing(each, asked) for each in things])


def _thing(text: str, asked: Asked) -> Sub | str:
    place = asked.place
    told = text.replace("{environment}", place.name).replace(
        "{registry}", place.value.registry.name
    )
    return Sub(told) if "${" in told else told
