import { AquilonError } from '#errors/aquilon-error.ts';
import { OptionReader } from '#operators/options.ts';
import type { BodyContext, BodyResult, OperatorBody } from '#worker/operator-body.ts';
import { LOGGER } from './define.ts';

/** Airflow's DateTimeSensor. The scheduler's clock tells the end: nobody looks. Option: targetTime. */
export const dateTimeSensor: OperatorBody = async (context) => {
  const text = new OptionReader('dateTimeSensor', context.options).text('targetTime');
  const at = Date.parse(text);
  if (Number.isNaN(at)) {
    const reason = `${JSON.stringify(text)} is no instant`;
    throw new AquilonError('OPTION_INVALID', { option: 'targetTime', operator: 'dateTimeSensor', reason });
  }
  return waitUntil(context, at);
};

/** Airflow's TimeDeltaSensor: a time after the end of the data interval, or after `runAfter` where the run has none. Option: deltaMs. */
export const timeDeltaSensor: OperatorBody = async (context) => {
  const { dataIntervalEnd, runAfter } = context.work.run;
  const deltaMs = new OptionReader('timeDeltaSensor', context.options).number('deltaMs', 0);
  return waitUntil(context, Date.parse(dataIntervalEnd ?? runAfter) + deltaMs);
};

function waitUntil({ log, now }: BodyContext, at: number): BodyResult {
  if (at <= now()) return {};
  log('info', `Waiting until ${new Date(at).toISOString()}, without a slot`, LOGGER);
  return { waitFor: { kind: 'time', at } };
}
