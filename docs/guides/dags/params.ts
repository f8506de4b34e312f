import { bash, Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('params', {
  params: {
    // a default alone: the form of the web page has a field that fits it
    rows: 1000,
    // with a JSON Schema, values are checked before the run begins
    share: {
      default: 0.8,
      description: 'Part of the rows that is learnt from',
      schema: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
    },
    region: { default: 'eu', schema: { enum: ['eu', 'us', 'asia'], values_display: { eu: 'Europe' } } },
    day: { default: null, schema: { type: ['string', 'null'], format: 'date' } },
    // nested values have paths such as params.window.days
    window: {
      default: { days: 7 },
      schema: {
        type: 'object',
        required: ['days'],
        properties: { days: { type: 'integer', minimum: 1 } },
        additionalProperties: false,
      },
    },
    // without a default: whoever triggers the run gives it
    reason: { description: 'Why this run', schema: { type: 'string', minLength: 3, title: 'Reason' } },
  },
  tags: ['guide'],
});

interface Params {
  rows: number;
  share: number;
  window: { days: number };
}

const plan = dag.task('plan', () => {
  const { rows, share, window } = getContext<Params>().params;
  return { learnt: Math.round(rows * share), days: window.days };
});
const tell = dag.task('tell', bash({ bashCommand: 'echo "{{ params.region }}: {{ params.reason }}"' }));
plan().before(tell());

export default dag;
