"""
ctl_session.py: runs commands of airflowctl one after the other in one process, as its program would, without a start of Python for each.
Writes a line with all commands that there are; then reads a JSON list of arguments a line and writes {"code", "out", "err"} for it.
"""

import argparse
import contextlib
import io
import json
import sys
import traceback

import httpx
from airflowctl.__main__ import main
from airflowctl.ctl.cli_parser import get_parser

# A slow machine must not fail a test of what is right: after five seconds it would ask again.
httpx.Client.__init__.__kwdefaults__["timeout"] = httpx.Timeout(None)


def commands(parser, path=()):
    """The words of every command that has none below it."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        return [" ".join(path)]
    return [one for group in groups for name, below in group.choices.items() for one in commands(below, (*path, name))]


def run(arguments):
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.argv = ["airflowctl", *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            # As Python itself ends: a text is an error.
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
            if isinstance(end.code, str):
                print(end.code, file=sys.stderr)
        except Exception:
            code = 1
            traceback.print_exc()
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def answer(value):
    print(json.dumps(value), flush=True)


answer(commands(get_parser()))
for line in sys.stdin:
    answer(run(json.loads(line)))
