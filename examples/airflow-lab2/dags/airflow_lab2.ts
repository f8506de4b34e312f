import { Dag, email, getContext, triggerDagRun } from '@aquilon/sdk';
import { writeAtomic } from '../src/files.ts';
import { GENERATOR_DEFAULTS } from '../src/generate.ts';
import { reportOf } from '../src/report.ts';
import { advertisingFile, dataFolder, emailTo, modelFile, reportFile } from '../src/settings.ts';
import * as steps from '../src/steps.ts';

const dag = new Dag('Airflow_Lab2', {
  schedule: null,
  startDate: '2026-01-01',
  description: 'Learns from 1,000 visitors who clicks on an advertisement, and reports how well',
  docMd: `
Logistic regression on \`data/advertising.csv\`, which is made at the first run; put a real file of the same columns in its
place to learn from that. The model is saved in \`model/model.sav\`. The accuracy on the rows that were held back is the
XCom \`return_value\` of \`load_model_task\`.
`,
  // Runs share the files in data/ and model/: one at a time.
  maxActiveRuns: 1,
  tags: ['lab', 'example', 'ml'],
  params: {
    seed: {
      default: GENERATOR_DEFAULTS.seed,
      description: 'Seed of the split, and of the data where there is no file yet',
      schema: { type: 'integer' },
    },
    rows: {
      default: GENERATOR_DEFAULTS.rows,
      description: 'Rows to make where there is no file yet',
      schema: { type: 'integer', minimum: 10, maximum: 1_000_000 },
    },
    c: {
      default: 1,
      description: 'Weight of the data against the penalty: smaller is a stronger penalty',
      schema: { type: 'number', exclusiveMinimum: 0 },
    },
  },
});

const loadDataTask = dag.task('load_data_task', async (): Promise<steps.LoadedData> => {
  const { logger, params } = getContext();
  const data = await steps.loadData(advertisingFile(), { seed: Number(params.seed), rows: Number(params.rows) });
  logger.info(`${data.generated ? 'Made and loaded' : 'Loaded'} ${data.rows.length} rows of ${data.path}`);
  return data;
});

const dataPreprocessingTask = dag.task(
  'data_preprocessing_task',
  ({ data }: { data: steps.LoadedData }): steps.PreparedData => {
    const { logger, params } = getContext();
    const prepared = steps.preprocess(data.rows, { testShare: 0.3, seed: Number(params.seed) });
    logger.info(`${prepared.train.y.length} rows to learn from, ${prepared.test.y.length} rows held back for the test`);
    return prepared;
  },
);

const separateDataOutputsTask = dag.task(
  'separate_data_outputs_task',
  async ({ prepared }: { prepared: steps.PreparedData }): Promise<steps.SeparatedData> => {
    const separated = await steps.separate(prepared, dataFolder());
    getContext().logger.info(`Wrote ${separated.train.path} and ${separated.test.path}`);
    return separated;
  },
);

const buildSaveModelTask = dag.task(
  'build_save_model_task',
  async ({ data }: { data: steps.SeparatedData }): Promise<steps.SavedModel> => {
    const { logger, params } = getContext();
    const saved = await steps.buildAndSave(data, modelFile(), Number(params.c));
    logger.info(`The solver converged after ${saved.iterations} steps; the model is in ${saved.path}`);
    return saved;
  },
);

const loadModelTask = dag.task('load_model_task', async ({ saved }: { saved: steps.SavedModel }): Promise<number> => {
  const { logger, run, xcomPush } = getContext();
  const metrics = await steps.evaluate(saved);
  const { accuracy, precision, recall, confusion } = metrics;
  logger.info(`Accuracy on the test rows: ${accuracy.toFixed(4)}`, { accuracy, precision, recall, ...confusion });
  await xcomPush('metrics', { accuracy, precision, recall, confusion: { ...confusion } });
  await writeAtomic(reportFile(), reportOf(run.runId, saved, metrics));
  return accuracy;
});

const sendEmail = dag.task(
  'send_email',
  // The text is fixed when this file is loaded; what the run found out travels in the attached report.
  email({
    to: emailTo(),
    subject: 'Airflow_Lab2: the model is trained',
    htmlContent:
      '<h1>Airflow_Lab2</h1><p>The data were loaded, the model was trained, saved, loaded again and evaluated.</p>' +
      '<p>The accuracy, precision, recall and the confusion matrix are in the attached report.</p>',
    files: [reportFile()],
  }),
);

const myTriggerTask = dag.task('my_trigger_task', triggerDagRun({ triggerDagId: 'Airflow_Lab2_Flask' }));

const data = loadDataTask();
const prepared = dataPreprocessingTask({ data });
const separated = separateDataOutputsTask({ prepared });
const saved = buildSaveModelTask({ data: separated });
loadModelTask({ saved }).before(sendEmail(), myTriggerTask());

export default dag;
