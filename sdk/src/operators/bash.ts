/** A command as a task. */
import { type Operator, type OperatorFactory, operatorFactory } from '../operator.ts';
import { callback, checked, exitCodes, flag, text, textsByName } from './checked.ts';

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
  /** Makes the return value of the last line. Default: the line as it is. */
  outputProcessor?: (line: string) => unknown;
}

const KIND = {
  name: 'bash',
  operator: 'BashOperator',
  body: 'bash',
  required: ['bashCommand'],
  functions: ['outputProcessor'],
  templates: { templateFields: ['bashCommand', 'env', 'cwd'], templateExt: ['.sh', '.bash'] },
  rules: {
    bashCommand: text,
    env: textsByName,
    appendEnv: flag,
    cwd: text,
    skipOnExitCode: exitCodes,
    outputProcessor: callback,
  },
};

/** Runs a command. The last line of its output is the return value, or what `outputProcessor` makes of it. */
export const bash: (<R>(options: BashOptions & { outputProcessor: (line: string) => R | Promise<R> }) => Operator<R>) &
  OperatorFactory<BashOptions, string> = operatorFactory(
  (options: BashOptions): Operator<never> => checked<never>(KIND, options),
  ['outputProcessor'],
);
