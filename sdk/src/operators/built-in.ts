/** The built-in operators. Their bodies run in the task process, from the product; here are their options. */
import type { Duration } from '../duration.ts';
import { parseDuration } from '../duration.ts';
import { builtIn, type Operator, operatorFactory } from '../operator.ts';
import { show } from '../problems.ts';
import type { Json } from '../serialized.ts';

export interface BashOptions {
  /** Run by `bash -c`. A text that ends in `.sh` is the path of a script beside the DAG file, which is a template. */
  bashCommand: string;
  /** Variables of the command. With `appendEnv` they are added to those of the task process; without, they replace them. */
  env?: { [name: string]: string };
  /** Default false, as in Airflow. */
  appendEnv?: boolean;
  /** Working folder. Default: a temporary one, removed afterwards. */
  cwd?: string;
  /** Exit codes that skip the task instead of failing it. Default 99. */
  skipOnExitCode?: number | number[] | null;
}

/** Runs a command. The last line of its output is the return value. */
export const bash = operatorFactory(
  (options: BashOptions): Operator<string> =>
    builtIn('BashOperator', 'bash', options, {
      templateFields: ['bashCommand', 'env', 'cwd'],
      templateExt: ['.sh', '.bash'],
    }),
);

/** Does nothing: a place to tie edges together. */
export function empty(): Operator<void> {
  return builtIn('EmptyOperator', 'empty', {});
}

/** Where the run is not the newest one that its schedule has made, what directly follows is skipped. Runs that somebody asked for go on. */
export function latestOnly(): Operator<void> {
  return builtIn('LatestOnlyOperator', 'latest_only', {});
}

export interface TriggerDagRunOptions {
  triggerDagId: string;
  /** Default: made from the time. */
  triggerRunId?: string;
  conf?: { [key: string]: Json };
  /** ISO 8601 with an offset; default: none. */
  logicalDate?: string | null;
  /** Run an existing run again instead of failing. Default false. */
  resetDagRun?: boolean;
  /** Wait for the end of the run. Default false. */
  waitForCompletion?: boolean;
  /** Between two looks at the run. Default 60 s. */
  pokeInterval?: Duration;
  /** States of the run that count as success. Default `success`. */
  allowedStates?: string[];
  /** States of the run that count as failure. Default `failed`. */
  failedStates?: string[];
}

const TRIGGER_TEMPLATES = { templateFields: ['triggerDagId', 'triggerRunId', 'logicalDate', 'conf'] };

/** Starts a run of another DAG. Keeps its id as the XCom `trigger_run_id`. */
export const triggerDagRun = operatorFactory(
  ({ pokeInterval, ...options }: TriggerDagRunOptions): Operator<void> => {
    const pokeIntervalMs = pokeInterval === undefined ? undefined : parseDuration(pokeInterval);
    if (pokeInterval !== undefined && pokeIntervalMs === undefined) {
      throw new TypeError(`triggerDagRun: pokeInterval is ${show(pokeInterval)}; it must be a duration such as '30s'`);
    }
    return builtIn('TriggerDagRunOperator', 'trigger_dag_run', { ...options, pokeIntervalMs }, TRIGGER_TEMPLATES);
  },
  ['pokeInterval'],
);

export interface EmailOptions {
  to: string | string[];
  subject: string;
  /** The body, as HTML. */
  htmlContent: string;
  cc?: string | string[];
  bcc?: string | string[];
  /** Paths of files to attach. */
  files?: string[];
  /** Default: `AIRFLOW__SMTP__SMTP_MAIL_FROM`. */
  fromEmail?: string;
}

/** Sends a mail; where no mail server is configured, writes it to the outbox folder. */
export const email = operatorFactory(
  (options: EmailOptions): Operator<void> =>
    builtIn('EmailOperator', 'email', options, {
      templateFields: ['to', 'cc', 'bcc', 'fromEmail', 'subject', 'htmlContent', 'files'],
      templateExt: ['.html'],
      pathFields: ['files'],
    }),
);
