/** Where we differ from the recordings of Airflow 3.3.2, and why. */

export interface AllowedDifference {
  /** Name of the recording. */
  recording: RegExp;
  /** Place in the answer: `status`, `content-type`, `$.detail`, ... */
  path: RegExp;
  reason: string;
}

const allow = (recording: RegExp, path: RegExp, reason: string): AllowedDifference => ({ recording, path, reason });

const OTHER_CONTENT = 'the recorded server held other DAGs and runs: keys and types are compared';
const content = (recording: RegExp) =>
  allow(recording, /^\$\.(dags|dag_runs|task_instances|xcom_entries)\[\]/, OTHER_CONTENT);

export const ALLOWED: readonly AllowedDifference[] = [
  content(/^(dags_list|dags_order_desc|dagruns_list_all|tis_list_all|xcom_list_all)$/),
  content(/^(dagruns_state_success|dagruns_run_type|dagruns_conf_contains|dagruns_batch_list|dagruns_backfill)$/),
  allow(/^version$/, /version$/, 'it is our version'),
  allow(/^monitor_health$/, /triggerer|dag_processor/, 'there is no triggerer, and no loader runs in this test'),
  allow(
    /^auth_token_missing_field$/,
    /^\$\.detail$/,
    'theirs is a Python text; ours is the list of problems as everywhere else',
  ),
  allow(/^dags_bulk_patch$/, /^\$\.dags\[\]/, 'without an order theirs is that of the last update; ours is by id'),
  allow(/^dag_source_(json|text)$/, /^\$(\.content)?$/, 'the DAG files are written in another language'),
  allow(
    /^import_error/,
    /stack_trace$|^\$\.import_errors$/,
    'the broken file is another one, and is there from the start',
  ),
  allow(
    /^(tasks_list|task_get|mapped_task)$/,
    /template_fields|class_ref/,
    'our operators have other options and no Python classes',
  ),
  allow(/^(dagrun_trigger_|trigger_g_)/, /^\$\.state$/, 'the answer is read after the commit that started the run'),
  allow(/^dagrun_trigger_auto_id$/, /^\$\.dag_run_id$/, 'the id names the moment'),
  allow(
    /^dagrun_trigger_\w+_409$/,
    /^\$\.detail\.message$/,
    'ours says what exists already, theirs where to look in the log',
  ),
  allow(
    /^dagrun_trigger_bad_params_400$/,
    /^\$\.detail$/,
    'the same problem in the words of another JSON Schema validator',
  ),
  allow(/^dagrun_trigger_malformed_json$/, /ctx\.error$/, 'the same problem in the words of another JSON parser'),
  allow(/^dagrun_get_early$/, /^\$\.state$/, 'the tasks of this test take no time'),
  allow(/^pool_create_409$/, /^\$\.detail\.message$/, 'ours says what exists already, theirs where to look in the log'),
  allow(/^pool_patch_mask_slots_only_422$/, /\.url$/, 'an address of the documentation of their validator'),
  allow(
    /^connection_create_409$/,
    /^\$\.detail\.message$/,
    'ours says what exists already, theirs where to look in the log',
  ),
  allow(/^connection_test_(ok|bad)$/, /^\$\.message$/, 'the same failure in the words of another driver'),
  allow(
    /^connections_bulk$/,
    /^\$\.delete/,
    'theirs does not see in the second action what the first one made; ours deletes it',
  ),
  allow(
    /^variables_bulk_unknown_action_500$/,
    /./,
    'a wrong request is refused with 422 and its problems; theirs breaks with 500',
  ),
  allow(/^(variable|connection)_delete$/, /^content-type$/, 'a 204 has no content, and so no type of it'),
  allow(/^pool_delete$/, /^content-type$/, 'a 204 has no content, and so no type of it'),
  allow(/^dagrun_wait$/, /^content-type$/, 'theirs says none; ours is that of their description, application/x-ndjson'),
  allow(
    /^dagrun_wait$/,
    /^\$$/,
    'the tasks of this test take no time: there is one line, the last; beside the code there are more',
  ),
  allow(/^parse_dag_file$/, /./, 'a token is signed by the server that gives it out, and this one is theirs'),
  allow(/^dagruns_cursor_next$/, /./, 'a cursor is opaque, and this one is theirs; ours are tested beside their code'),
  allow(
    /^(tis?_|clear_tis|failed_ti|params_ti|dagrun_clear|mapped_(list|get|tries))/,
    /\.operator$/,
    'there is no Python class behind an operator',
  ),
  allow(
    /^(tis?_|clear_tis|failed_ti|params_ti|dagrun_clear|mapped_(list|get|tries))/,
    /\.rendered_fields/,
    'the tasks of this test are played, not run; src/worker/task-templates.test.ts has what they are',
  ),
  allow(
    /^(tis?_|clear_tis|failed_ti|params_ti|dagrun_clear|mapped_(list|get|tries))/,
    /\.error$/,
    'why a try failed: an addition of ours, which clients ignore',
  ),
  allow(
    /^hitl_(list_all|get|ti)$/,
    /\.rendered_fields/,
    'the tasks of this test are played, not run; test/guides/approvals.test.ts has what they are',
  ),
  allow(/.*/, /^\$(\.dags\[\])?\.quarantine$/, 'why a DAG is in quarantine: an addition of ours, which clients ignore'),
  allow(/^hitl_(list_all|get|ti)$/, /\.error$/, 'why a try failed: an addition of ours, which clients ignore'),
  allow(/^hitl_respond_409$/, /^\$\.detail$/, 'the sentence names the id of the task instance'),
  allow(
    /^(tis_list|clear_tis_dry_run_downstream)$/,
    /\[\]\.(task_id|task_display_name|priority_weight|note)$/,
    'ours are by task id, theirs by the time of their making',
  ),
  allow(/^ti_log_|^failed_log$/, /^\$(\.content\[\].*)?$/, 'the log is another one'),
  allow(/^xcom_get_stringify$/, /^\$\.value$/, 'JSON instead of the repr of Python'),
  allow(/^clear_tis$/, /\.(state|try_number)$/, 'the cleared task has already run again'),
  allow(/^dagrun_clear$/, /^\$\.state$/, 'the cleared run has already started again'),
  allow(/^dagruns_asset_triggered$/, /^\$\.dag_runs\[\]\.dag_run_id$/, 'the id names the moment and the run'),
  allow(/^dagruns_asset_triggered$/, /version_number$/, 'the recorded DAG had another version when it ran'),
  allow(
    /^asset_event_create$/,
    /^\$\.created_dagruns$/,
    'the run of the DAG that waits is made in the same commit, not by a later loop',
  ),
  allow(/^asset_queued_events$/, /^\$\.queued_events$/, 'the run was made already, and nothing waits'),
  allow(/^asset_materialize$/, /^\$\.(dag_run_id|state)$/, 'the id names the moment; the run has started already'),
  allow(/^xcom_delete$/, /^content-type$/, 'a 204 has no content, and so no type of it'),
  allow(
    /^event_logs(_dag)?$/,
    /^\$\.event_logs\[\]\.(event|extra|run_id|task_id|task_display_name|map_index)$/,
    'theirs has a row for what was refused as well; ours for what was changed',
  ),
  allow(
    /^event_logs_filter$/,
    /^\$\.event_logs\[\]\.extra$/,
    'theirs has a row for what was refused as well; ours for what was changed',
  ),
  allow(/^providers$/, /^\$\.providers\[\]\.documentation_url$/, 'our package has no address on the web'),
  allow(
    /^(dag_(un)?favorite|(asset|task)_state_(put|delete))$/,
    /^content-type$/,
    'a 204 has no content, and so no type of it',
  ),
  allow(/^dagrun_delete$/, /^content-type$/, 'a 204 has no content, and so no type of it'),
];
