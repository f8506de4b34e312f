/** Made from the options of the product by scripts/configuration.ts: change them there. */

/** What may stand in `aquilon.config.ts`: every option by its section and its name in Airflow. What is undefined is not given. */
export interface AquilonConfig {
  core?: {
    /** Folder of the DAG files. Empty: examples/*\/dags of the product. */
    dags_folder?: string | undefined;
    /** Task attempts that run at once. Whole number, 1 to 10000. Default: 32. */
    parallelism?: number | undefined;
    /** Task attempts that run at once in one run, where the DAG does not say. Whole number, 1 to 1000000. Default: 16. */
    max_active_tasks_per_dag?: number | undefined;
    /** Runs of one DAG that are active at once, where the DAG does not say. Whole number, 1 to 1000000. Default: 16. */
    max_active_runs_per_dag?: number | undefined;
    /** Failed runs in a row after which a DAG is switched off, where the DAG does not say. 0: never. Whole number, 0 to 10000. Default: 0. */
    max_consecutive_failed_dag_runs_per_dag?: number | undefined;
    /** Elements of a list that a task is mapped over. Whole number, 1 to 10000000. Default: 1024. */
    max_map_length?: number | undefined;
    /** Characters of a rendered template field that are stored and shown. Whole number, 80 to 1048576. Default: 4096. */
    max_templated_field_length?: number | undefined;
    /** Fernet keys of variables and connections, comma separated: the first encrypts, all decrypt. Empty: the file fernet_key in the home folder, made at the first start. */
    fernet_key?: string | undefined;
    /** A command that prints it. */
    fernet_key_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    fernet_key_secret?: string | undefined;
    /** Words, comma separated: a variable, or an entry of the extra of a connection, whose name holds one is masked, beside the usual ones. */
    sensitive_var_conn_names?: string | undefined;
    /** Whether the API tries connections out. The server reaches what its users cannot: enable it where all of them may. Default: disabled. */
    test_connection?: 'disabled' | 'enabled' | 'hidden' | undefined;
    /** A new DAG starts switched off. Default: True. */
    dags_are_paused_at_creation?: boolean | undefined;
    /** Seconds that one DAG file may take to load. Number, 0.1 to 3600. Default: 30. */
    dagbag_import_timeout?: number | undefined;
    /** Seconds between the polite end of a task (abort signal, then SIGTERM) and SIGKILL. Whole number, 0 to 86400. Default: 60. */
    killed_task_cleanup_time?: number | undefined;
  };
  database?: {
    /** URL of a PostgreSQL server, 14 or newer. Empty: the embedded server. */
    sql_alchemy_conn?: string | undefined;
    /** A command that prints it. */
    sql_alchemy_conn_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    sql_alchemy_conn_secret?: string | undefined;
  };
  api?: {
    /** Address to listen on. 0.0.0.0 listens on all. Default: 127.0.0.1. */
    host?: string | undefined;
    /** Port to listen on; 0 takes a free one. Whole number, 0 to 65535. Default: 8080. */
    port?: number | undefined;
    /** Address at which people reach the page, such as https://aquilon.example: links in notices begin with it. Empty: where the server listens. */
    base_url?: string | undefined;
    /** Largest page of a list. Whole number, 1 to 10000. Default: 100. */
    maximum_page_limit?: number | undefined;
    /** Page of a list when none is asked for. Whole number, 1 to 10000. Default: 50. */
    fallback_page_limit?: number | undefined;
    /** Whether the API shows the configuration to administrators and operators. Secrets are hidden in any case. Default: False. */
    expose_config?: false | true | 'non-sensitive-only' | undefined;
    /** Name of the first administrator. Default: admin. */
    admin_username?: string | undefined;
    /** Password of the first administrator. Empty: a random one, printed once. */
    admin_password?: string | undefined;
    /** A command that prints it. */
    admin_password_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    admin_password_secret?: string | undefined;
  };
  api_auth?: {
    /** Key that signs tokens. Empty: one is made at the first start and kept in the home folder. */
    jwt_secret?: string | undefined;
    /** A command that prints it. */
    jwt_secret_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    jwt_secret_secret?: string | undefined;
    /** Seconds that a token is good for. Whole number, 60 to 31536000. Default: 86400. */
    jwt_expiration_time?: number | undefined;
  };
  scheduler?: {
    /** Make up missed ticks, where the DAG does not say. Default: False. */
    catchup_by_default?: boolean | undefined;
    /** A cron expression makes a run for each interval between two ticks, at its end, where the DAG does not say. Default: False. */
    create_cron_data_intervals?: boolean | undefined;
    /** An interval makes a run for each interval of time, at its end, where the DAG does not say. Default: False. */
    create_delta_data_intervals?: boolean | undefined;
    /** Partition keys that one event may be mapped to. One that gives more makes no run. Whole number, 1 to 100000. Default: 1000. */
    partition_mapper_max_downstream_keys?: number | undefined;
    /** Attempts of a DAG that lose their process, one after the other, until it is put in quarantine. 0: any number. Whole number, 0 to 1000000. Default: 10. */
    quarantine_after?: number | undefined;
    /** Seconds after which the runs of a scheduler that shows no life are taken over. Whole number, 1 to 3600. Default: 10. */
    lease_seconds?: number | undefined;
  };
  secrets?: {
    /** Class of a secrets backend, by its name in Airflow: it is asked after the environment and before the database. Empty: none. */
    backend?: string | undefined;
    /** Its arguments, a JSON object. */
    backend_kwargs?: string | undefined;
    /** A command that prints it. */
    backend_kwargs_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    backend_kwargs_secret?: string | undefined;
    /** Address of HashiCorp Vault, where the arguments give none. */
    vault_address?: string | undefined;
    /** Token for HashiCorp Vault, where the arguments give none. */
    vault_token?: string | undefined;
    /** A command that prints it. */
    vault_token_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    vault_token_secret?: string | undefined;
    /** Namespace of HashiCorp Vault, where the arguments give none. */
    vault_namespace?: string | undefined;
  };
  operators?: {
    /** Queue of tasks that name none. The local workers serve every queue. Default: default. */
    default_queue?: string | undefined;
  };
  sensors?: {
    /** Seconds that a sensor waits at most, where it does not say. Whole number, 0 to 3155760000. Default: 604800. */
    default_timeout?: number | undefined;
    /** Seconds that one look of a sensor may compute without a pause, which holds up the other sensors of its file. Whole number, 1 to 86400. Default: 60. */
    blocked_after?: number | undefined;
  };
  dag_processor?: {
    /** DAG bundles, a JSON list of {name, classpath, kwargs}. Empty: the DAG folder is the only one, dags-folder. */
    dag_bundle_config_list?: string | undefined;
    /** A command that prints it. */
    dag_bundle_config_list_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    dag_bundle_config_list_secret?: string | undefined;
    /** Seconds between two complete looks at a bundle, beside the watch on folders, where the bundle does not say. Whole number, 1 to 86400. Default: 300. */
    refresh_interval?: number | undefined;
    /** Seconds that one command of git for a bundle may take, such as the first fetch of a repository. Number, 0.1 to 86400. Default: 300. */
    git_timeout?: number | undefined;
    /** Memory that loading DAG files may take, MiB. Whole number, 64 to 1048576. Default: 1024. */
    memory_mb?: number | undefined;
    /** Times in a row that loading a file with the same content may end or block its process, until it is not loaded any more. 0: any number. Whole number, 0 to 1000. Default: 3. */
    quarantine_after?: number | undefined;
  };
  workers?: {
    /** Most task processes at once. 0: as many as AIRFLOW__CORE__PARALLELISM. Whole number, 0 to 10000. Default: 0. */
    processes?: number | undefined;
    /** Warm task processes kept ready while nothing runs. Whole number, 0 to 100. Default: 1. */
    spare?: number | undefined;
    /** Attempts after which a task process is replaced by a new one. Whole number, 1 to 1000000. Default: 1000. */
    recycle_after?: number | undefined;
    /** Memory that one task may take, MiB. Whole number, 64 to 1048576. Default: 2048. */
    task_memory_mb?: number | undefined;
    /** Days after its last use until a virtual environment of the operator python is removed. 0: never. Whole number, 0 to 3650. Default: 30. */
    keep_environments?: number | undefined;
  };
  xcom?: {
    /** Largest XCom kept in the database, bytes; larger ones go to the object store. Whole number, 0 to 16777216. Default: 65536. */
    inline_limit?: number | undefined;
    /** Largest XCom at all, bytes. Whole number, 1024 to 2147483648. Default: 268435456. */
    size_limit?: number | undefined;
  };
  logging?: {
    /** Folder of the task logs. Empty: logs in the home folder. */
    base_log_folder?: string | undefined;
    /** Least level of the server log. Default: info. */
    logging_level?: 'debug' | 'info' | 'warning' | 'error' | undefined;
    /** Form of the server log. Default: text. */
    format?: 'text' | 'json' | undefined;
    /** Largest log of one attempt, MiB; what is more is cut, and said to be. Whole number, 1 to 1048576. Default: 100. */
    attempt_limit_mb?: number | undefined;
  };
  state_store?: {
    /** Days that an entry of the state store of a task instance is kept where it does not say so itself. 0: until its run is deleted. Whole number, 0 to 36500. Default: 30. */
    default_retention_days?: number | undefined;
  };
  notices?: {
    /** Seconds before a notice that was not delivered is tried again; twice as many each time. Number, 0.01 to 3600. Default: 5. */
    retry_delay?: number | undefined;
    /** Most seconds between two attempts to deliver a notice. Number, 0.01 to 86400. Default: 300. */
    max_retry_delay?: number | undefined;
    /** Seconds after which a notice that cannot be delivered is given up. Whole number, 0 to 31536000. Default: 86400. */
    give_up_after?: number | undefined;
    /** Seconds to wait for the answer of a webhook or of Slack. Number, 0.1 to 600. Default: 10. */
    http_timeout?: number | undefined;
    /** Seconds after which a notice that was sent is removed: 90 days. 0: it is kept. Whole number, 0 to 3153600000. Default: 7776000. */
    keep_sent?: number | undefined;
    /** Seconds that a function of an author which is told something may take. Whole number, 1 to 86400. Default: 60. */
    function_timeout?: number | undefined;
  };
  mcp?: {
    /** Changes that assistants propose and nobody has to accept, comma separated, such as trigger:etl_*,unpause:*. Empty: each waits for a person. */
    accept?: string | undefined;
    /** Seconds in which a proposed change can be accepted and carried out. Whole number, 1 to 86400. Default: 3600. */
    plan_lifetime?: number | undefined;
  };
  cli?: {
    /** Server that commands ask, such as https://aquilon.example. Empty: the one of the home folder, or none. */
    api_url?: string | undefined;
    /** Token for that server: POST /auth/token gives one. */
    api_token?: string | undefined;
    /** A command that prints it. */
    api_token_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    api_token_secret?: string | undefined;
  };
  email?: {
    /** Connection of the mail server: where it exists it stands before AIRFLOW__SMTP__*. Read at the start. Default: smtp_default. */
    email_conn_id?: string | undefined;
    /** Mails go by SMTP. Another backend of Airflow is not used, and the log says so. */
    email_backend?: string | undefined;
    /** Sender of the mails. Empty: AIRFLOW__SMTP__SMTP_MAIL_FROM. */
    from_email?: string | undefined;
    /** A task with email sends a mail when it fails, where it does not say. Default: True. */
    default_email_on_failure?: boolean | undefined;
    /** A task with email sends a mail when it is tried again, where it does not say. Default: True. */
    default_email_on_retry?: boolean | undefined;
    /** File with the template of the subject of mails about tasks that fail or are tried again. Empty: our own. */
    subject_template?: string | undefined;
    /** File with the template of the body of these mails, HTML. Empty: our own. */
    html_content_template?: string | undefined;
  };
  smtp?: {
    /** Mail server. Empty: mails are written to the folder outbox in the home folder. */
    smtp_host?: string | undefined;
    /** Port of the mail server. Whole number, 1 to 65535. Default: 25. */
    smtp_port?: number | undefined;
    /** User at the mail server. Empty: no sign-in. */
    smtp_user?: string | undefined;
    /** Password at the mail server. */
    smtp_password?: string | undefined;
    /** A command that prints it. */
    smtp_password_cmd?: string | undefined;
    /** Its name at the secrets backend. */
    smtp_password_secret?: string | undefined;
    /** Switch to TLS with STARTTLS. Default: True. */
    smtp_starttls?: boolean | undefined;
    /** Speak TLS from the first byte. Default: False. */
    smtp_ssl?: boolean | undefined;
    /** Sender of the mails. Default: aquilon@localhost. */
    smtp_mail_from?: string | undefined;
    /** Seconds to wait for the mail server. Whole number, 1 to 3600. Default: 30. */
    smtp_timeout?: number | undefined;
  };
}

/** For `export default defineConfig({ ... })` in `aquilon.config.ts`: gives it back, with its names and values checked by the types. */
export const defineConfig = (config: AquilonConfig): AquilonConfig => config;
