/** Which commands there are. Their modules are loaded when they run. */
import { type Command, Option } from 'commander';
import { instant, jsonObject } from './arguments.ts';
import { OUTPUTS } from './output.ts';

const output = () => new Option('-o, --output <format>', 'form of the output').choices(OUTPUTS).default('table');
const example = (text: string) => `\nExample:\n  $ aquilon ${text}`;

export function addCommands(program: Command): void {
  addServer(program);
  addDatabase(program.command('db').description('The database'));
  addUsers(program.command('users').description('Who may sign in'));
  addDags(program.command('dags').description('DAGs and their runs'));
  addTasks(program.command('tasks').description('Tasks of a DAG and of its runs'));
}

function addServer(program: Command): void {
  program
    .command('standalone')
    .description('Serve everything: scheduler, workers, API and web page. What `npm start` runs.')
    .addHelpText('after', '\nExample:\n  $ AIRFLOW__API__PORT=8081 aquilon standalone')
    .action(async () => (await import('./commands/standalone.ts')).standalone());
  program
    .command('version')
    .addHelpText('after', example('version'))
    .description('Show the version')
    .action(async () => (await import('./commands/version.ts')).version());
  program
    .command('info')
    .description('Show where things are')
    .addOption(output())
    .addHelpText('after', example('info -o json'))
    .action(async (options) => (await import('./commands/admin.ts')).info(options));
  program
    .command('init')
    .argument('<dir>', 'an empty or new folder')
    .description('Make a new project with one DAG, its types, a test and a README')
    .addHelpText('after', example('init my-dags'))
    .action(async (dir) => (await import('./commands/init.ts')).init(dir));
}

function addDatabase(db: Command): void {
  const admin = () => import('./commands/admin.ts');
  db.command('migrate')
    .addHelpText('after', example('db migrate'))
    .description('Bring the database to the newest schema')
    .action(async () => (await admin()).migrate());
  db.command('check')
    .addHelpText('after', example('db check'))
    .description('Tell whether the database answers and which schema it has')
    .action(async () => (await admin()).check());
  db.command('reset')
    .option('-y, --yes', 'do it')
    .description('Delete everything in the database')
    .addHelpText('after', example('db reset --yes'))
    .action(async (options) => (await admin()).reset(options));
}

function addUsers(users: Command): void {
  const admin = () => import('./commands/admin.ts');
  users
    .command('create')
    .requiredOption('-u, --username <name>', 'name to sign in with')
    .requiredOption('-r, --role <role>', 'Admin, Op, User, Viewer or Public')
    .option('-p, --password <password>', 'default: a random one, printed once')
    .option('-e, --email <address>')
    .option('-f, --firstname <name>')
    .option('-l, --lastname <name>')
    .addHelpText('after', example('users create -u ada -r Op -e ada@example.org'))
    .action(async (options) => (await admin()).addUser(options));
  users
    .command('list')
    .addHelpText('after', example('users list -o yaml'))
    .addOption(output())
    .action(async (options) => (await admin()).showUsers(options));
}

