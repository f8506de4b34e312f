"""Operations about what runs: DAGs, runs, task instances, questions to people, XComs."""

import airflow_client.client as client
from airflow_client.client.exceptions import BadRequestException
from calls import eventually, expect, refused


def dags(calls):
    eventually("every DAG", lambda: calls.DAGApi.get_dags(tags=["clients"]).total_entries == 8)
    dag = calls.DAGApi.get_dag("shop")
    expect("DAG", (dag.dag_id, dag.is_paused, [tag.name for tag in dag.tags]), ("shop", False, ["clients"]))
    details = calls.DAGApi.get_dag_details("shop")
    expect("docs of the DAG", details.doc_md, "Orders of a *shop*.")
    expect("params of the DAG", details.params["region"]["value"], "eu")
    expect("pause", calls.DAGApi.patch_dag("hello", client.DAGPatchBody(is_paused=True)).is_paused, True)
    switched = calls.DAGApi.patch_dags(client.DAGPatchBody(is_paused=False), dag_id_pattern="hello")
    expect("switch", [(one.dag_id, one.is_paused) for one in switched.dags], [("hello", False)])
    calls.DAGApi.favorite_dag("shop")
    expect("favorites", [one.dag_id for one in calls.DAGApi.get_dags(is_favorite=True).dags], ["shop"])
    calls.DAGApi.unfavorite_dag("shop")
    expect("tags", calls.DAGApi.get_dag_tags(tag_name_pattern="client").tags, ["clients"])
    expect("tasks", calls.TaskApi.get_tasks("hello").tasks[0].task_id, "hear")
    expect("mapped task", calls.TaskApi.get_task("shop", "double").is_mapped, True)
    assert "export const shop" in calls.DagSourceApi.get_dag_source("shop").content
    expect("versions", calls.DagVersionApi.get_dag_versions("shop").total_entries, 1)
    expect("version", calls.DagVersionApi.get_dag_version("shop", 1).version_number, 1)
    error = eventually("the import error", lambda: calls.ImportErrorApi.get_import_errors().import_errors)[0]
    assert error.filename.endswith("broken.ts"), error.filename
    assert "nowhere.ts" in calls.ImportErrorApi.get_import_error(error.import_error_id).stack_trace
    warnings = calls.DagWarningApi.list_dag_warnings(dag_id="crowded").dag_warnings
    expect("warnings", [one.warning_type for one in warnings], ["non-existent pool"])
    calls.DAGParsingApi.reparse_dag_file(dag.file_token)


def runs(calls):
    """The run `r1` of shop stands at its question; `r2` of doomed has failed."""
    body = client.TriggerDAGRunPostBody(dag_run_id="r1", logical_date=None, conf={"region": "us"}, note="by a client")
    made = calls.DagRunApi.trigger_dag_run("shop", body)
    expect(
        "run", (made.dag_run_id, made.conf, made.run_type, made.note), ("r1", {"region": "us"}, "manual", "by a client")
    )
    waiting = lambda: calls.TaskInstanceApi.get_task_instance("shop", "r1", "ask").state == "awaiting_input"
    eventually("the question", waiting)
    run = calls.DagRunApi.get_dag_run("shop", "r1")
    expect("state", run.state, "running")
    assert run.start_date.tzinfo is not None
    calls.DagRunApi.trigger_dag_run("doomed", client.TriggerDAGRunPostBody(dag_run_id="r2"))
    for api in [calls.DagRunApi, calls.ExperimentalApi]:
        lines = api.wait_dag_run_until_finished("doomed", "r2", 1, result=["fail"])
        assert "failed" in str(lines), lines
    found = calls.DagRunApi.get_dag_runs("~", state=["failed"], dag_id_prefix_pattern="doom")
    expect("failed runs", [one.dag_run_id for one in found.dag_runs], ["r2"])
    batch = client.DAGRunsBatchBody(dag_ids=["shop", "doomed"], order_by="dag_id")
    expect(
        "runs", [one.dag_id for one in calls.DagRunApi.get_list_dag_runs_batch("~", batch).dag_runs], ["doomed", "shop"]
    )
    noted = calls.DagRunApi.patch_dag_run("doomed", "r2", client.DAGRunPatchBody(note="seen"), update_mask=["note"])
    expect("note", noted.note, "seen")
    update = {"action": "update", "entities": [{"dag_run_id": "r2", "note": "seen twice"}]}
    answer = calls.DagRunApi.bulk_dag_runs("doomed", client.BulkBodyBulkDAGRunBody.from_dict({"actions": [update]}))
    expect("bulk", answer.update.success, ["doomed.r2"])
    # What a dry run answers the client cannot read, from Airflow either: each task instance in it is both of two kinds.
    cleared = calls.DagRunApi.clear_dag_run("doomed", "r2", client.DAGRunClearBody(dry_run=False))
    expect("cleared run", cleared.actual_instance.dag_run_id, "r2")
    failed = lambda: calls.DagRunApi.get_dag_run("doomed", "r2").state == "failed"
    eventually("the end of the cleared run", failed)
    chosen = client.BulkDAGRunClearBody.from_dict({"dag_runs": [{"dag_run_id": "r2"}], "dry_run": False})
    expect("cleared runs", calls.DagRunApi.clear_dag_runs("doomed", chosen).actual_instance.total_entries, 1)
    eventually("the end of the run that was cleared again", failed)
    expect("stats", calls.DagStatsApi.get_dag_stats(dag_ids=["doomed"]).dags[0].dag_id, "doomed")
    logs = calls.EventLogApi.get_event_logs(event="trigger_dag_run", dag_id="shop").event_logs
    expect("event log", [(one.owner, one.run_id) for one in logs], [("admin", "r1")])
    expect("one of them", calls.EventLogApi.get_event_log(logs[0].event_log_id).event, "trigger_dag_run")


