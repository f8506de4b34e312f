"""
Writes the command line of Airflow as one JSON object: by command the names of its arguments and options. With the providers whose commands belong to it:

    pip install apache-airflow==3.3.2 apache-airflow-providers-fab apache-airflow-providers-celery
    AIRFLOW__CORE__AUTH_MANAGER=airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager \\
    AIRFLOW__CORE__EXECUTOR=CeleryExecutor python airflow_cli.py > airflow-cli.json
"""

import argparse
import json

from airflow.cli import cli_parser

commands = {}


def walk(parser, path):
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if groups:
        for name, child in groups[0].choices.items():
            walk(child, [*path, name])
        return
    commands[" ".join(path)] = {
        "arguments": [action.dest for action in parser._actions if not action.option_strings],
        "options": sorted(
            "/".join(action.option_strings)
            for action in parser._actions
            if action.option_strings and "--help" not in action.option_strings
        ),
    }


walk(cli_parser.get_parser(), [])
lines = [f"  {json.dumps(name)}: {json.dumps(commands[name])}" for name in sorted(commands)]
print("{\n" + ",\n".join(lines) + "\n}")
