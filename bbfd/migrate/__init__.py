"""EC2 launch type -> Fargate, in the text of the template itself: only what must change changes.

NAME.py       ONE FILE, ONE KIND OF CHANGE: `STEP`, what it looks at, what it edits, why, what AWS says otherwise
blockers/     ONE FILE, ONE THING THAT A PERSON MUST DECIDE: `BLOCKER`, and what people do instead
_migrate.py   text -> Migration: blockers first, then every step, then the edits of all at once
_subjects.py  what is looked at: tasks, and what launches them; _moving.py which of them are migrated
_network.py   where subnets, the VPC and the load balancer's security group come from
_traffic.py   load balancers, and what they connect to; _admitted.py who is let in there
_bystanders.py instances that no cluster has; _mentions.py what refers to other resources, and where
_step.py      what a step and a blocker are
_result.py    what came of it
_edits.py     edits -> pieces of text; _block.py and _flow.py line by line and between brackets, _work.py by node,
              _comments.py what stays of a value that goes
_meant.py     edits -> what they make of the template's values: the edited text must say just that
_shared.py    aliases that stand for text that is not the same for all of them any more
_written.py   values as the text around them is written
_definition.py  a migrated template -> definitions of BBFD; _told.py their containers, _balanced.py their Http,
              _python.py their source
"""

from bbfd.migrate._definition import Definition, definitions
from bbfd.migrate._migrate import all_blockers, all_steps, migrate
from bbfd.migrate._result import Changed, Decision, Known, Lines, Migration

__all__ = [
    "Changed",
    "Decision",
    "Definition",
    "Known",
    "Lines",
    "Migration",
    "all_blockers",
    "all_steps",
    "definitions",
    "migrate",
]
