import { plural } from './plural.ts';

const runs = (count: number) => plural(count, 'run', 'runs');
const tasks = (count: number) => plural(count, 'task', 'tasks');

export const explain = {
  why: {
    button: 'Why?',
    of: (task: string) => `Why? ${task}`,
    title: 'Why it does not run',
    nothing: 'Nothing holds it back: it starts at once.',
    heldBy: 'Held by',
    moreHolders: (count: number) => `and ${count} more`,
    wholeRun: (run: string) => `the run ${run}`,
    since: (time: string) => `since ${time}`,
    expected: 'Expected start',
    unknown: 'Nobody can tell: see above what has to happen first.',
    assumes:
      'Taking it that tasks take as long as the median of their last successes, that nothing more urgent comes, and that no attempt fails.',
    neverRan: (names: string) => `No time is known of ${names}: it has never succeeded yet.`,
    reason: {
      max_active_runs: (active: number, limit: number) => `${active} of at most ${runs(limit)} of the DAG are active.`,
      dag_paused: 'The DAG is switched off. Somebody has to switch it on.',
      dag_quarantined: (crashes: number) =>
        `The DAG is in quarantine after ${crashes} attempts in a row lost their process. Its file has to change, or somebody has to let it out.`,
      backfill_paused: 'The backfill is paused. Somebody has to let it go on.',
      run_after: (time: string) => `The run begins at ${time}.`,
      upstream: (done: number, total: number, rule: string, names: string) =>
        `${done} of ${tasks(total)} before it have ended, and the rule ${rule} asks for more: ${names}.`,
      setup: (names: string) => `Its setups have not ended: ${names}.`,
      mapped_over: (names: string) => `What it is mapped over is not there yet: ${names}.`,
      depends_on_past: (run: string) => `It waits for the same task in the run before: ${run}.`,
      wait_for_downstream: (run: string, names: string) =>
        `It waits for what follows the same task in ${run}: ${names}.`,
      retry_delay: (time: string) => `It is tried again at ${time}.`,
      reschedule: (time: string) => `It looks again at ${time}.`,
      deferred: (time: string) => `It has waited, without a slot, since ${time}.`,
      awaiting_input: (time: string) => `It has waited for an answer of a person since ${time}.`,
      pool_full: (pool: string, used: number, slots: number, needed: number) =>
        `It waits for ${plural(needed, 'slot', 'slots')} of pool ${pool}: ${used} of ${slots} in use.`,
      pool_unknown: (pool: string) => `There is no pool ${pool}. Somebody has to make it.`,
      pool_too_small: (pool: string, slots: number, needed: number) =>
        `Pool ${pool} has ${plural(slots, 'slot', 'slots')} and it needs ${needed}. Somebody has to make the pool larger.`,
      max_active_tasks: (active: number, limit: number) =>
        `${active} of at most ${tasks(limit)} of the run are active.`,
      max_active_tis_per_dag: (active: number, limit: number) =>
        `${active} of at most ${limit} instances of the task are active, over all runs.`,
      max_active_tis_per_dagrun: (active: number, limit: number) =>
        `${active} of at most ${limit} instances of the task are active in this run.`,
      worker_drained: (who: string, time: string) =>
        `The worker is drained by ${who} since ${time}. Somebody has to let it take tasks again.`,
      parallelism: (active: number, limit: number) => `All ${limit} places of the server are taken (${active} in use).`,
      priority: (ahead: number) => `${tasks(ahead)} with a higher priority, or longer in line, come first.`,
      attempt_ending: 'The process of its earlier attempt is being ended.',
      executor: 'It is queued and waits for a free process.',
      no_scheduler: 'No scheduler is at work. Somebody has to start a server.',
    },
  },
  happened: {
    title: 'What happened',
    at: (file: string, line: number) => `${file}, line ${line}`,
    inside: (name: string) => `in ${name}`,
    remedy: 'What to do',
    exitCode: 'Exit code',
    signal: 'Signal',
    memory: 'Peak memory',
    decidedBy: 'Ended by',
    lastLines: 'The last lines of its log',
    similar: 'Other failures with the same code',
    code: 'Code of the error',
  },
} as const;
