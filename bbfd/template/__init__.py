"""Documents: CloudFormation templates as plain values, whoever wrote them.

write.py        a template as YAML or JSON text, fast and stable byte for byte
scalars.py      texts and numbers as YAML, quoted where they would be taken for something else
read.py         text -> Document; yaml_text.py and json_text.py walk the text, growing.py grows value and places
plain.py        what YAML takes a text without quotes for
document.py     Document: the body, its resources by type, the place of every node
values.py       what a value is, as far as that can be known: parameters, mappings, conditions, functions
source.py       the text as nodes that know where they begin and end, for edits of the text itself
remarks.py      comments that speak to BBFD, and what they are about
nesting.py      nested stacks whose templates are files, and what is handed over to them
macros.py       what CloudFormation will change in a template before it reads it
inert.py        JSON that a terminal or a CI log only shows
scenarios.py    the sets of parameter values under which the conditions of a template come out differently
"""

from bbfd.template.document import Document, document
from bbfd.template.read import read
from bbfd.template.values import UNKNOWN, Reference
from bbfd.template.write import write_json, write_yaml

__all__ = ["UNKNOWN", "Document", "Reference", "document", "read", "write_json", "write_yaml"]
