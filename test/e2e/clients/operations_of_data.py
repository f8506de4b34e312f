"""Operations about what is kept: stored states, assets, backfills, variables, connections, pools."""

from datetime import datetime, timezone

import airflow_client.client as client
from calls import eventually, expect


def stores(calls):
    api, at = calls.TaskStateStoreApi, ("shop", "r1", "load")
    api.set_task_state_store("cursor", *at, client.TaskStateStoreBody(value={"page": 1}))
    api.patch_task_state_store("cursor", *at, client.TaskStateStorePatchBody(value={"page": 2}))
    expect("state", api.get_task_state_store("cursor", *at).value, {"page": 2})
    expect("states", [one.key for one in api.list_task_state_store(*at).task_state_store], ["cursor"])
    api.delete_task_state_store("cursor", *at)
    api.clear_task_state_store(*at)
    expect("states after all", api.list_task_state_store(*at).total_entries, 0)
    api, asset = calls.AssetStateStoreApi, calls.AssetApi.get_assets(name_pattern="prices").assets[0].id
    api.set_asset_state_store("etag", asset, client.AssetStateStoreBody(value="abc"))
    expect("state of an asset", api.get_asset_state_store("etag", asset).value, "abc")
    expect("states of an asset", [one.key for one in api.list_asset_state_store(asset).asset_state_store], ["etag"])
    api.delete_asset_state_store("etag", asset)
    api.clear_asset_state_store(asset)
    expect("states of an asset after all", api.list_asset_state_store(asset).total_entries, 0)


def assets(calls):
    """`report` waits for sales and prices, and of the two only sales was written by r1."""
    api = calls.AssetApi
    by_name = {one.name: one.id for one in api.get_assets().assets}
    expect("assets", sorted(by_name), ["hours", "prices", "sales"])
    sales = api.get_asset(by_name["sales"])
    expect("asset", (sales.uri, sales.group, sales.extra), ("s3://shop/sales.csv", "shop", {"owner": "ada"}))
    alias = api.get_asset_aliases().asset_aliases[0]
    expect("alias", api.get_asset_alias(alias.id)["name"], "sales by region")
    queued = api.get_dag_asset_queued_events("report").queued_events
    expect("queued events", [one.asset_id for one in queued], [sales.id])
    expect("those of the asset", api.get_asset_queued_events(sales.id).total_entries, 1)
    expect("that of both", api.get_dag_asset_queued_event("report", sales.id).dag_id, "report")
    api.delete_dag_asset_queued_event("report", sales.id)
    body = client.CreateAssetEventsBody(asset_id=sales.id, extra={"rows": 5})
    expect("event", api.create_asset_event(body).extra["rows"], 5)
    api.delete_dag_asset_queued_events("report")
    api.create_asset_event(body)
    api.delete_asset_queued_events(sales.id)
    api.create_asset_event(body)
    events = api.get_asset_events(asset_id=sales.id, order_by=["timestamp"]).asset_events
    expect("events", [one.source_task_id for one in events], ["publish", None, None, None])
    made = api.materialize_asset(by_name["prices"], client.MaterializeAssetBody(dag_run_id="made"))
    expect("run that makes prices", (made.dag_id, made.dag_run_id), ("price_list", "made"))
    reported = eventually("the run of report", lambda: calls.DagRunApi.get_dag_runs("report").dag_runs)[0]
    upstream = calls.DagRunApi.get_upstream_asset_events("report", reported.dag_run_id)
    expect("what it was made for", sorted(one.name for one in upstream.asset_events), ["prices", "sales"])
    api.create_asset_event(client.CreateAssetEventsBody(asset_id=by_name["hours"], partition_key="2026-01-01T08:00:00"))
    run = eventually("the run of a partition", lambda: calls.DagRunApi.get_dag_runs("hourly").dag_runs)[0]
    cleared = calls.DagRunApi.clear_dag_run_partitions(
        "hourly", client.ClearPartitionsBody(partition_key=run.partition_key)
    )
    expect("runs of the partition", (cleared.dag_runs_cleared, cleared.dry_run), (1, True))