function addDags(dags: Command): void {
  const commands = () => import('./commands/dags.ts');
  dags
    .command('list')
    .addOption(output())
    .addHelpText('after', example('dags list -o json'))
    .action(async (options) => (await commands()).list(options));
  dags
    .command('list-runs')
    .argument('<dag_id>')
    .option('--state <state>', 'only runs in this state')
    .addOption(output())
    .addHelpText('after', example('dags list-runs Airflow_Lab2 --state failed'))
    .action(async (dagId, options) => (await commands()).listRuns(dagId, options));
  dags
    .command('list-import-errors')
    .addHelpText('after', example('dags list-import-errors'))
    .addOption(output())
    .description('DAG files that could not be loaded; exit code 1 when there are any')
    .action(async (options) => (await commands()).listImportErrors(options));
  dags
    .command('details')
    .addHelpText('after', example('dags details Airflow_Lab2'))
    .argument('<dag_id>')
    .addOption(output())
    .action(async (dagId, options) => (await commands()).details(dagId, options));
  dags
    .command('show')
    .addHelpText('after', example('dags show Airflow_Lab2'))
    .argument('<dag_id>')
    .description('The graph in the DOT language')
    .action(async (dagId) => (await commands()).show(dagId));
  dags
    .command('trigger')
    .argument('<dag_id>')
    .option('-c, --conf <json>', 'configuration of the run', jsonObject)
    .option('-r, --run-id <id>')
    .option('-l, --logical-date <date>', 'ISO 8601; UTC where it has no offset', instant)
    .addOption(output())
    .addHelpText('after', example(`dags trigger Airflow_Lab2 --run-id first --conf '{"rows": 500}'`))
    .action(async (dagId, options) => (await commands()).trigger(dagId, options));
  for (const [name, paused] of [
    ['pause', true],
    ['unpause', false],
  ] as const) {
    dags
      .command(name)
      .addHelpText('after', example(`dags ${name} Airflow_Lab2`))
      .argument('<dag_id>')
      .addOption(output())
      .action(async (dagId, options) => (await commands()).setPaused(dagId, paused, options));
  }
  dags
    .command('state')
    .addHelpText('after', example('dags state Airflow_Lab2 first'))
    .argument('<dag_id>')
    .argument('<run>', 'run id or logical date')
    .action(async (dagId, run) => (await commands()).state(dagId, run));
  dags
    .command('test')
    .argument('<dag_id>')
    .argument('[logical_date]', 'ISO 8601; UTC where it has no offset', instant)
    .option('-c, --conf <json>', 'configuration of the run', jsonObject)
    .description('Run a DAG now and follow it here; exit code 1 when it fails. Needs no server')
    .addHelpText('after', example(`dags test Airflow_Lab2 --conf '{"rows": 500}'`))
    .action(async (dagId, logicalDate, { conf }) =>
      (await import('./commands/dags-test.ts')).testDag(dagId, { logicalDate, conf }),
    );
}

function addTasks(tasks: Command): void {
  const commands = () => import('./commands/tasks.ts');
  tasks
    .command('list')
    .addHelpText('after', example('tasks list Airflow_Lab2'))
    .argument('<dag_id>')
    .action(async (dagId) => (await commands()).list(dagId));
  tasks
    .command('states-for-dag-run')
    .addHelpText('after', example('tasks states-for-dag-run Airflow_Lab2 first'))
    .argument('<dag_id>')
    .argument('<run>', 'run id or logical date')
    .addOption(output())
    .action(async (dagId, run, options) => (await commands()).statesForDagRun(dagId, run, options));
  tasks
    .command('logs')
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument('<run>', 'run id or logical date')
    .option('--try-number <n>', 'default: the newest')
    .addHelpText('after', example('tasks logs Airflow_Lab2 load_data_task first'))
    .action(async (dagId, taskId, run, options) => (await commands()).logs(dagId, taskId, run, options));
  tasks
    .command('test')
    .argument('<dag_id>')
    .argument('<task_id>')
    .argument('[run]', 'logical date, or the id of a run whose dates, conf and XComs are taken')
    .option('-c, --conf <json>', 'configuration of the run', jsonObject)
    .option('-x, --xcom <json>', 'what tasks before it returned, by their ids', jsonObject)
    .description('Run one task now, by itself, without a record of it; exit code 1 when it fails. Needs no server')
    .addHelpText('after', example(`tasks test hello sum --xcom '{"load": [1, 2, 3]}'`))
    .action(async (dagId, taskId, run, options) =>
      (await import('./commands/tasks-test.ts')).testTask(dagId, taskId, run, options),
    );
  tasks
    .command('clear')
    .argument('<dag_id>')
    .requiredOption('--run-id <id>')
    .option('-t, --task-regex <pattern>', 'only tasks whose id matches')
    .option('-d, --downstream', 'and all that depends on them')
    .option('-f, --only-failed', 'only failed ones')
    .option('-y, --yes', 'do it; without, it is only shown')
    .addOption(output())
    .addHelpText('after', example('tasks clear Airflow_Lab2 --run-id first -t build_ --downstream --yes'))
    .action(async (dagId, options) => (await commands()).clear(dagId, options));
}
