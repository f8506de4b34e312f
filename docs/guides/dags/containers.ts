import { Dag, docker } from '@aquilon/sdk';

interface Report {
  rows: number;
  score: number;
}

const dag = new Dag('containers', { params: { image: 'registry.example:5000/team/model:3' }, tags: ['guide'] });

// The last line of the standard output is the return value.
const version = dag.task(
  'version',
  docker({ image: 'python:3.13-slim', command: 'python --version', autoRemove: 'force', networkMode: 'none' }),
)();

// A registry that asks who comes, limits, a folder of the engine's machine, and a secret that no log shows.
const trained = dag.task(
  'train',
  docker<Report>({
    image: '{{ params.image }}',
    dockerConnId: 'team_registry',
    command: ['python', 'train.py', '--day', '{{ ds }}', '--out', '/out/report.json'],
    privateEnvironment: { TRACKING_TOKEN: '{{ var.value.tracking_token }}' },
    mounts: [{ source: '/srv/data', target: '/data', type: 'bind', readOnly: true }],
    memLimit: '2g',
    cpus: 1.5,
    autoRemove: 'success',
    // The value is what this file says, as JSON.
    retrieveOutput: true,
    retrieveOutputPath: '/out/report.json',
  }),
  { executionTimeout: '1h', retries: 1 },
)();
version.before(trained);

dag.task('judge', ({ report }: { report: Report }) => report.score > 0.9)({ report: trained });

// 99 skips the task.
dag.task('publish', docker({ image: 'registry.example:5000/team/publish:1', skipOnExitCode: 99 }))();

export default dag;
