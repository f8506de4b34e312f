import type { OperatorBodies } from '#worker/operator-body.ts';

/** Every built-in body by the name that a serialised task gives it. */
export const OPERATOR_BODIES: OperatorBodies = {
  empty: async () => (await import('./empty.ts')).empty,
  latest_only: async () => (await import('./latest-only.ts')).latestOnly,
  bash: async () => (await import('./bash.ts')).bash,
  docker: async () => (await import('./docker.ts')).docker,
  hitl: async () => (await import('./hitl.ts')).hitl,
  http: async () => (await import('./http.ts')).http,
  python: async () => (await import('./python.ts')).python,
  sql: async () => (await import('./sql.ts')).sql,
  slack: async () => (await import('./slack.ts')).slack,
  trigger_dag_run: async () => (await import('./trigger-dag-run.ts')).triggerDagRun,
  file_sensor: async () => (await import('./sensors/file.ts')).fileSensor,
  http_sensor: async () => (await import('./sensors/http.ts')).httpSensor,
  external_task_sensor: async () => (await import('./sensors/external-task.ts')).externalTaskSensor,
  s3_key_sensor: async () => (await import('./sensors/s3-key.ts')).s3KeySensor,
  sql_sensor: async () => (await import('./sensors/sql.ts')).sqlSensor,
  date_time_sensor: async () => (await import('./sensors/time.ts')).dateTimeSensor,
  time_delta_sensor: async () => (await import('./sensors/time.ts')).timeDeltaSensor,
  // Its templates are rendered: whoever asked for it sends it.
  notice: async () => async (context) => ({ value: context.options }),
  email: async () => (await import('./email.ts')).email,
};