def task_instances(calls):
    api, at = calls.TaskInstanceApi, ("shop", "r1")
    found = api.get_task_instances(*at, order_by=["task_id"])
    expect("task instances", found.total_entries, 9)
    load = api.get_task_instance(*at, "load")
    expect("load", (load.state, load.try_number, load.pool), ("success", 2, "default_pool"))
    assert load.duration >= 0 and load.end_date > load.start_date
    expect("mapped", api.get_mapped_task_instance(*at, "double", 1).map_index, 1)
    expect(
        "all mapped", [one.map_index for one in api.get_mapped_task_instances(*at, "double").task_instances], [0, 1, 2]
    )
    batch = client.TaskInstancesBatchBody(dag_ids=["shop"], state=["awaiting_input"])
    expect("batch", [one.task_id for one in api.get_task_instances_batch("~", "~", batch).task_instances], ["ask"])
    tries = api.get_task_instance_tries(*at, "load").task_instances
    expect("tries", [(one.try_number, one.state) for one in tries], [(1, "failed"), (2, "success")])
    expect("try", api.get_task_instance_try_details(*at, "load", 1).state, "failed")
    expect("tries of a mapped one", len(api.get_mapped_task_instance_tries(*at, "double", 0).task_instances), 1)
    expect("try of a mapped one", api.get_mapped_task_instance_try_details(*at, "double", 1, 0).state, "success")
    log = api.get_log(*at, "load", 2, full_content=True).content.actual_instance
    assert "loading orders" in [line.event for line in log], log
    refused("logs elsewhere", BadRequestException, lambda: api.get_external_log_url(*at, "load", 2))
    for reasons in [
        api.get_task_instance_dependencies(*at, "publish"),
        api.get_task_instance_dependencies_by_map_index(*at, "publish", -1),
    ]:
        assert any("ask" in one.reason for one in reasons.dependencies), reasons

    mark = client.PatchTaskInstanceBody
    ahead = api.patch_task_instance_dry_run("doomed", "r2", "fail", mark(new_state="success"))
    expect("dry run of a mark", [one.task_id for one in ahead.task_instances], ["fail"])
    ahead = api.patch_task_instance_dry_run_by_map_index(*at, "double", 0, mark(new_state="failed"))
    expect("dry run of a mapped mark", [one.map_index for one in ahead.task_instances], [0])
    marked = api.patch_task_instance("doomed", "r2", "fail", mark(new_state="success"))
    expect("mark", [one.state for one in marked.task_instances], ["success"])
    noted = api.patch_task_instance_by_map_index(*at, "double", 2, mark(note="the dearest"), update_mask=["note"])
    expect("note", noted.task_instances[0].note, "the dearest")
    ahead = api.patch_task_group_instances_dry_run(*at, "check", mark(new_state="failed"))
    expect("dry run of a group", sorted(one.task_id for one in ahead.task_instances), ["check.count", "check.total"])
    noted = api.patch_task_group_instances(*at, "check", mark(note="checked"), update_mask=["note"])
    expect("notes of a group", {one.note for one in noted.task_instances}, {"checked"})
    update = {"action": "update", "entities": [{"task_id": "load", "note": "loaded"}]}
    answer = api.bulk_task_instances(*at, client.BulkBodyBulkTaskInstanceBody.from_dict({"actions": [update]}))
    assert answer.update.success and not answer.update.errors, answer
    cleared = api.post_clear_task_instances("doomed", client.ClearTaskInstancesBody(dry_run=True, only_failed=False))
    expect("dry run of a clear of tasks", [one.task_id for one in cleared.task_instances], ["fail"])


def questions(calls):
    api, at = calls.TaskInstanceApi, ("shop", "r1", "ask", -1)
    asked = api.get_hitl_detail(*at)
    expect("question", (asked.subject, asked.options), ("Publish the us sales?", ["Approve", "Reject"]))
    open_ones = api.get_hitl_details("shop", "r1", response_received=False).hitl_details
    expect("open questions", [one.task_instance.task_id for one in open_ones], ["ask"])
    answer = api.update_hitl_detail(*at, client.UpdateHITLDetailPayload(chosen_options=["Approve"]))
    expect("answer", (answer.chosen_options, answer.responded_by.name), (["Approve"], "admin"))
    eventually("the end of r1", lambda: calls.DagRunApi.get_dag_run("shop", "r1").state == "success")
    tried = api.get_hitl_detail_try_detail(*at, 1)
    expect("question of the try", tried.chosen_options, ["Approve"])
    for links in [calls.ExtraLinksApi, api]:
        found = links.get_extra_links("shop", "r1", "tell").extra_links
        assert "/dags/hello/runs/" in found["Triggered DAG"], found


def xcoms(calls):
    at = ("shop", "load", "r1")
    found = calls.XComApi.get_xcom_entries("shop", "r1", "~")
    assert "return_value" in [one.key for one in found.xcom_entries], found
    made = calls.XComApi.create_xcom_entry(*at, client.XComCreateBody(key="rows", value={"count": 3}))
    expect("value", made.value, {"count": 3})
    changed = calls.XComApi.update_xcom_entry(*at, "rows", client.XComUpdateBody(value=[1]))
    expect("changed value", changed.value, [1])
    expect("return value", calls.XComApi.get_xcom_entry(*at, "return_value").actual_instance.value, [3, 4, 5])
    calls.XComApi.delete_xcom_entry(*at, "rows")
    expect(
        "keys", [one.key for one in calls.XComApi.get_xcom_entries("shop", "r1", "load").xcom_entries], ["return_value"]
    )
