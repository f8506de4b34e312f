"""Reads .py files without running them. Needs Python 3.8 and its standard library, nothing else.

Standard input: JSON, texts by path. Standard output: JSON by path: the names that the file defines at its top level, or
the mistake of syntax in it. "*" among the names: what there is, is known only when it runs.
"""
import ast
import json
import sys
import warnings

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
ONLY_AT_RUN_TIME = {"__getattr__", "globals", "exec"}


def names_in(tree):
    found = set()
    nodes = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, DEFINITIONS):
            found.add(node.name)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.update((one.asname or one.name).split(".")[0] for one in node.names)
        elif isinstance(node, ast.Name) and (isinstance(node.ctx, ast.Store) or node.id in ONLY_AT_RUN_TIME):
            found.add(node.id)
        nodes.extend(ast.iter_child_nodes(node))
    if found & ONLY_AT_RUN_TIME:
        found.add("*")
    return sorted(found)


def read(path, text):
    try:
        # Compiled as well: what the parser takes may still be refused, such as a return outside of a function.
        compile(text, path, "exec", dont_inherit=True)
        return {"names": names_in(ast.parse(text, path))}
    except SyntaxError as error:
        return {"line": error.lineno, "problem": error.msg}
    except (ValueError, RecursionError, MemoryError) as error:
        return {"line": None, "problem": str(error) or type(error).__name__}


warnings.simplefilter("ignore")
json.dump({path: read(path, text) for path, text in json.load(sys.stdin).items()}, sys.stdout)
