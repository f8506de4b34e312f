import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serialize } from '@aquilon/sdk/runtime';
import lab2 from '../dags/airflow_lab2.ts';
import lab2Flask from '../dags/airflow_lab2_flask.ts';

const dag = serialize(lab2);
const flask = serialize(lab2Flask);

test('Airflow_Lab2 runs only when it is asked to, and one run at a time', () => {
  assert.deepEqual([dag.dagId, dag.timetable.kind, dag.maxActiveRuns], ['Airflow_Lab2', 'null', 1]);
});

test('the tasks of Airflow_Lab2 form a chain that ends in the mail and the trigger, side by side', () => {
  assert.deepEqual(Object.fromEntries(dag.tasks.map((task) => [task.taskId, task.downstream.toSorted()])), {
    load_data_task: ['data_preprocessing_task'],
    data_preprocessing_task: ['separate_data_outputs_task'],
    separate_data_outputs_task: ['build_save_model_task'],
    build_save_model_task: ['load_model_task'],
    load_model_task: ['my_trigger_task', 'send_email'],
    send_email: [],
    my_trigger_task: [],
  });
});

test('the mail carries the report, and the trigger starts Airflow_Lab2_Flask', () => {
  const options = (taskId: string) => dag.tasks.find((task) => task.taskId === taskId)?.options;
  assert.match(String(options('send_email')?.files), /model\/report\.html$/);
  assert.equal(options('my_trigger_task')?.triggerDagId, 'Airflow_Lab2_Flask');
});

test('Airflow_Lab2_Flask has one task and serves on port 5555 unless told otherwise', () => {
  assert.deepEqual(
    flask.tasks.map((task) => task.taskId),
    ['start_Flask_API'],
  );
  assert.equal(flask.timetable.kind, 'null');
  assert.equal(flask.params.port?.value, 5555);
});
