/** What Airflow calls its options, as far as this matters to somebody who comes from there: the names alone. */

/** Sections and options of Airflow 3.3 without its providers, from its configuration reference. */
const AIRFLOW: Readonly<Record<string, string>> = {
  core: `
    dags_folder hostname_callable might_contain_dag_callable default_timezone executor mp_start_method
    mp_forkserver_preload auth_manager simple_auth_manager_users simple_auth_manager_all_admins
    simple_auth_manager_passwords_file parallelism max_active_tasks_per_dag dags_are_paused_at_creation
    max_active_runs_per_dag max_consecutive_failed_dag_runs_per_dag load_examples plugins_folder
    execute_tasks_new_python_interpreter fernet_key dagbag_import_timeout dagbag_import_error_tracebacks
    dagbag_import_error_traceback_depth default_impersonation security unit_test_mode
    allowed_deserialization_classes allowed_deserialization_classes_regexp killed_task_cleanup_time
    dag_run_conf_overrides_params dag_discovery_safe_mode dag_ignore_file_syntax default_task_retries
    default_task_retry_delay max_task_retry_delay default_task_weight_rule task_success_overtime
    default_task_execution_timeout min_serialized_dag_update_interval compress_serialized_dags
    num_dag_runs_to_retain_rendered_fields xcom_backend lazy_load_plugins lazy_discover_providers
    hide_sensitive_var_conn_fields sensitive_var_conn_names default_pool_task_slot_count max_map_length
    allow_double_dot_in_ids daemon_umask asset_manager_class asset_manager_kwargs test_connection
    max_templated_field_length execution_api_server_url multi_team team_name_cache_ttl rerun_with_latest_version`,
  database: `
    alembic_ini_file_path sql_alchemy_conn sql_alchemy_conn_async sql_alchemy_engine_args sql_engine_encoding
    sql_engine_collation_for_ids sql_alchemy_pool_enabled sql_alchemy_pool_size sql_alchemy_max_overflow
    sql_alchemy_pool_recycle sql_alchemy_pool_pre_ping sql_alchemy_schema sql_alchemy_connect_args
    sql_alchemy_connect_args_async sql_alchemy_session_maker max_db_retries check_migrations
    external_db_managers migration_batch_size`,
  logging: `
    base_log_folder remote_logging remote_log_conn_id delete_local_logs google_key_path remote_base_log_folder
    remote_task_handler_kwargs encrypt_s3_logs logging_level namespace_levels celery_logging_level
    fab_logging_level json_logs uvicorn_logging_level logging_config_class colored_console_log log_format
    callsite_parameters simple_log_format dag_processor_log_target dag_processor_log_format
    dag_processor_child_process_log_directory log_formatter_class log_timestamp_format secret_mask_adapter
    min_length_masked_secret task_log_prefix_template log_filename_template task_log_reader extra_logger_names
    worker_log_server_port trigger_log_server_port interleave_timestamp_parser
    file_task_handler_new_folder_permissions file_task_handler_new_file_permissions
    celery_stdout_stderr_separation color_log_error_keywords color_log_warning_keywords`,
  metrics: `
    metrics_allow_list metrics_block_list legacy_names_on statsd_on statsd_host statsd_ipv6 statsd_port
    statsd_prefix stat_name_handler statsd_datadog_enabled statsd_datadog_tags statsd_datadog_metrics_tags
    statsd_custom_client_path statsd_disabled_tags statsd_influxdb_enabled otel_on otel_host otel_port
    otel_prefix otel_interval_milliseconds otel_debugging_on otel_service otel_ssl_active`,
  traces: `
    otel_on otel_host otel_port otel_service otel_debugging_on otel_ssl_active otel_debug_traces_on
    task_runner_flush_timeout_milliseconds`,
  secrets: 'backend backend_kwargs use_cache cache_ttl_seconds',
  api: `
    instance_name theme enable_swagger_ui secret_key expose_config expose_stacktrace dag_cache_size
    dag_cache_ttl base_url host port workers worker_timeout server_type worker_refresh_interval
    worker_refresh_batch_size log_config log_stream_buffer_size ssl_cert ssl_key ssl_ca_file ssl_cert_reqs
    maximum_page_limit fallback_page_limit access_control_allow_headers access_control_allow_methods
    access_control_allow_origins grid_view_sorting_order log_fetch_timeout_sec hide_paused_dags_by_default
    default_wrap auto_refresh_interval require_confirmation_dag_change client_ssl_cert client_ssl_key
    client_use_public_certs`,
  workers: `
    secrets_backend secrets_backend_kwargs state_store_backend min_heartbeat_interval max_failed_heartbeats
    execution_api_retries execution_api_retry_wait_min execution_api_retry_wait_max execution_api_timeout
    socket_cleanup_timeout missing_dag_retries missing_dag_retry_delay`,
  sdk: 'coordinators queue_to_coordinator',
  api_auth: `
    jwt_audience jwt_expiration_time jwt_cli_expiration_time jwt_secret jwt_private_key_path jwt_algorithm
    jwt_kid trusted_jwks_url jwt_issuer jwt_leeway`,
  execution_api: 'jwt_expiration_time otel_trace_propagation jwt_audience',
  lineage: 'max_assets_per_collector max_extras_per_collector',
  operators: 'default_owner default_deferrable default_cpus default_ram default_disk default_gpus default_queue',
  email: `
    email_backend email_conn_id default_email_on_retry default_email_on_failure subject_template
    html_content_template from_email ssl_context`,
  smtp: 'smtp_host smtp_starttls smtp_ssl smtp_port smtp_mail_from smtp_timeout smtp_retry_limit',
  sentry: 'sentry_on sentry_dsn before_send',
  scheduler: `
    job_heartbeat_sec scheduler_heartbeat_sec task_instance_heartbeat_sec num_runs only_idle
    scheduler_idle_sleep_time parsing_cleanup_interval pool_metrics_interval ti_metrics_interval
    dagrun_metrics_interval scheduler_health_check_threshold enable_health_check
    scheduler_health_check_server_host scheduler_health_check_server_port orphaned_tasks_check_interval
    task_instance_heartbeat_timeout task_instance_heartbeat_timeout_detection_interval catchup_by_default
    ignore_first_depends_on_past_by_default max_tis_per_query use_row_level_locking
    max_dagruns_to_create_per_loop max_dagruns_per_loop_to_schedule partition_mapper_max_downstream_keys
    use_job_schedule trigger_timeout_check_interval task_queued_timeout task_queued_timeout_check_interval
    allowed_run_id_pattern create_cron_data_intervals create_delta_data_intervals enable_tracemalloc`,
  connection_test: 'timeout max_concurrency reaper_interval',
  triggerer: `
    capacity job_heartbeat_sec triggerer_health_check_threshold runner_health_check_threshold
    blocked_main_thread_warning_threshold max_trigger_to_select_per_loop on_kill_timeout queues_enabled
    shared_stream_subscriber_queue_size shared_stream_ack_timeout shared_stream_cohort_grace_period`,
  kerberos: 'ccache principal reinit_frequency kinit_path keytab forwardable include_ip',
  sensors: 'default_timeout',
  dag_processor: `
    dag_bundle_storage_path dag_bundle_config_list refresh_interval parsing_processes file_parsing_sort_mode
    max_callbacks_per_loop min_file_process_interval stale_dag_threshold dag_file_processor_timeout
    print_stats_interval health_check_threshold disable_bundle_versioning bundle_refresh_check_interval
    stale_bundle_cleanup_interval stale_bundle_cleanup_age_threshold stale_bundle_cleanup_min_versions
    parsing_pre_import_modules dag_version_inflation_check_level`,
  state_store: 'backend clear_on_success default_retention_days state_cleanup_batch_size max_value_storage_bytes',
  profiling: 'memray_trace_components memray_detailed_tracing',
  callbacks: 'callback_execution_timeout',
};

