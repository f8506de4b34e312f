// Made by scripts/generate-api.ts from the OpenAPI document. Do not edit.

export interface Schemas {
  AppBuilderMenuItemResponse: { name: string; href: string; category?: string | null; [name: string]: unknown };
  AppBuilderViewResponse: { name?: string | null; category?: string | null; view?: string | null; label?: string | null; [name: string]: unknown };
  AssetAliasCollectionResponse: { asset_aliases: (Schemas["AssetAliasResponse"])[]; total_entries: number };
  AssetAliasResponse: { id: number; name: string; group: string };
  AssetCollectionResponse: { assets: (Schemas["AssetResponse"])[]; total_entries: number };
  AssetEventAccessControl: { consumer_teams?: (string)[] | null; allow_global?: boolean };
  AssetEventCollectionResponse: { asset_events: (Schemas["AssetEventResponse"])[]; total_entries: number };
  AssetEventResponse: { id: number; asset_id: number; uri?: string | null; name?: string | null; group?: string | null; extra?: { [name: string]: Schemas["JsonValue"] } | null; source_task_id?: string | null; source_dag_id?: string | null; source_run_id?: string | null; source_map_index: number; created_dagruns: (Schemas["DagRunAssetReference"])[]; timestamp: string; partition_key?: string | null };
  AssetResponse: { id: number; name: string; uri: string; group: string; extra?: { [name: string]: Schemas["JsonValue"] } | null; created_at: string; updated_at: string; scheduled_dags: (Schemas["DagScheduleAssetReference"])[]; producing_tasks: (Schemas["TaskOutletAssetReference"])[]; consuming_tasks: (Schemas["TaskInletAssetReference"])[]; aliases: (Schemas["AssetAliasResponse"])[]; watchers: (Schemas["AssetWatcherResponse"])[]; last_asset_event?: Schemas["LastAssetEventResponse"] | null };
  AssetStateStoreBody: { value: Schemas["JsonValue"] };
  AssetStateStoreCollectionResponse: { asset_state_store: (Schemas["AssetStateStoreResponse"])[]; total_entries: number };
  AssetStateStoreLastUpdatedBy: { kind: Schemas["AssetStateStoreWriterKind"]; dag_id?: string | null; run_id?: string | null; task_id?: string | null; map_index?: number | null };
  AssetStateStoreResponse: { key: string; value: Schemas["JsonValue"]; updated_at: string; last_updated_by?: Schemas["AssetStateStoreLastUpdatedBy"] | null };
  AssetStateStoreWriterKind: "task" | "watcher" | "api";
  AssetWatcherResponse: { name: string; trigger_id: number; created_date: string };
  AsyncConnectionTestResponse: { token: string; connection_id: string; state: string; result_message?: string | null; created_at: string };
  BackfillCollectionResponse: { backfills: (Schemas["BackfillResponse"])[]; total_entries: number };
  BackfillPostBody: { dag_id: string; from_date: string; to_date: string; run_backwards?: boolean; dag_run_conf?: { [name: string]: unknown } | null; reprocess_behavior?: Schemas["ReprocessBehavior"]; max_active_runs?: number; run_on_latest_version?: boolean | null };
  BackfillResponse: { id: number; dag_id: string; from_date: string; to_date: string; dag_run_conf: { [name: string]: unknown } | null; is_paused: boolean; reprocess_behavior: Schemas["ReprocessBehavior"]; max_active_runs: number; created_at: string; completed_at: string | null; updated_at: string; dag_display_name: string };
  BaseInfoResponse: { status: string | null };
  BulkActionNotOnExistence: "fail" | "skip";
  BulkActionOnExistence: "fail" | "skip" | "overwrite";
  BulkActionResponse: { success?: (string)[]; errors?: ({ [name: string]: unknown })[] };
  BulkBody_BulkDAGRunBody_: { actions: (Schemas["BulkCreateAction_BulkDAGRunBody_"] | Schemas["BulkUpdateAction_BulkDAGRunBody_"] | Schemas["BulkDeleteAction_BulkDAGRunBody_"])[] };
  BulkBody_BulkTaskInstanceBody_: { actions: (Schemas["BulkCreateAction_BulkTaskInstanceBody_"] | Schemas["BulkUpdateAction_BulkTaskInstanceBody_"] | Schemas["BulkDeleteAction_BulkTaskInstanceBody_"])[] };
  BulkBody_ConnectionBody_: { actions: (Schemas["BulkCreateAction_ConnectionBody_"] | Schemas["BulkUpdateAction_ConnectionBody_"] | Schemas["BulkDeleteAction_ConnectionBody_"])[] };
  BulkBody_PoolBody_: { actions: (Schemas["BulkCreateAction_PoolBody_"] | Schemas["BulkUpdateAction_PoolBody_"] | Schemas["BulkDeleteAction_PoolBody_"])[] };
  BulkBody_VariableBody_: { actions: (Schemas["BulkCreateAction_VariableBody_"] | Schemas["BulkUpdateAction_VariableBody_"] | Schemas["BulkDeleteAction_VariableBody_"])[] };
  BulkCreateAction_BulkDAGRunBody_: { action: "create"; entities: (Schemas["BulkDAGRunBody"])[]; action_on_existence?: Schemas["BulkActionOnExistence"] };
  BulkCreateAction_BulkTaskInstanceBody_: { action: "create"; entities: (Schemas["BulkTaskInstanceBody"])[]; action_on_existence?: Schemas["BulkActionOnExistence"] };
  BulkCreateAction_ConnectionBody_: { action: "create"; entities: (Schemas["ConnectionBody"])[]; action_on_existence?: Schemas["BulkActionOnExistence"] };
  BulkCreateAction_PoolBody_: { action: "create"; entities: (Schemas["PoolBody"])[]; action_on_existence?: Schemas["BulkActionOnExistence"] };
  BulkCreateAction_VariableBody_: { action: "create"; entities: (Schemas["VariableBody"])[]; action_on_existence?: Schemas["BulkActionOnExistence"] };
  BulkDAGRunBody: { dag_run_id: string; dag_id?: string | null; state?: Schemas["DagRunMutableStates"] | null; note?: string | null };
  BulkDAGRunClearBody: { partition_key?: string | null; partition_date_start?: string | null; partition_date_end?: string | null; dry_run?: boolean; only_failed?: boolean; only_new?: boolean; run_on_latest_version?: boolean | null; note?: string | null; dag_runs?: (Schemas["BulkDAGRunBody"])[] };
  BulkDeleteAction_BulkDAGRunBody_: { action: "delete"; entities: (string | Schemas["BulkDAGRunBody"])[]; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkDeleteAction_BulkTaskInstanceBody_: { action: "delete"; entities: (string | Schemas["BulkTaskInstanceBody"])[]; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkDeleteAction_ConnectionBody_: { action: "delete"; entities: (string | Schemas["ConnectionBody"])[]; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkDeleteAction_PoolBody_: { action: "delete"; entities: (string | Schemas["PoolBody"])[]; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkDeleteAction_VariableBody_: { action: "delete"; entities: (string | Schemas["VariableBody"])[]; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkResponse: { create?: Schemas["BulkActionResponse"] | null; update?: Schemas["BulkActionResponse"] | null; delete?: Schemas["BulkActionResponse"] | null };
  BulkTaskInstanceBody: { new_state?: Schemas["TaskInstanceState"] | null; note?: string | null; include_upstream?: boolean; include_downstream?: boolean; include_future?: boolean; include_past?: boolean; task_id: string; map_index?: number | null; dag_id?: string | null; dag_run_id?: string | null };
  BulkUpdateAction_BulkDAGRunBody_: { action: "update"; entities: (Schemas["BulkDAGRunBody"])[]; update_mask?: (string)[] | null; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkUpdateAction_BulkTaskInstanceBody_: { action: "update"; entities: (Schemas["BulkTaskInstanceBody"])[]; update_mask?: (string)[] | null; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkUpdateAction_ConnectionBody_: { action: "update"; entities: (Schemas["ConnectionBody"])[]; update_mask?: (string)[] | null; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkUpdateAction_PoolBody_: { action: "update"; entities: (Schemas["PoolBody"])[]; update_mask?: (string)[] | null; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  BulkUpdateAction_VariableBody_: { action: "update"; entities: (Schemas["VariableBody"])[]; update_mask?: (string)[] | null; action_on_non_existence?: Schemas["BulkActionNotOnExistence"] };
  ClearPartitionsBody: { partition_key?: string | null; partition_date_start?: string | null; partition_date_end?: string | null; run_id?: string | null; clear_task_instances?: boolean; dry_run?: boolean };
  ClearPartitionsResponse: { dag_runs_cleared: number; task_instances_cleared: number; dry_run: boolean };
  ClearTaskInstanceCollectionResponse: { task_instances: (Schemas["TaskInstanceResponse"] | Schemas["NewTaskResponse"])[]; total_entries: number };
  ClearTaskInstancesBody: { dry_run?: boolean; start_date?: string | null; end_date?: string | null; only_failed?: boolean; only_running?: boolean; reset_dag_runs?: boolean; task_ids?: (string | (unknown)[])[] | null; dag_run_id?: string | null; include_upstream?: boolean; include_downstream?: boolean; include_future?: boolean; include_past?: boolean; run_on_latest_version?: boolean | null; prevent_running_task?: boolean; note?: string | null };
  Config: { sections: (Schemas["ConfigSection"])[] };
  ConfigOption: { key: string; value: string | (unknown)[] };
  ConfigSection: { name: string; options: (Schemas["ConfigOption"])[] };
  ConnectionBody: { connection_id: string; conn_type: string; description?: string | null; host?: string | null; login?: string | null; schema?: string | null; port?: number | null; password?: string | null; extra?: string | null; team_name?: string | null };
  ConnectionCollectionResponse: { connections: (Schemas["ConnectionResponse"])[]; total_entries: number };
  ConnectionResponse: { connection_id: string; conn_type: string; description: string | null; host: string | null; login: string | null; schema: string | null; port: number | null; password: string | null; extra: string | null; team_name: string | null };
  ConnectionTestQueuedResponse: { token: string; connection_id: string; state: string };
  ConnectionTestRequestBody: { connection_id: string; conn_type: string; description?: string | null; host?: string | null; login?: string | null; schema?: string | null; port?: number | null; password?: string | null; extra?: string | null; team_name?: string | null; commit_on_success?: boolean; executor?: string | null; queue?: string | null };
  ConnectionTestResponse: { status: boolean; message: string };
  CreateAssetEventsBody: { asset_id: number; partition_key?: string | null; extra?: { [name: string]: unknown }; access_control?: Schemas["AssetEventAccessControl"] | null };
  DAGCollectionResponse: { dags: (Schemas["DAGResponse"])[]; total_entries: number };
  DAGDetailsResponse: { dag_id: string; dag_display_name: string; is_paused: boolean; is_stale: boolean; last_parsed_time: string | null; last_parse_duration: number | null; last_expired: string | null; bundle_name: string | null; bundle_version: string | null; relative_fileloc: string | null; fileloc: string; description: string | null; timetable_summary: string | null; timetable_description: string | null; timetable_partitioned: boolean; timetable_periodic: boolean; tags: (Schemas["DagTagResponse"])[]; max_active_tasks: number; max_active_runs: number | null; max_consecutive_failed_dag_runs: number; has_task_concurrency_limits: boolean; has_import_errors: boolean; next_dagrun_logical_date: string | null; next_dagrun_data_interval_start: string | null; next_dagrun_data_interval_end: string | null; next_dagrun_run_after: string | null; allowed_run_types: (Schemas["DagRunType"])[] | null; owners: (string)[]; catchup: boolean; dag_run_timeout: string | null; asset_expression: { [name: string]: unknown } | null; doc_md: string | null; start_date: string | null; end_date: string | null; is_paused_upon_creation: boolean | null; params: { [name: string]: unknown } | null; render_template_as_native_obj: boolean; template_search_path: (string)[] | null; timezone: string | null; last_parsed: string | null; default_args: { [name: string]: unknown } | null; rerun_with_latest_version?: boolean | null; owner_links?: { [name: string]: string } | null; is_favorite?: boolean; active_runs_count?: number; is_backfillable: boolean; file_token: string; concurrency: number; latest_dag_version: Schemas["DagVersionResponse"] | null };
  DAGPatchBody: { is_paused: boolean };
  DAGResponse: { dag_id: string; dag_display_name: string; is_paused: boolean; is_stale: boolean; last_parsed_time: string | null; last_parse_duration: number | null; last_expired: string | null; bundle_name: string | null; bundle_version: string | null; relative_fileloc: string | null; fileloc: string; description: string | null; timetable_summary: string | null; timetable_description: string | null; timetable_partitioned: boolean; timetable_periodic: boolean; tags: (Schemas["DagTagResponse"])[]; max_active_tasks: number; max_active_runs: number | null; max_consecutive_failed_dag_runs: number; has_task_concurrency_limits: boolean; has_import_errors: boolean; next_dagrun_logical_date: string | null; next_dagrun_data_interval_start: string | null; next_dagrun_data_interval_end: string | null; next_dagrun_run_after: string | null; allowed_run_types: (Schemas["DagRunType"])[] | null; owners: (string)[]; is_backfillable: boolean; file_token: string };
  DAGRunClearBody: { dry_run?: boolean; only_failed?: boolean; only_new?: boolean; run_on_latest_version?: boolean | null; note?: string | null };
  DAGRunCollectionResponse: { dag_runs: (Schemas["DAGRunResponse"])[]; total_entries?: number | null; total_entries_limit?: number | null; next_cursor?: string | null; previous_cursor?: string | null };
  DAGRunPatchBody: { state?: Schemas["DagRunMutableStates"] | null; note?: string | null };
  DAGRunResponse: { dag_run_id: string; dag_id: string; logical_date: string | null; queued_at: string | null; start_date: string | null; end_date: string | null; duration: number | null; data_interval_start: string | null; data_interval_end: string | null; run_after: string; last_scheduling_decision: string | null; run_type: Schemas["DagRunType"]; state: Schemas["DagRunState"]; triggered_by: Schemas["DagRunTriggeredByType"] | null; triggering_user_name: string | null; conf: { [name: string]: unknown } | null; note: string | null; dag_versions: (Schemas["DagVersionResponse"])[]; bundle_version: string | null; dag_display_name: string; partition_key: string | null; partition_date: string | null };
  DAGRunsBatchBody: { order_by?: string | null; page_offset?: number; page_limit?: number; dag_ids?: (string)[] | null; states?: (Schemas["DagRunState"] | null)[] | null; run_after_gte?: string | null; run_after_gt?: string | null; run_after_lte?: string | null; run_after_lt?: string | null; logical_date_gte?: string | null; logical_date_gt?: string | null; logical_date_lte?: string | null; logical_date_lt?: string | null; start_date_gte?: string | null; start_date_gt?: string | null; start_date_lte?: string | null; start_date_lt?: string | null; end_date_gte?: string | null; end_date_gt?: string | null; end_date_lte?: string | null; end_date_lt?: string | null; duration_gte?: number | null; duration_gt?: number | null; duration_lte?: number | null; duration_lt?: number | null; conf_contains?: string | null };
  DAGSourceResponse: { content: string | null; dag_id: string; version_number: number | null; dag_display_name: string };
  DAGTagCollectionResponse: { tags: (string)[]; total_entries: number };
  DAGVersionCollectionResponse: { dag_versions: (Schemas["DagVersionResponse"])[]; total_entries: number };
  DAGWarningCollectionResponse: { dag_warnings: (Schemas["DAGWarningResponse"])[]; total_entries: number };
  DAGWarningResponse: { dag_id: string; warning_type: Schemas["DagWarningType"]; message: string; timestamp: string; dag_display_name: string };
  DagProcessorInfoResponse: { status: string | null; latest_dag_processor_heartbeat: string | null };
  DagRunAssetReference: { run_id: string; dag_id: string; logical_date: string | null; start_date: string; end_date: string | null; state: string; data_interval_start: string | null; data_interval_end: string | null; partition_key: string | null; triggering: boolean };
  DagRunMutableStates: "queued" | "success" | "failed";
  DagRunState: "queued" | "running" | "success" | "failed";
  DagRunTriggeredByType: "cli" | "operator" | "rest_api" | "ui" | "test" | "timetable" | "asset" | "backfill";
  DagRunType: "backfill" | "scheduled" | "manual" | "operator_triggered" | "asset_triggered" | "asset_materialization";
  DagScheduleAssetReference: { dag_id: string; created_at: string; updated_at: string };
  DagStatsCollectionResponse: { dags: (Schemas["DagStatsResponse"])[]; total_entries: number };
  DagStatsResponse: { dag_id: string; dag_display_name: string; stats: (Schemas["DagStatsStateResponse"])[] };
  DagStatsStateResponse: { state: Schemas["DagRunState"]; count: number };
  DagTagResponse: { name: string; dag_id: string; dag_display_name: string };
  DagVersionResponse: { id: string; version_number: number; dag_id: string; bundle_name: string | null; bundle_version: string | null; created_at: string; dag_display_name: string; bundle_url: string | null };
  DagWarningType: "asset conflict" | "non-existent pool" | "runtime varying value";
  DryRunBackfillCollectionResponse: { backfills: (Schemas["DryRunBackfillResponse"])[]; total_entries: number };
  DryRunBackfillResponse: { logical_date: string | null; partition_key: string | null; partition_date: string | null };
  EventLogCollectionResponse: { event_logs: (Schemas["EventLogResponse"])[]; total_entries: number };
  EventLogResponse: { event_log_id: number; when: string; dag_id: string | null; task_id: string | null; run_id: string | null; map_index: number | null; try_number: number | null; event: string; logical_date: string | null; owner: string | null; extra: string | null; dag_display_name?: string | null; task_display_name?: string | null };
  ExternalLogUrlResponse: { url: string };
  ExternalViewResponse: { name: string; icon?: string | null; icon_dark_mode?: string | null; url_route?: string | null; category?: string | null; nav_top_level?: boolean | null; href: string; destination?: "nav" | "dag" | "dag_run" | "task" | "task_instance" | "base"; [name: string]: unknown };
  ExtraLinkCollectionResponse: { extra_links: { [name: string]: string | null }; total_entries: number };
  FastAPIAppResponse: { app: string; url_prefix: string; name: string; [name: string]: unknown };
  FastAPIRootMiddlewareResponse: { middleware: string; name: string; [name: string]: unknown };
  HITLDetail: { options: (string)[]; subject: string; body?: string | null; defaults?: (string)[] | null; multiple?: boolean; params?: { [name: string]: unknown }; assigned_users?: (Schemas["HITLUser"])[]; created_at: string; responded_by_user?: Schemas["HITLUser"] | null; responded_at?: string | null; chosen_options?: (string)[] | null; params_input?: { [name: string]: unknown }; response_received?: boolean; task_instance: Schemas["TaskInstanceResponse"] };
  HITLDetailCollection: { hitl_details: (Schemas["HITLDetail"])[]; total_entries: number };
  HITLDetailHistory: { options: (string)[]; subject: string; body?: string | null; defaults?: (string)[] | null; multiple?: boolean; params?: { [name: string]: unknown }; assigned_users?: (Schemas["HITLUser"])[]; created_at: string; responded_by_user?: Schemas["HITLUser"] | null; responded_at?: string | null; chosen_options?: (string)[] | null; params_input?: { [name: string]: unknown }; response_received?: boolean; task_instance: Schemas["TaskInstanceHistoryResponse"] };
  HITLDetailResponse: { responded_by: Schemas["HITLUser"]; responded_at: string; chosen_options: (string)[]; params_input?: { [name: string]: unknown } };
  HITLUser: { id: string; name: string };
  HTTPExceptionResponse: { detail: string | { [name: string]: unknown } };
  HTTPValidationError: { detail?: (Schemas["ValidationError"])[] };
  HealthInfoResponse: { metadatabase: Schemas["BaseInfoResponse"]; scheduler: Schemas["SchedulerInfoResponse"]; triggerer: Schemas["TriggererInfoResponse"]; dag_processor?: Schemas["DagProcessorInfoResponse"] | null };
  ImportErrorCollectionResponse: { import_errors: (Schemas["ImportErrorResponse"])[]; total_entries: number };
  ImportErrorResponse: { import_error_id: number; timestamp: string; filename: string; bundle_name: string | null; stack_trace: string };
  JobCollectionResponse: { jobs: (Schemas["JobResponse"])[]; total_entries: number };
  JobResponse: { id: number; dag_id: string | null; state: string | null; job_type: string | null; start_date: string | null; end_date: string | null; latest_heartbeat: string | null; executor_class: string | null; hostname: string | null; unixname: string | null; dag_display_name?: string | null };
  JsonValue: unknown;
  LastAssetEventResponse: { id?: number | null; timestamp?: string | null };
  MaterializeAssetBody: { dag_run_id?: string | null; data_interval_start?: string | null; data_interval_end?: string | null; logical_date?: string | null; run_after?: string | null; conf?: { [name: string]: unknown } | null; note?: string | null; partition_key?: string | null };
  NewTaskResponse: { task_id: string; task_display_name: string };
  PatchTaskInstanceBody: { new_state?: Schemas["TaskInstanceState"] | null; note?: string | null; include_upstream?: boolean; include_downstream?: boolean; include_future?: boolean; include_past?: boolean };
  PluginCollectionResponse: { plugins: (Schemas["PluginResponse"])[]; total_entries: number };
  PluginImportErrorCollectionResponse: { import_errors: (Schemas["PluginImportErrorResponse"])[]; total_entries: number };
  PluginImportErrorResponse: { source: string; error: string };
  PluginResponse: { name: string; macros: (string)[]; flask_blueprints: (string)[]; fastapi_apps: (Schemas["FastAPIAppResponse"])[]; fastapi_root_middlewares: (Schemas["FastAPIRootMiddlewareResponse"])[]; external_views: (Schemas["ExternalViewResponse"])[]; react_apps: (Schemas["ReactAppResponse"])[]; appbuilder_views: (Schemas["AppBuilderViewResponse"])[]; appbuilder_menu_items: (Schemas["AppBuilderMenuItemResponse"])[]; global_operator_extra_links: (string)[]; operator_extra_links: (string)[]; source: string; listeners: (string)[]; timetables: (string)[] };
  PoolBody: { name: string; slots: number; description?: string | null; include_deferred?: boolean; team_name?: string | null };
  PoolCollectionResponse: { pools: (Schemas["PoolResponse"])[]; total_entries: number };
  PoolPatchBody: { pool?: string | null; slots?: number | null; description?: string | null; include_deferred?: boolean | null; team_name?: string | null };
  PoolResponse: { name: string; slots: number; description?: string | null; include_deferred: boolean; occupied_slots: number; running_slots: number; queued_slots: number; scheduled_slots: number; open_slots: number; deferred_slots: number; team_name: string | null };
  ProviderCollectionResponse: { providers: (Schemas["ProviderResponse"])[]; total_entries: number };
  ProviderResponse: { package_name: string; description: string; version: string; documentation_url: string | null };
  QueuedEventCollectionResponse: { queued_events: (Schemas["QueuedEventResponse"])[]; total_entries: number };
  QueuedEventResponse: { dag_id: string; asset_id: number; created_at: string; dag_display_name: string };
  ReactAppResponse: { name: string; icon?: string | null; icon_dark_mode?: string | null; url_route?: string | null; category?: string | null; nav_top_level?: boolean | null; bundle_url: string; destination?: "nav" | "dag" | "dag_run" | "task" | "task_instance" | "base" | "dashboard"; [name: string]: unknown };
  ReprocessBehavior: "failed" | "completed" | "none";
  SchedulerInfoResponse: { status: string | null; latest_scheduler_heartbeat: string | null };
  StructuredLogMessage: { timestamp?: string; event: string; [name: string]: unknown };
  TaskCollectionResponse: { tasks: (Schemas["TaskResponse"])[]; total_entries: number };
  TaskDependencyCollectionResponse: { dependencies: (Schemas["TaskDependencyResponse"])[] };
  TaskDependencyResponse: { name: string; reason: string };
  TaskInletAssetReference: { dag_id: string; task_id: string; created_at: string; updated_at: string };
  TaskInstanceCollectionResponse: { task_instances: (Schemas["TaskInstanceResponse"])[]; total_entries?: number | null; total_entries_limit?: number | null; next_cursor?: string | null; previous_cursor?: string | null };
  TaskInstanceHistoryCollectionResponse: { task_instances: (Schemas["TaskInstanceHistoryResponse"])[]; total_entries: number };
  TaskInstanceHistoryResponse: { task_id: string; dag_id: string; dag_run_id: string; map_index: number; start_date: string | null; end_date: string | null; duration: number | null; state: Schemas["TaskInstanceState"] | null; try_number: number; max_tries: number; task_display_name: string; dag_display_name: string; hostname: string | null; unixname: string | null; pool: string; pool_slots: number; queue: string | null; priority_weight: number | null; operator: string | null; operator_name: string | null; queued_when: string | null; scheduled_when: string | null; pid: number | null; executor: string | null; executor_config: string; dag_version: Schemas["DagVersionResponse"] | null };
  TaskInstanceResponse: { id: string; task_id: string; dag_id: string; dag_run_id: string; map_index: number; logical_date: string | null; run_after: string; start_date: string | null; end_date: string | null; duration: number | null; state: Schemas["TaskInstanceState"] | null; try_number: number; max_tries: number; task_display_name: string; dag_display_name: string; hostname: string | null; unixname: string | null; pool: string; pool_slots: number; queue: string | null; priority_weight: number | null; operator: string | null; operator_name: string | null; queued_when: string | null; scheduled_when: string | null; pid: number | null; executor: string | null; executor_config: string; note: string | null; rendered_map_index: string | null; rendered_fields?: { [name: string]: unknown }; trigger: Schemas["TriggerResponse"] | null; triggerer_job: Schemas["JobResponse"] | null; dag_version: Schemas["DagVersionResponse"] | null };
  TaskInstanceState: "removed" | "scheduled" | "queued" | "running" | "success" | "restarting" | "failed" | "up_for_retry" | "up_for_reschedule" | "upstream_failed" | "skipped" | "deferred" | "awaiting_input";
  TaskInstancesBatchBody: { dag_ids?: (string)[] | null; dag_run_ids?: (string)[] | null; task_ids?: (string)[] | null; state?: (Schemas["TaskInstanceState"] | null)[] | null; run_after_gte?: string | null; run_after_gt?: string | null; run_after_lte?: string | null; run_after_lt?: string | null; logical_date_gte?: string | null; logical_date_gt?: string | null; logical_date_lte?: string | null; logical_date_lt?: string | null; start_date_gte?: string | null; start_date_gt?: string | null; start_date_lte?: string | null; start_date_lt?: string | null; end_date_gte?: string | null; end_date_gt?: string | null; end_date_lte?: string | null; end_date_lt?: string | null; duration_gte?: number | null; duration_gt?: number | null; duration_lte?: number | null; duration_lt?: number | null; pool?: (string)[] | null; queue?: (string)[] | null; executor?: (string)[] | null; page_offset?: number; page_limit?: number; order_by?: string | null };
  TaskInstancesLogResponse: { content: (Schemas["StructuredLogMessage"])[] | (string)[]; continuation_token: string | null };
  TaskOutletAssetReference: { dag_id: string; task_id: string; created_at: string; updated_at: string };
  TaskResponse: { task_id: string | null; task_display_name: string | null; owner: string | null; start_date: string | null; end_date: string | null; trigger_rule: string | null; depends_on_past: boolean; wait_for_downstream: boolean; retries: number | null; queue: string | null; pool: string | null; pool_slots: number | null; execution_timeout: Schemas["TimeDelta"] | null; retry_delay: Schemas["TimeDelta"] | null; retry_exponential_backoff: number; priority_weight: number | null; weight_rule: string | null; ui_color: string | null; ui_fgcolor: string | null; template_fields: (string)[] | null; downstream_task_ids: (string)[] | null; doc_md: string | null; operator_name: string | null; params: { [name: string]: unknown } | null; class_ref: { [name: string]: unknown } | null; is_mapped: boolean | null; extra_links: (string)[] };
  TaskStateStoreBody: { value: Schemas["JsonValue"]; expires_at?: string | "default" | null };
  TaskStateStoreCollectionResponse: { task_state_store: (Schemas["TaskStateStoreResponse"])[]; total_entries: number };
  TaskStateStorePatchBody: { value: Schemas["JsonValue"] };
  TaskStateStoreResponse: { key: string; value: Schemas["JsonValue"]; updated_at: string; expires_at: string | null };
  TimeDelta: { __type?: string; days: number; seconds: number; microseconds: number };
  TriggerDAGRunPostBody: { dag_run_id?: string | null; data_interval_start?: string | null; data_interval_end?: string | null; logical_date: string | null; run_after?: string | null; conf?: { [name: string]: unknown } | null; note?: string | null; partition_key?: string | null };
  TriggerResponse: { id: number; classpath: string; kwargs: string; created_date: string; queue: string | null; triggerer_id: number | null };
  TriggererInfoResponse: { status: string | null; latest_triggerer_heartbeat: string | null };
  UpdateHITLDetailPayload: { chosen_options: (string)[]; params_input?: { [name: string]: unknown } };
  ValidationError: { loc: (string | number)[]; msg: string; type: string; input?: unknown; ctx?: { [name: string]: unknown } };
  VariableBody: { key: string; value: Schemas["JsonValue"]; description?: string | null; team_name?: string | null };
  VariableCollectionResponse: { variables: (Schemas["VariableResponse"])[]; total_entries: number };
  VariableResponse: { key: string; value?: string | null; description: string | null; is_encrypted: boolean; team_name: string | null };
  VersionInfo: { version: string; git_version: string | null };
  XComCollectionResponse: { xcom_entries: (Schemas["XComResponse"])[]; total_entries: number };
  XComCreateBody: { key: string; value: unknown; map_index?: number };
  XComResponse: { key: string; timestamp: string; logical_date: string | null; map_index: number; task_id: string; dag_id: string; run_id: string; dag_display_name: string; task_display_name: string; run_after: string };
  XComResponseNative: { key: string; timestamp: string; logical_date: string | null; map_index: number; task_id: string; dag_id: string; run_id: string; dag_display_name: string; task_display_name: string; run_after: string; value: unknown };
  XComResponseString: { key: string; timestamp: string; logical_date: string | null; map_index: number; task_id: string; dag_id: string; run_id: string; dag_display_name: string; task_display_name: string; run_after: string; value: string | null };
  XComUpdateBody: { value: unknown; map_index?: number };
}

export interface Operations {
  "GET /api/v2/assets": {
    path: {};
    query: { limit?: number; offset?: number; name_pattern?: string | null; name_prefix_pattern?: string | null; uri_pattern?: string | null; uri_prefix_pattern?: string | null; dag_ids?: (string)[]; only_active?: boolean; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["AssetCollectionResponse"];
  };
  "GET /api/v2/assets/aliases": {
    path: {};
    query: { limit?: number; offset?: number; name_pattern?: string | null; name_prefix_pattern?: string | null; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["AssetAliasCollectionResponse"];
  };
  "GET /api/v2/assets/aliases/{asset_alias_id}": {
    path: { asset_alias_id: number };
    query: {};
    body: undefined;
    answer: unknown;
  };
  "GET /api/v2/assets/events": {
    path: {};
    query: { limit?: number; offset?: number; order_by?: (string)[]; asset_id?: number | null; source_dag_id?: string | null; source_task_id?: string | null; source_run_id?: string | null; source_map_index?: number | null; name_pattern?: string | null; name_prefix_pattern?: string | null; timestamp_gte?: string | null; timestamp_gt?: string | null; timestamp_lte?: string | null; timestamp_lt?: string | null };
    body: undefined;
    answer: Schemas["AssetEventCollectionResponse"];
  };
  "POST /api/v2/assets/events": {
    path: {};
    query: {};
    body: Schemas["CreateAssetEventsBody"];
    answer: Schemas["AssetEventResponse"];
  };
  "POST /api/v2/assets/{asset_id}/materialize": {
    path: { asset_id: number };
    query: {};
    body: Schemas["MaterializeAssetBody"] | null;
    answer: Schemas["DAGRunResponse"];
  };
  "GET /api/v2/assets/{asset_id}/queuedEvents": {
    path: { asset_id: number };
    query: { before?: string | null };
    body: undefined;
    answer: Schemas["QueuedEventCollectionResponse"];
  };
  "DELETE /api/v2/assets/{asset_id}/queuedEvents": {
    path: { asset_id: number };
    query: { before?: string | null };
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/assets/{asset_id}": {
    path: { asset_id: number };
    query: {};
    body: undefined;
    answer: Schemas["AssetResponse"];
  };
  "GET /api/v2/dags/{dag_id}/assets/queuedEvents": {
    path: { dag_id: string };
    query: { before?: string | null };
    body: undefined;
    answer: Schemas["QueuedEventCollectionResponse"];
  };
  "DELETE /api/v2/dags/{dag_id}/assets/queuedEvents": {
    path: { dag_id: string };
    query: { before?: string | null };
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/dags/{dag_id}/assets/{asset_id}/queuedEvents": {
    path: { dag_id: string; asset_id: number };
    query: { before?: string | null };
    body: undefined;
    answer: Schemas["QueuedEventResponse"];
  };
  "DELETE /api/v2/dags/{dag_id}/assets/{asset_id}/queuedEvents": {
    path: { dag_id: string; asset_id: number };
    query: { before?: string | null };
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/backfills": {
    path: {};
    query: { dag_id: string; limit?: number; offset?: number; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["BackfillCollectionResponse"];
  };
  "POST /api/v2/backfills": {
    path: {};
    query: {};
    body: Schemas["BackfillPostBody"];
    answer: Schemas["BackfillResponse"];
  };
  "GET /api/v2/backfills/{backfill_id}": {
    path: { backfill_id: number };
    query: {};
    body: undefined;
    answer: Schemas["BackfillResponse"];
  };
  "PUT /api/v2/backfills/{backfill_id}/pause": {
    path: { backfill_id: number };
    query: {};
    body: undefined;
    answer: Schemas["BackfillResponse"];
  };
  "PUT /api/v2/backfills/{backfill_id}/unpause": {
    path: { backfill_id: number };
    query: {};
    body: undefined;
    answer: Schemas["BackfillResponse"];
  };
  "PUT /api/v2/backfills/{backfill_id}/cancel": {
    path: { backfill_id: number };
    query: {};
    body: undefined;
    answer: Schemas["BackfillResponse"];
  };
  "POST /api/v2/backfills/dry_run": {
    path: {};
    query: {};
    body: Schemas["BackfillPostBody"];
    answer: Schemas["DryRunBackfillCollectionResponse"];
  };
  "GET /api/v2/connections/{connection_id}": {
    path: { connection_id: string };
    query: {};
    body: undefined;
    answer: Schemas["ConnectionResponse"];
  };
  "PATCH /api/v2/connections/{connection_id}": {
    path: { connection_id: string };
    query: { update_mask?: (string)[] | null };
    body: Schemas["ConnectionBody"];
    answer: Schemas["ConnectionResponse"];
  };
  "DELETE /api/v2/connections/{connection_id}": {
    path: { connection_id: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/connections/enqueue-test": {
    path: {};
    query: {};
    body: undefined;
    answer: Schemas["AsyncConnectionTestResponse"];
  };
  "POST /api/v2/connections/enqueue-test": {
    path: {};
    query: {};
    body: Schemas["ConnectionTestRequestBody"];
    answer: Schemas["ConnectionTestQueuedResponse"];
  };
  "GET /api/v2/connections": {
    path: {};
    query: { limit?: number; offset?: number; order_by?: (string)[]; connection_id_pattern?: string | null; connection_id_prefix_pattern?: string | null };
    body: undefined;
    answer: Schemas["ConnectionCollectionResponse"];
  };
  "POST /api/v2/connections": {
    path: {};
    query: {};
    body: Schemas["ConnectionBody"];
    answer: Schemas["ConnectionResponse"];
  };
  "PATCH /api/v2/connections": {
    path: {};
    query: {};
    body: Schemas["BulkBody_ConnectionBody_"];
    answer: Schemas["BulkResponse"];
  };
  "POST /api/v2/connections/test": {
    path: {};
    query: {};
    body: Schemas["ConnectionBody"];
    answer: Schemas["ConnectionTestResponse"];
  };
  "POST /api/v2/connections/defaults": {
    path: {};
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}": {
    path: { dag_id: string; dag_run_id: string };
    query: {};
    body: undefined;
    answer: Schemas["DAGRunResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}": {
    path: { dag_id: string; dag_run_id: string };
    query: { update_mask?: (string)[] | null };
    body: Schemas["DAGRunPatchBody"];
    answer: Schemas["DAGRunResponse"];
  };
  "DELETE /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}": {
    path: { dag_id: string; dag_run_id: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/dags/{dag_id}/dagRuns": {
    path: { dag_id: string };
    query: { partition_date_gte?: string | null; partition_date_lte?: string | null; cursor?: string | null; limit?: number; offset?: number; run_after_gte?: string | null; run_after_gt?: string | null; run_after_lte?: string | null; run_after_lt?: string | null; logical_date_gte?: string | null; logical_date_gt?: string | null; logical_date_lte?: string | null; logical_date_lt?: string | null; start_date_gte?: string | null; start_date_gt?: string | null; start_date_lte?: string | null; start_date_lt?: string | null; end_date_gte?: string | null; end_date_gt?: string | null; end_date_lte?: string | null; end_date_lt?: string | null; duration_gte?: number | null; duration_gt?: number | null; duration_lte?: number | null; duration_lt?: number | null; updated_at_gte?: string | null; updated_at_gt?: string | null; updated_at_lte?: string | null; updated_at_lt?: string | null; conf_contains?: string; run_type?: (string)[]; state?: (string)[]; dag_version?: (number)[]; bundle_version?: string | null; order_by?: (string)[]; run_id_pattern?: string | null; run_id_prefix_pattern?: string | null; triggering_user_name_pattern?: string | null; triggering_user_name_prefix_pattern?: string | null; dag_id_pattern?: string | null; dag_id_prefix_pattern?: string | null; partition_key_pattern?: string | null; partition_key_prefix_pattern?: string | null; consuming_asset_pattern?: string | null };
    body: undefined;
    answer: Schemas["DAGRunCollectionResponse"];
  };
  "POST /api/v2/dags/{dag_id}/dagRuns": {
    path: { dag_id: unknown };
    query: {};
    body: Schemas["TriggerDAGRunPostBody"];
    answer: Schemas["DAGRunResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns": {
    path: { dag_id: string };
    query: {};
    body: Schemas["BulkBody_BulkDAGRunBody_"];
    answer: Schemas["BulkResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/upstreamAssetEvents": {
    path: { dag_id: string; dag_run_id: string };
    query: {};
    body: undefined;
    answer: Schemas["AssetEventCollectionResponse"];
  };
  "POST /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/clear": {
    path: { dag_id: string; dag_run_id: string };
    query: {};
    body: Schemas["DAGRunClearBody"];
    answer: Schemas["ClearTaskInstanceCollectionResponse"] | Schemas["DAGRunResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/wait": {
    path: { dag_id: string; dag_run_id: string };
    query: { interval: number; result?: (string)[] | null };
    body: undefined;
    answer: unknown;
  };
  "POST /api/v2/dags/{dag_id}/dagRuns/list": {
    path: { dag_id: "~" };
    query: {};
    body: Schemas["DAGRunsBatchBody"];
    answer: Schemas["DAGRunCollectionResponse"];
  };
  "POST /api/v2/dags/{dag_id}/clearDagRuns": {
    path: { dag_id: string };
    query: {};
    body: Schemas["BulkDAGRunClearBody"];
    answer: Schemas["ClearTaskInstanceCollectionResponse"] | Schemas["DAGRunCollectionResponse"];
  };
  "POST /api/v2/dags/{dag_id}/clearPartitions": {
    path: { dag_id: string };
    query: {};
    body: Schemas["ClearPartitionsBody"];
    answer: Schemas["ClearPartitionsResponse"];
  };
  "GET /api/v2/dagSources/{dag_id}": {
    path: { dag_id: string };
    query: { version_number?: number | null };
    body: undefined;
    answer: Schemas["DAGSourceResponse"];
  };
  "GET /api/v2/dagStats": {
    path: {};
    query: { dag_ids?: (string)[] };
    body: undefined;
    answer: Schemas["DagStatsCollectionResponse"];
  };
  "GET /api/v2/config": {
    path: {};
    query: { section?: string | null };
    body: undefined;
    answer: Schemas["Config"];
  };
  "GET /api/v2/config/section/{section}/option/{option}": {
    path: { section: string; option: string };
    query: {};
    body: undefined;
    answer: Schemas["Config"];
  };
  "GET /api/v2/dagWarnings": {
    path: {};
    query: { dag_id?: string | null; warning_type?: Schemas["DagWarningType"] | null; limit?: number; offset?: number; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["DAGWarningCollectionResponse"];
  };
  "GET /api/v2/dags": {
    path: {};
    query: { limit?: number; offset?: number; tags?: (string)[]; tags_match_mode?: "any" | "all" | null; owners?: (string)[]; dag_id_pattern?: string | null; dag_id_prefix_pattern?: string | null; dag_display_name_pattern?: string | null; dag_display_name_prefix_pattern?: string | null; exclude_stale?: boolean; paused?: boolean | null; has_import_errors?: boolean | null; last_dag_run_state?: Schemas["DagRunState"] | null; bundle_name?: string | null; bundle_version?: string | null; has_asset_schedule?: boolean | null; asset_dependency?: string | null; dag_run_start_date_gte?: string | null; dag_run_start_date_gt?: string | null; dag_run_start_date_lte?: string | null; dag_run_start_date_lt?: string | null; dag_run_end_date_gte?: string | null; dag_run_end_date_gt?: string | null; dag_run_end_date_lte?: string | null; dag_run_end_date_lt?: string | null; dag_run_state?: (string)[]; order_by?: (string)[]; is_favorite?: boolean | null; timetable_type?: (string)[] };
    body: undefined;
    answer: Schemas["DAGCollectionResponse"];
  };
  "PATCH /api/v2/dags": {
    path: {};
    query: { update_mask?: (string)[] | null; limit?: number; offset?: number; tags?: (string)[]; tags_match_mode?: "any" | "all" | null; owners?: (string)[]; dag_id_pattern?: string | null; dag_id_prefix_pattern?: string | null; exclude_stale?: boolean; paused?: boolean | null };
    body: Schemas["DAGPatchBody"];
    answer: Schemas["DAGCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}": {
    path: { dag_id: string };
    query: {};
    body: undefined;
    answer: Schemas["DAGResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}": {
    path: { dag_id: string };
    query: { update_mask?: (string)[] | null };
    body: Schemas["DAGPatchBody"];
    answer: Schemas["DAGResponse"];
  };
  "DELETE /api/v2/dags/{dag_id}": {
    path: { dag_id: string };
    query: {};
    body: undefined;
    answer: unknown;
  };
  "GET /api/v2/dags/{dag_id}/details": {
    path: { dag_id: string };
    query: {};
    body: undefined;
    answer: Schemas["DAGDetailsResponse"];
  };
  "POST /api/v2/dags/{dag_id}/favorite": {
    path: { dag_id: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "POST /api/v2/dags/{dag_id}/unfavorite": {
    path: { dag_id: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/eventLogs/{event_log_id}": {
    path: { event_log_id: number };
    query: {};
    body: undefined;
    answer: Schemas["EventLogResponse"];
  };
  "GET /api/v2/eventLogs": {
    path: {};
    query: { limit?: number; offset?: number; order_by?: (string)[]; dag_id?: string | null; task_id?: string | null; run_id?: string | null; map_index?: number | null; try_number?: number | null; owner?: string | null; event?: string | null; excluded_events?: (string)[] | null; included_events?: (string)[] | null; before?: string | null; after?: string | null; dag_id_pattern?: string | null; task_id_pattern?: string | null; run_id_pattern?: string | null; owner_pattern?: string | null; event_pattern?: string | null; dag_id_prefix_pattern?: string | null; task_id_prefix_pattern?: string | null; run_id_prefix_pattern?: string | null; owner_prefix_pattern?: string | null; event_prefix_pattern?: string | null };
    body: undefined;
    answer: Schemas["EventLogCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/links": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number; try_number?: number | null };
    body: undefined;
    answer: Schemas["ExtraLinkCollectionResponse"];
  };
  "GET /api/v2/importErrors/{import_error_id}": {
    path: { import_error_id: number };
    query: {};
    body: undefined;
    answer: Schemas["ImportErrorResponse"];
  };
  "GET /api/v2/importErrors": {
    path: {};
    query: { limit?: number; offset?: number; order_by?: (string)[]; filename_pattern?: string | null; filename_prefix_pattern?: string | null; filename?: string | null; bundle_name?: string | null };
    body: undefined;
    answer: Schemas["ImportErrorCollectionResponse"];
  };
  "GET /api/v2/jobs": {
    path: {};
    query: { is_alive?: boolean | null; start_date_gte?: string | null; start_date_gt?: string | null; start_date_lte?: string | null; start_date_lt?: string | null; end_date_gte?: string | null; end_date_gt?: string | null; end_date_lte?: string | null; end_date_lt?: string | null; limit?: number; offset?: number; order_by?: (string)[]; job_state?: string | null; job_type?: string | null; hostname?: string | null; executor_class?: string | null };
    body: undefined;
    answer: Schemas["JobCollectionResponse"];
  };
  "GET /api/v2/plugins": {
    path: {};
    query: { limit?: number; offset?: number };
    body: undefined;
    answer: Schemas["PluginCollectionResponse"];
  };
  "GET /api/v2/plugins/importErrors": {
    path: {};
    query: {};
    body: undefined;
    answer: Schemas["PluginImportErrorCollectionResponse"];
  };
  "GET /api/v2/pools/{pool_name}": {
    path: { pool_name: string };
    query: {};
    body: undefined;
    answer: Schemas["PoolResponse"];
  };
  "PATCH /api/v2/pools/{pool_name}": {
    path: { pool_name: string };
    query: { update_mask?: (string)[] | null };
    body: Schemas["PoolPatchBody"];
    answer: Schemas["PoolResponse"];
  };
  "DELETE /api/v2/pools/{pool_name}": {
    path: { pool_name: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/pools": {
    path: {};
    query: { limit?: number; offset?: number; order_by?: (string)[]; pool_name_pattern?: string | null; pool_name_prefix_pattern?: string | null };
    body: undefined;
    answer: Schemas["PoolCollectionResponse"];
  };
  "POST /api/v2/pools": {
    path: {};
    query: {};
    body: Schemas["PoolBody"];
    answer: Schemas["PoolResponse"];
  };
  "PATCH /api/v2/pools": {
    path: {};
    query: {};
    body: Schemas["BulkBody_PoolBody_"];
    answer: Schemas["BulkResponse"];
  };
  "GET /api/v2/providers": {
    path: {};
    query: { limit?: number; offset?: number };
    body: undefined;
    answer: Schemas["ProviderCollectionResponse"];
  };
  "GET /api/v2/assets/{asset_id}/state-store": {
    path: { asset_id: number };
    query: { limit?: number; offset?: number };
    body: undefined;
    answer: Schemas["AssetStateStoreCollectionResponse"];
  };
  "DELETE /api/v2/assets/{asset_id}/state-store": {
    path: { asset_id: number };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/assets/{asset_id}/state-store/{key}": {
    path: { key: string; asset_id: number };
    query: {};
    body: undefined;
    answer: Schemas["AssetStateStoreResponse"];
  };
  "PUT /api/v2/assets/{asset_id}/state-store/{key}": {
    path: { key: string; asset_id: number };
    query: {};
    body: Schemas["AssetStateStoreBody"];
    answer: undefined;
  };
  "DELETE /api/v2/assets/{asset_id}/state-store/{key}": {
    path: { key: string; asset_id: number };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/state-store": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number; limit?: number; offset?: number };
    body: undefined;
    answer: Schemas["TaskStateStoreCollectionResponse"];
  };
  "DELETE /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/state-store": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { all_map_indices?: boolean; map_index?: number };
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/state-store/{key}": {
    path: { key: string; dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number };
    body: undefined;
    answer: Schemas["TaskStateStoreResponse"];
  };
  "PUT /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/state-store/{key}": {
    path: { key: string; dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number };
    body: Schemas["TaskStateStoreBody"];
    answer: undefined;
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/state-store/{key}": {
    path: { key: string; dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number };
    body: Schemas["TaskStateStorePatchBody"];
    answer: unknown;
  };
  "DELETE /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/state-store/{key}": {
    path: { key: string; dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number };
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries/{xcom_key}": {
    path: { dag_id: string; task_id: string; dag_run_id: string; xcom_key: string };
    query: { map_index?: number; deserialize?: boolean; stringify?: boolean };
    body: undefined;
    answer: Schemas["XComResponseNative"] | Schemas["XComResponseString"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries/{xcom_key}": {
    path: { dag_id: string; task_id: string; dag_run_id: string; xcom_key: string };
    query: {};
    body: Schemas["XComUpdateBody"];
    answer: Schemas["XComResponseNative"];
  };
  "DELETE /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries/{xcom_key}": {
    path: { dag_id: string; task_id: string; dag_run_id: string; xcom_key: string };
    query: { map_index?: number };
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { xcom_key?: string | null; map_index?: number | null; limit?: number; offset?: number; xcom_key_pattern?: string | null; xcom_key_prefix_pattern?: string | null; dag_display_name_pattern?: string | null; dag_display_name_prefix_pattern?: string | null; run_id_pattern?: string | null; run_id_prefix_pattern?: string | null; task_id_pattern?: string | null; task_id_prefix_pattern?: string | null; map_index_filter?: number | null; logical_date_gte?: string | null; logical_date_gt?: string | null; logical_date_lte?: string | null; logical_date_lt?: string | null; run_after_gte?: string | null; run_after_gt?: string | null; run_after_lte?: string | null; run_after_lt?: string | null; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["XComCollectionResponse"];
  };
  "POST /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries": {
    path: { dag_id: string; task_id: string; dag_run_id: string };
    query: {};
    body: Schemas["XComCreateBody"];
    answer: Schemas["XComResponseNative"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: {};
    body: undefined;
    answer: Schemas["TaskInstanceResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number | null; update_mask?: (string)[] | null };
    body: Schemas["PatchTaskInstanceBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "DELETE /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number };
    body: undefined;
    answer: unknown;
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/listMapped": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { run_after_gte?: string | null; run_after_gt?: string | null; run_after_lte?: string | null; run_after_lt?: string | null; logical_date_gte?: string | null; logical_date_gt?: string | null; logical_date_lte?: string | null; logical_date_lt?: string | null; start_date_gte?: string | null; start_date_gt?: string | null; start_date_lte?: string | null; start_date_lt?: string | null; end_date_gte?: string | null; end_date_gt?: string | null; end_date_lte?: string | null; end_date_lt?: string | null; updated_at_gte?: string | null; updated_at_gt?: string | null; updated_at_lte?: string | null; updated_at_lt?: string | null; duration_gte?: number | null; duration_gt?: number | null; duration_lte?: number | null; duration_lt?: number | null; state?: (string)[]; pool?: (string)[]; pool_name_pattern?: string | null; pool_name_prefix_pattern?: string | null; queue?: (string)[]; queue_name_pattern?: string | null; queue_name_prefix_pattern?: string | null; executor?: (string)[]; version_number?: (number)[]; try_number?: (number)[]; operator?: (string)[]; operator_name_pattern?: string | null; operator_name_prefix_pattern?: string | null; map_index?: (number)[]; rendered_map_index_pattern?: string | null; rendered_map_index_prefix_pattern?: string | null; limit?: number; offset?: number; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/dependencies": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number };
    query: {};
    body: undefined;
    answer: Schemas["TaskDependencyCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/dependencies": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number };
    body: undefined;
    answer: Schemas["TaskDependencyCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/tries": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number };
    body: undefined;
    answer: Schemas["TaskInstanceHistoryCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/tries": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number };
    query: {};
    body: undefined;
    answer: Schemas["TaskInstanceHistoryCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number };
    query: {};
    body: undefined;
    answer: Schemas["TaskInstanceResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number | null };
    query: { update_mask?: (string)[] | null };
    body: Schemas["PatchTaskInstanceBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances": {
    path: { dag_id: string; dag_run_id: string };
    query: { cursor?: string | null; task_id?: string | null; run_after_gte?: string | null; run_after_gt?: string | null; run_after_lte?: string | null; run_after_lt?: string | null; logical_date_gte?: string | null; logical_date_gt?: string | null; logical_date_lte?: string | null; logical_date_lt?: string | null; start_date_gte?: string | null; start_date_gt?: string | null; start_date_lte?: string | null; start_date_lt?: string | null; end_date_gte?: string | null; end_date_gt?: string | null; end_date_lte?: string | null; end_date_lt?: string | null; updated_at_gte?: string | null; updated_at_gt?: string | null; updated_at_lte?: string | null; updated_at_lt?: string | null; duration_gte?: number | null; duration_gt?: number | null; duration_lte?: number | null; duration_lt?: number | null; task_display_name_pattern?: string | null; task_display_name_prefix_pattern?: string | null; task_group_id?: string | null; dag_id_pattern?: string | null; dag_id_prefix_pattern?: string | null; run_id_pattern?: string | null; run_id_prefix_pattern?: string | null; state?: (string)[]; pool?: (string)[]; pool_name_pattern?: string | null; pool_name_prefix_pattern?: string | null; queue?: (string)[]; queue_name_pattern?: string | null; queue_name_prefix_pattern?: string | null; executor?: (string)[]; version_number?: (number)[]; try_number?: (number)[]; operator?: (string)[]; operator_name_pattern?: string | null; operator_name_prefix_pattern?: string | null; map_index?: (number)[]; rendered_map_index_pattern?: string | null; rendered_map_index_prefix_pattern?: string | null; limit?: number; offset?: number; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances": {
    path: { dag_id: string; dag_run_id: string };
    query: {};
    body: Schemas["BulkBody_BulkTaskInstanceBody_"];
    answer: Schemas["BulkResponse"];
  };
  "POST /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/list": {
    path: { dag_id: "~"; dag_run_id: "~" };
    query: {};
    body: Schemas["TaskInstancesBatchBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/tries/{task_try_number}": {
    path: { dag_id: string; dag_run_id: string; task_id: string; task_try_number: number };
    query: { map_index?: number };
    body: undefined;
    answer: Schemas["TaskInstanceHistoryResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/tries/{task_try_number}": {
    path: { dag_id: string; dag_run_id: string; task_id: string; task_try_number: number; map_index: number };
    query: {};
    body: undefined;
    answer: Schemas["TaskInstanceHistoryResponse"];
  };
  "POST /api/v2/dags/{dag_id}/clearTaskInstances": {
    path: { dag_id: string };
    query: {};
    body: Schemas["ClearTaskInstancesBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskGroupInstances/{group_id}": {
    path: { dag_id: string; dag_run_id: string; group_id: string };
    query: { update_mask?: (string)[] | null };
    body: Schemas["PatchTaskInstanceBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskGroupInstances/{group_id}/dry_run": {
    path: { dag_id: string; dag_run_id: string; group_id: string };
    query: {};
    body: Schemas["PatchTaskInstanceBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/dry_run": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number | null };
    query: { update_mask?: (string)[] | null };
    body: Schemas["PatchTaskInstanceBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/dry_run": {
    path: { dag_id: string; dag_run_id: string; task_id: string };
    query: { map_index?: number | null; update_mask?: (string)[] | null };
    body: Schemas["PatchTaskInstanceBody"];
    answer: Schemas["TaskInstanceCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/tasks": {
    path: { dag_id: string };
    query: { order_by?: string };
    body: undefined;
    answer: Schemas["TaskCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/tasks/{task_id}": {
    path: { dag_id: string; task_id: unknown };
    query: {};
    body: undefined;
    answer: Schemas["TaskResponse"];
  };
  "GET /api/v2/variables/{variable_key}": {
    path: { variable_key: string };
    query: {};
    body: undefined;
    answer: Schemas["VariableResponse"];
  };
  "PATCH /api/v2/variables/{variable_key}": {
    path: { variable_key: string };
    query: { update_mask?: (string)[] | null };
    body: Schemas["VariableBody"];
    answer: Schemas["VariableResponse"];
  };
  "DELETE /api/v2/variables/{variable_key}": {
    path: { variable_key: string };
    query: {};
    body: undefined;
    answer: undefined;
  };
  "GET /api/v2/variables": {
    path: {};
    query: { limit?: number; offset?: number; order_by?: (string)[]; variable_key_pattern?: string | null; variable_key_prefix_pattern?: string | null };
    body: undefined;
    answer: Schemas["VariableCollectionResponse"];
  };
  "POST /api/v2/variables": {
    path: {};
    query: {};
    body: Schemas["VariableBody"];
    answer: Schemas["VariableResponse"];
  };
  "PATCH /api/v2/variables": {
    path: {};
    query: {};
    body: Schemas["BulkBody_VariableBody_"];
    answer: Schemas["BulkResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/logs/{try_number}": {
    path: { dag_id: string; dag_run_id: string; task_id: string; try_number: number };
    query: { full_content?: boolean; map_index?: number; token?: string | null };
    body: undefined;
    answer: Schemas["TaskInstancesLogResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/externalLogUrl/{try_number}": {
    path: { dag_id: string; dag_run_id: string; task_id: string; try_number: number };
    query: { map_index?: number };
    body: undefined;
    answer: Schemas["ExternalLogUrlResponse"];
  };
  "PUT /api/v2/parseDagFile/{file_token}": {
    path: { file_token: string };
    query: {};
    body: undefined;
    answer: unknown;
  };
  "GET /api/v2/dagTags": {
    path: {};
    query: { limit?: number; offset?: number; order_by?: (string)[]; tag_name_pattern?: string | null; tag_name_prefix_pattern?: string | null };
    body: undefined;
    answer: Schemas["DAGTagCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagVersions/{version_number}": {
    path: { dag_id: string; version_number: number };
    query: {};
    body: undefined;
    answer: Schemas["DagVersionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagVersions": {
    path: { dag_id: string };
    query: { limit?: number; offset?: number; version_number?: number; bundle_name?: string; bundle_version?: string | null; order_by?: (string)[] };
    body: undefined;
    answer: Schemas["DAGVersionCollectionResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/hitlDetails": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number };
    query: {};
    body: undefined;
    answer: Schemas["HITLDetail"];
  };
  "PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/hitlDetails": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number };
    query: {};
    body: Schemas["UpdateHITLDetailPayload"];
    answer: Schemas["HITLDetailResponse"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}/hitlDetails/tries/{try_number}": {
    path: { dag_id: string; dag_run_id: string; task_id: string; map_index: number; try_number: number | null };
    query: {};
    body: undefined;
    answer: Schemas["HITLDetailHistory"];
  };
  "GET /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/hitlDetails": {
    path: { dag_id: string; dag_run_id: string };
    query: { limit?: number; offset?: number; order_by?: (string)[]; dag_id_pattern?: string | null; dag_id_prefix_pattern?: string | null; task_id?: string | null; task_id_pattern?: string | null; task_id_prefix_pattern?: string | null; map_index?: number | null; state?: (string)[]; response_received?: boolean | null; responded_by_user_id?: (string)[]; responded_by_user_name?: (string)[]; subject_search?: string | null; body_search?: string | null; created_at_gte?: string | null; created_at_gt?: string | null; created_at_lte?: string | null; created_at_lt?: string | null };
    body: undefined;
    answer: Schemas["HITLDetailCollection"];
  };
  "GET /api/v2/monitor/health": {
    path: {};
    query: {};
    body: undefined;
    answer: Schemas["HealthInfoResponse"];
  };
  "GET /api/v2/version": {
    path: {};
    query: {};
    body: undefined;
    answer: Schemas["VersionInfo"];
  };
  "GET /api/v2/auth/login": {
    path: {};
    query: { next?: string | null };
    body: undefined;
    answer: unknown;
  };
  "GET /api/v2/auth/logout": {
    path: {};
    query: {};
    body: undefined;
    answer: unknown;
  };
}
