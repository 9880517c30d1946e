"""Words and documents for what the rest of BBFD found, planned and did.

One file, one subject: a record -> lines for people, and a record -> plain values for JSON.
    errors.py    what was raised             findings.py  what the rules found; sarif.py the same as SARIF
    changes.py   what would change, or go    progress.py  what happens meanwhile; record.py the same for programs,
    cause.py     why it goes wrong                        as schema.json describes it
    outcome.py   how it ended                run.py       how a run over several stacks ended
    status.py    what is there now           live.py      what is under way, as a terminal has room for it
    started.py   tasks and what starts them  history.py   what ran when; diagnosis.py, examination.py  what is wrong
    building.py  images and their checks     releasing.py images that arrive, and environments that they go through
    log.py       what containers wrote       one_off.py   a task that was run by hand
One file, one form: where lines go.
    plain.py     no terminal: whole lines with UTC times       terminal.py  rich, imported for a terminal only
    github.py    annotations on the lines of a pull request    github_job.py, github_files.py  its log, its files
    markdown.py  a comment on a pull request                   junit.py     findings for other vendors of CI
    console.py   which of them
Beneath: line.py (a line and its tone), harmless.py (text that others wrote), redacted.py (secret values out of it),
table.py (columns), background.py (what words need besides the records).
"""