/** Names that options of ours had in older versions of Airflow: `section.key`, old to new. */
const MOVED: Readonly<Record<string, string>> = {
  'admin.sensitive_variable_fields': 'core.sensitive_var_conn_names',
  'api.page_size': 'api.fallback_page_limit',
  'celery.default_queue': 'operators.default_queue',
  'core.base_log_folder': 'logging.base_log_folder',
  'core.dag_concurrency': 'core.max_active_tasks_per_dag',
  'core.logging_level': 'logging.logging_level',
  'core.sql_alchemy_conn': 'database.sql_alchemy_conn',
  'scheduler.dag_dir_list_interval': 'dag_processor.refresh_interval',
  'webserver.expose_config': 'api.expose_config',
  'webserver.page_size': 'api.fallback_page_limit',
  'webserver.web_server_host': 'api.host',
  'webserver.web_server_port': 'api.port',
};

const KEYS = new Map(Object.entries(AIRFLOW).map(([section, keys]) => [section, new Set(keys.trim().split(/\s+/))]));

export const isAirflowSection = (section: string): boolean => KEYS.has(section);

export const isAirflowOption = (section: string, key: string): boolean => KEYS.get(section)?.has(key) ?? false;

/** `section.key` that the option has now; undefined where it has not moved, or is none of ours. */
export const movedTo = (section: string, key: string): string | undefined => MOVED[`${section}.${key}`];
