import { Dag, type DataInterval, type Timetable } from '@aquilon/sdk';

const DAY = 86_400_000;
const isWorkday = (day: Date) => day.getUTCDay() !== 0 && day.getUTCDay() !== 6;
const wholeDay = (start: Date): DataInterval => ({ start, end: new Date(start.getTime() + DAY) });
const midnight = (at: Date | number) => new Date(Math.floor(Number(at) / DAY) * DAY);

/** One run for each day from Monday to Friday, made when the day is over. */
class AfterWorkdays implements Timetable {
  readonly description = 'After each workday';

  nextDagrunInfo({ lastAutomatedDataInterval: last, restriction }: Parameters<Timetable['nextDagrunInfo']>[0]) {
    const { earliest, latest, catchup } = restriction;
    if (last === null && earliest === null) return null;
    let day = last ? last.end : midnight(Number(earliest) + DAY - 1);
    // Without catchup, the newest day that is over is the first to look at.
    if (!catchup) day = new Date(Math.max(Number(day), Number(midnight(Date.now() - DAY))));
    while (!isWorkday(day)) day = new Date(day.getTime() + DAY);
    if (latest !== null && day > latest) return null;
    const dataInterval = wholeDay(day);
    return { runAfter: dataInterval.end, dataInterval };
  }

  inferManualDataInterval({ runAfter }: { runAfter: Date }) {
    let day = midnight(runAfter.getTime() - DAY);
    while (!isWorkday(day)) day = new Date(day.getTime() - DAY);
    return wholeDay(day);
  }
}

const dag = new Dag('after_workdays', {
  schedule: new AfterWorkdays(),
  startDate: '2026-05-01',
  endDate: '2026-05-05',
  catchup: true,
  tags: ['guide'],
});

dag.task('close_the_day', () => 'closed')();

export default dag;