def backfills(calls):
    api = calls.BackfillApi
    days = [datetime(2026, 1, day, tzinfo=timezone.utc) for day in (1, 3)]
    body = client.BackfillPostBody(dag_id="daily", from_date=days[0], to_date=days[1], max_active_runs=1)
    dates = [one.logical_date for one in api.create_backfill_dry_run(body).backfills]
    expect("dates", (dates[0], len(dates), dates[-1]), (days[0], 3, days[1]))
    # Nothing of it runs before it is cancelled.
    calls.DAGApi.patch_dag("daily", client.DAGPatchBody(is_paused=True))
    made = api.create_backfill(body)
    expect("backfill", (made.dag_id, made.max_active_runs, made.is_paused), ("daily", 1, False))
    expect("paused", api.pause_backfill(made.id).is_paused, True)
    expect("unpaused", api.unpause_backfill(made.id).is_paused, False)
    expect("backfills", [one.id for one in api.list_backfills("daily").backfills], [made.id])
    expect("the same", api.get_backfill(made.id).to_date, days[1])
    assert api.cancel_backfill(made.id).completed_at is not None


def secrets(calls):
    api, variable = calls.VariableApi, client.VariableBody
    expect("variable", api.post_variable(variable(key="team", value="analysts")).value, "analysts")
    expect("changed", api.patch_variable("team", variable(key="team", value="ops")).value, "ops")
    expect("the same", api.get_variable("team").value, "ops")
    create = {"action": "create", "entities": [{"key": "api_key", "value": "a-long-secret"}]}
    answer = api.bulk_variables(client.BulkBodyVariableBody.from_dict({"actions": [create]}))
    expect("bulk", answer.create.success, ["api_key"])
    shown = {one.key: one.value for one in api.get_variables().variables}
    expect("variables", shown, {"team": "ops", "api_key": "***"})
    api.delete_variable("team")

    api, connection = calls.ConnectionApi, client.ConnectionBody
    http = {"connection_id": "shop_api", "conn_type": "http"}
    made = api.post_connection(connection(**http, host="shop.example", password="a-long-secret"))
    expect("connection", (made.host, made.password), ("shop.example", "***"))
    expect("changed", api.patch_connection("shop_api", connection(**http, port=8443), update_mask=["port"]).port, 8443)
    expect("the same", api.get_connection("shop_api").host, "shop.example")
    create = {"action": "create", "entities": [{**http, "connection_id": "other_api"}]}
    expect(
        "bulk",
        api.bulk_connections(client.BulkBodyConnectionBody.from_dict({"actions": [create]})).create.success,
        ["other_api"],
    )
    expect(
        "connections",
        [one.connection_id for one in api.get_connections(order_by=["-connection_id"]).connections],
        ["shop_api", "other_api"],
    )
    api.delete_connection("other_api")
    file = connection(connection_id="tried", conn_type="sqlite", host=":memory:")
    assert api.test_connection(file).message
    queued = api.enqueue_connection_test(client.ConnectionTestRequestBody(**file.to_dict()))
    ended = lambda: api.get_connection_test(queued.token).state in ("success", "failed")
    eventually("the end of the test", ended)
    api.create_default_connections()


def pools(calls):
    api = calls.PoolApi
    expect("pool", api.post_pool(client.PoolBody(name="cards", slots=2)).open_slots, 2)
    changed = client.PoolPatchBody(pool="cards", slots=3, include_deferred=False)
    expect("changed", api.patch_pool("cards", changed, update_mask=["slots"]).slots, 3)
    expect("the same", api.get_pool("cards").slots, 3)
    actions = [
        {"action": "create", "entities": [{"name": "printers", "slots": 1}]},
        {"action": "delete", "entities": ["cards"]},
    ]
    answer = api.bulk_pools(client.BulkBodyPoolBody.from_dict({"actions": actions}))
    expect("bulk", (answer.create.success, answer.delete.success), (["printers"], ["cards"]))
    expect("pools", sorted(one.name for one in api.get_pools().pools), ["default_pool", "printers"])
    api.delete_pool("printers")
