"""
every_operation.py HOST USERNAME PASSWORD: calls every operation of apache-airflow-client at least once, successfully, on a server that has the DAGs of dags/.
Ends with the number of operations, or with the first that failed, gave another value, or was never called.
"""

import sys

import airflow_client.client as client
import operations_of_data as data
import operations_of_runs as runs
from airflow_client.client.exceptions import ForbiddenException
from calls import Calls, all_operations, eventually, expect, refused, token_of

# What cannot succeed, and why. They are called all the same.
REFUSED = {
    "TaskInstanceApi.get_external_log_url": "no store of logs has pages of its own here, as in Airflow where none is configured"
}


def main(host, username, password):
    configuration = client.Configuration(host=host)
    configuration.access_token = token_of(host, username, password)
    with client.ApiClient(configuration) as api_client:
        calls = Calls(api_client)
        # In this order: each finds what those before it have left.
        parts = [runs.dags, runs.runs, runs.task_instances, runs.questions, runs.xcoms]
        parts += [data.stores, data.assets, data.backfills, data.secrets, data.pools]
        for part in [server, *parts, removal, leaving]:
            part(calls)
    missing = sorted(all_operations() - calls.succeeded - REFUSED.keys())
    expect("operations that were never called", missing, [])
    print(f"{len(calls.succeeded)} operations")


def server(calls):
    health = calls.MonitorApi.get_health()
    expect("health", (health.metadatabase.status, health.scheduler.status), ("healthy", "healthy"))
    assert calls.VersionApi.get_version().version
    sections = [section.name for section in calls.ConfigApi.get_config().sections]
    assert "core" in sections and "scheduler" in sections, sections
    value = calls.ConfigApi.get_config_value("api", "expose_config")
    expect("config", value.sections[0].options[0].value.actual_instance, "True")
    jobs = calls.JobApi.get_jobs(job_type="SchedulerJob").jobs
    expect("jobs", [job.state for job in jobs], ["running"])
    expect("plugins", calls.PluginApi.get_plugins().total_entries, 0)
    expect("import errors of plugins", calls.PluginApi.import_errors().total_entries, 0)
    assert calls.ProviderApi.get_providers().providers[0].package_name


def removal(calls):
    calls.TaskInstanceApi.delete_task_instance("doomed", "r2", "fail")
    calls.DagRunApi.delete_dag_run("doomed", "r2")
    expect("runs after all", calls.DagRunApi.get_dag_runs("doomed").total_entries, 0)
    calls.DAGApi.delete_dag("doomed")
    eventually("the DAG of the file that is still there", lambda: calls.DAGApi.get_dag("doomed"))


def leaving(calls):
    """Both lead to a page for people, which is no JSON that the client could read."""
    expect("sign-in page", calls.LoginApi.login_without_preload_content().status, 200)
    expect("sign-in page", calls.LoginApi.logout_without_preload_content().status, 200)
    refused("after the log-out", ForbiddenException, calls.PoolApi.get_pools)


if __name__ == "__main__":
    main(*sys.argv[1:])
