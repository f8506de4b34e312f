"""Runs one function of a .py file for a task of Aquilon. Needs Python 3.8 and its standard library, nothing else.

File descriptor 4 brings the order as one line of JSON, and then answers; 3 takes lines of JSON: output, questions, and
how it ended. Output of what Python has started comes on 1 and 2, as it is.
"""
import _thread
import faulthandler
import json
import os
import signal
import sys
import warnings
from importlib.machinery import ModuleSpec, PathFinder

PART = 65536
LARGEST_INT = 2**53 - 1


class Channel:
    """The line to the task process: of this process only, not of those that it forks."""

    def __init__(self):
        for fd in (3, 4):
            os.set_inheritable(fd, False)
        self.pid = os.getpid()
        self.main = _thread.get_ident()
        self.lock = _thread.allocate_lock()
        self.asking = _thread.allocate_lock()
        self.answers = os.fdopen(4, "rb")
        self.busy = False
        self.stopped = None

    def is_mine(self):
        return os.getpid() == self.pid

    def send(self, **message):
        data = memoryview((json.dumps(message) + "\n").encode())
        # A signal must not tear a line apart: its exception waits until the line is out.
        is_main = _thread.get_ident() == self.main
        if is_main and self.busy:
            return
        if is_main:
            self.busy = True
        try:
            with self.lock:
                while data:
                    data = data[os.write(3, data):]
        finally:
            if is_main:
                self.busy = False
        if is_main and self.stopped is not None:
            stopped, self.stopped = self.stopped, None
            raise stopped

    def ask(self, question):
        if not self.is_mine():
            raise RuntimeError("Only the process of the task itself can ask Aquilon, not one that it has started.")
        problem = json_problem(question)
        if problem:
            raise TypeError("The value is no JSON: %s at %s" % problem)
        with self.asking:
            self.send(ask=question)
            answer = json.loads(self.answers.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def on_signal(self, number, _frame):
        stopped = aquilon.TaskStopped("the task is to end (%s)" % signal.Signals(number).name)
        if self.busy:
            self.stopped = stopped
        else:
            raise stopped


class Output:
    """sys.stdout and sys.stderr: what is printed goes to the log line by line, in the order of everything else."""

    encoding = "utf-8"
    errors = "replace"
    newlines = None
    closed = False
    line_buffering = True

    def __init__(self, channel, name, original):
        self.channel = channel
        self.name = "<%s>" % name
        self.mode = "w"
        self.stream = name
        self.buffer = original.buffer
        self.fd = original.fileno()
        self.open = ""

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        if not self.channel.is_mine():
            os.write(self.fd, text.encode("utf-8", "replace"))
            return len(text)
        if len(text) < PART and "\n" not in text and len(self.open) < PART:
            self.open += text
            return len(text)
        whole, self.open = self.open + text, ""
        end = whole.rfind("\n") + 1 or len(whole)
        self.open = whole[end:]
        for at in range(0, end, PART):
            self.channel.send(**{self.stream: whole[at:min(at + PART, end)]})
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        self.buffer.flush()

    def end(self):
        rest, self.open = self.open, ""
        if rest:
            self.channel.send(**{self.stream: rest + "\n"})
        self.flush()

    def fileno(self):
        return self.fd

    def isatty(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return True

    def seekable(self):
        return False

    def reconfigure(self, **_options):
        pass


class LoggingHook:
    """Puts the handler in when somebody imports logging, not before: that takes a quarter of the start."""

    def __init__(self, channel):
        self.channel = channel
        warnings.showwarning = show_warning

    def find_spec(self, name, _path=None, _target=None):
        if name != "logging":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            handle_records(module, self.channel)

        spec.loader.exec_module = exec_module
        return spec


def show_warning(*given, **named):
    """Warnings are log lines: what logging puts in the place of this function sees to it."""
    import logging  # noqa: F401

    warnings.showwarning(*given, **named)


def handle_records(logging, channel):
    class LogHandler(logging.Handler):
        def emit(self, record):
            try:
                text = self.format(record)
                if channel.is_mine():
                    channel.send(log=text, level=record.levelno, logger=record.name)
                else:
                    os.write(2, (text + "\n").encode("utf-8", "replace"))
            except Exception:
                self.handleError(record)

    logging.basicConfig(handlers=[LogHandler()], level=logging.INFO, format="%(message)s")
    logging.captureWarnings(True)


class Snapshot:
    """Modules of the version of the DAG that the run stays on, whatever the files hold by now."""

    def __init__(self, sources, folder):
        self.sources = sources
        self.modules = {}
        for path in sources:
            if not path.endswith(".py") or not path.startswith(folder + os.sep):
                continue
            parts = path[len(folder) + 1:-3].split(os.sep)
            is_package = parts[-1] == "__init__"
            if is_package:
                parts.pop()
            self.modules[".".join(parts)] = (path, is_package)
        for name in list(self.modules):
            for at, letter in enumerate(name):
                if letter == ".":
                    self.modules.setdefault(name[:at], (os.path.join(folder, *name[:at].split(".")), None))

    def find_spec(self, name, _path=None, _target=None):
        if name not in self.modules:
            return None
        path, is_package = self.modules[name]
        if is_package is None:
            spec = ModuleSpec(name, None, is_package=True)
            spec.submodule_search_locations = [path]
            return spec
        spec = ModuleSpec(name, self, origin=path, is_package=is_package)
        if is_package:
            spec.submodule_search_locations = [os.path.dirname(path)]
        spec.has_location = True
        return spec

    def create_module(self, _spec):
        return None

    def exec_module(self, module):
        path = module.__spec__.origin
        exec(compile(self.sources[path], path, "exec", dont_inherit=True), module.__dict__)

    def get_source(self, name):
        return self.sources[self.modules[name][0]]

    def load(self, path):
        """The file of the task, as a module of its name."""
        name = os.path.splitext(os.path.basename(path))[0]
        self.modules[name] = (path, False)
        return __import__(name)


def json_problem(value, path="$", depth=0):
    """What keeps a value from being JSON, and where: (reason, path), or None."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return None
    if isinstance(value, int):
        return None if abs(value) <= LARGEST_INT else ("%d is larger than JSON numbers are exact for" % value, path)
    if isinstance(value, float):
        return None if value - value == 0 else ("%r is no JSON number" % float(value), path)
    if isinstance(value, str):
        return None
    if depth > 500:
        return ("it is nested deeper than 500 levels, or contains itself", path[:200])
    if isinstance(value, (list, tuple)):
        for at, one in enumerate(value):
            if type(one) is not str:
                found = json_problem(one, "%s[%d]" % (path, at), depth + 1)
                if found:
                    return found
        return None
    if isinstance(value, dict):
        for name, one in value.items():
            if not isinstance(name, str):
                return ("the key %.80r is no text" % (name,), path)
            found = json_problem(one, "%s.%s" % (path, name), depth + 1)
            if found:
                return found
        return None
    hint = " (.tolist() makes plain values)" if hasattr(value, "tolist") else ""
    return ("a %s.%s is no JSON value%s" % (kind.__module__, kind.__qualname__, hint), path)


def details(error, sources, is_cause=False):
    """As Airflow's task log holds errors: the error, then what it came of."""
    import linecache
    import traceback

    for path, text in sources.items():
        linecache.cache[path] = (len(text), None, text.splitlines(True), path)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not is_own(frame.filename)]
    found = [
        {
            "exc_type": type(error).__name__,
            "exc_value": str(error),
            "exc_notes": [str(note) for note in getattr(error, "__notes__", [])],
            "syntax_error": None,
            "is_cause": is_cause,
            "frames": [{"filename": one.filename, "lineno": one.lineno, "name": one.name} for one in frames],
            "is_group": False,
            "exceptions": [],
        }
    ]
    lines = ["Traceback (most recent call last):\n"] + traceback.format_list(frames) if frames else []
    text = "".join(lines + traceback.format_exception_only(type(error), error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and len(text) < 100000:
        inner, before = details(cause, sources, error.__cause__ is not None)
        return found + inner, before + "\n" + text
    return found, text


def is_own(path):
    return path == __file__ or path.startswith("<frozen importlib")


def run(order, channel):
    snapshot = Snapshot(order["sources"], os.path.dirname(order["file"]))
    sys.meta_path.insert(0, snapshot)
    sys.path[0] = os.path.dirname(order["file"])
    try:
        module = snapshot.load(order["file"])
        function = getattr(module, order["function"], None)
        if not callable(function):
            known = [name for name, one in vars(module).items() if callable(one) and not name.startswith("_")]
            channel.send(missing=order["function"], known=known[:20])
            return
        value = function(**order["arguments"])
        if hasattr(value, "__await__"):
            import asyncio

            async def wait():
                return await value

            value = asyncio.run(wait())
        problem = json_problem(value)
        if problem:
            channel.send(problem=problem[0], path=problem[1])
        else:
            channel.send(result=value)
    except aquilon.TaskSkipped as reason:
        channel.send(skipped=str(reason))
    except aquilon.TaskStopped as reason:
        channel.send(stopped=str(reason))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if code == 1 and end.code != 1:
            sys.stderr.write("%s\n" % (end.code,))
        channel.send(exit=code)
    except BaseException as error:
        found, text = details(error, order["sources"])
        channel.send(error=found, text=text, retry=not isinstance(error, aquilon.TaskFailed))


def main():
    faulthandler.enable(2)
    channel = Channel()
    signal.signal(signal.SIGTERM, channel.on_signal)
    sys.stdout = Output(channel, "stdout", sys.stdout)
    sys.stderr = Output(channel, "stderr", sys.stderr)
    sys.meta_path.insert(0, LoggingHook(channel))
    order = json.loads(channel.answers.readline())
    aquilon._context = order["context"]
    aquilon._ask = channel.ask
    run(order, channel)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, Output):
            stream.end()


# Nothing of it is to be written beside the files of the product.
keeps, sys.dont_write_bytecode = sys.dont_write_bytecode, True
import aquilon  # noqa: E402

sys.dont_write_bytecode = keeps
main()
