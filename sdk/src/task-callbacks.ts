/** The callbacks of a task, with the mails that `email` and its switches ask for. */
import { callbackList, checkCallbacks, emailNotifier, type Notifier } from './notifiers.ts';
import type { Checker, TaskOptions } from './options.ts';
import { show } from './problems.ts';
import type { SerializedCallbacks, SerializedNotifier } from './serialized.ts';

export const CALLBACK_OPTIONS = {
  execute: 'onExecuteCallback',
  success: 'onSuccessCallback',
  failure: 'onFailureCallback',
  retry: 'onRetryCallback',
  skipped: 'onSkippedCallback',
} as const satisfies Readonly<Record<Exclude<keyof SerializedCallbacks, 'awaiting_input'>, keyof TaskOptions>>;

/** As in Airflow, `email` alone means mails on failure and on retry. */
const MAILS = {
  success: { option: 'emailOnSuccess', fallback: false },
  failure: { option: 'emailOnFailure', fallback: true },
  retry: { option: 'emailOnRetry', fallback: true },
} as const;

type ValueOf = <K extends keyof TaskOptions>(name: K) => TaskOptions[K];

/** Absent where there are none. */
export function checkTaskCallbacks(value: ValueOf, checker: Checker): { callbacks?: SerializedCallbacks } {
  const mail = mailOf(value('email'), checker);
  const callbacks: { [event: string]: SerializedNotifier[] } = {};
  for (const [event, option] of Object.entries(CALLBACK_OPTIONS)) {
    const found = checkCallbacks(option, value(option), checker);
    const switched = event in MAILS ? MAILS[event as keyof typeof MAILS] : undefined;
    const said = switched && checker.flag(switched.option, value(switched.option));
    // After those of the option: these are found again by their places in its list.
    if (mail && (said ?? switched?.fallback))
      found.push(
        ...checkCallbacks('email', mail, checker).map((one) => (said ? one : { ...one, byDefault: true as const })),
      );
    if (found.length > 0) callbacks[event] = found;
  }
  return Object.keys(callbacks).length === 0 ? {} : { callbacks };
}

function mailOf(email: unknown, checker: Checker): Notifier | undefined {
  if (email === undefined || email === null) return undefined;
  const list = callbackList(email);
  if (list.length > 0 && list.every((one) => typeof one === 'string' && one.trim() !== ''))
    return emailNotifier({ to: list as string[] });
  checker.add(`email is ${show(email)}; it must be an address or a list of them`);
  return undefined;
}
