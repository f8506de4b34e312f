import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';

/** The DAG as it is stored: with `[sensors] default_timeout` for the sensors that do not say. */
export function completeDag(dag: SerializedDag, sensorTimeoutMs: number): SerializedDag {
  if (!dag.tasks.some(({ sensor }) => sensor?.timeoutMs === null)) return dag;
  const complete = (task: SerializedTask): SerializedTask =>
    task.sensor?.timeoutMs === null ? { ...task, sensor: { ...task.sensor, timeoutMs: sensorTimeoutMs } } : task;
  return { ...dag, tasks: dag.tasks.map(complete) };
}
