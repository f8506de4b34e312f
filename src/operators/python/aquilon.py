"""What a Python function of a task may ask of Aquilon: `from aquilon import get_context, skip`."""


class TaskSkipped(Exception):
    """Ends the task as skipped."""


class TaskFailed(Exception):
    """Ends the task as failed, without a retry."""


class TaskStopped(BaseException):
    """Raised in the main thread when the task is to end: time-out, mark, clear, shutdown."""


_context = {}
_ask = None


def get_context():
    """The run and the task: a dict with dag_id, run_id, task_id, logical_date, params, conf and so on."""
    return _context


def skip(reason="Skipped"):
    """Ends the task as skipped."""
    raise TaskSkipped(reason)


def fail(reason):
    """Ends the task as failed, without a retry."""
    raise TaskFailed(reason)


def get_variable(key, default=None):
    """The text of a variable; `default` where there is none."""
    value = _ask({"op": "get_variable", "key": key})
    return default if value is None else value


def get_connection(conn_id):
    """A dict with conn_type, host, port, schema, login, password, extra, uri; None where there is none."""
    return _ask({"op": "get_connection", "conn_id": conn_id})


def xcom_push(key, value):
    """Keeps a value under a key of this task instance, at once."""
    _ask({"op": "xcom_push", "key": key, "value": value})
