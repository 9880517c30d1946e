"""The validators of others, each wrapped once: `findings(document)` answers in our words, with our places.

cloudformation_validate.py   AWS's own, native: before every deploy, diff and check
remembered.py                the same with a memory: what was said of a template that has not changed
cfn_lint.py                  in `check` and in tests; the extra `lint`
_heard.py                    what a validator answers, and how it may crash
_apart.py                    a validator in a process of its own, with a deadline, where a template is large
_foreign.py                  their findings as ours; what AWS takes all the same
"""
