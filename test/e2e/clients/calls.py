"""What the scripts of the official Python client share: signing in, waiting, and knowing which operations have succeeded."""

import inspect
import time

import airflow_client.client as client
import requests

# Generous: a slow machine must not fail a test of what is right.
LIMIT = 100

# Every operation comes in three forms; these are the other two.
OTHER_FORMS = ("_with_http_info", "_without_preload_content")


def token_of(host, username, password):
    """A bearer token, as the readme of the client says."""
    answer = requests.post(f"{host}/auth/token", json={"username": username, "password": password}, timeout=LIMIT)
    assert answer.status_code == 201, answer.text
    return answer.json()["access_token"]


def all_operations():
    """`Api.operation` for each that the client has."""
    classes = inspect.getmembers(client, lambda one: inspect.isclass(one) and one.__name__.endswith("Api"))
    return {
        f"{name}.{operation}"
        for name, api in classes
        for operation, method in vars(api).items()
        if inspect.isfunction(method) and not operation.startswith("_") and not operation.endswith(OTHER_FORMS)
    }


class Calls:
    """The API classes by their names: `calls.PoolApi.get_pools()`. Keeps in `succeeded` which of their operations have answered."""

    def __init__(self, api_client):
        self._api_client = api_client
        self.succeeded = set()

    def __getattr__(self, api):
        return Operations(getattr(client, api)(self._api_client), api, self.succeeded)


class Operations:
    def __init__(self, api, name, succeeded):
        self._api, self._name, self._succeeded = api, name, succeeded

    def __getattr__(self, operation):
        method = getattr(self._api, operation)

        def call(*args, **kwargs):
            try:
                answer = method(*args, **kwargs)
            except Exception as error:
                error.add_note(f"by {self._name}.{operation}{args}{kwargs}")
                raise
            plain = operation
            for form in OTHER_FORMS:
                plain = plain.removesuffix(form)
            self._succeeded.add(f"{self._name}.{plain}")
            return answer

        return call


def eventually(what, look):
    """The first answer of `look` that is true. What is not there yet is no error."""
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        try:
            found = look()
            if found:
                return found
        except client.exceptions.NotFoundException:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not come about within {LIMIT} s")


def expect(what, found, expected):
    if found != expected:
        raise AssertionError(f"{what}: {found!r} instead of {expected!r}")


def refused(what, error, call):
    try:
        call()
    except error:
        return
    raise AssertionError(f"{what}: not refused")
