/** A message of a task's log as the API tells it. */
export interface LogLine {
  timestamp?: string | null;
  level?: string;
  event: string;
  error_detail?: { exc_type: string; exc_value: string }[];
}

/** What happened, with the error that it tells of: without it a failure would not say why. */
export function eventText({ event, error_detail: errors = [] }: LogLine): string {
  return [event, ...errors.map((error) => `${error.exc_type}: ${error.exc_value}`)].join(': ');
}

export function logText(line: LogLine): string {
  return [line.timestamp, line.level?.toUpperCase(), eventText(line)].filter(Boolean).join(' ');
}
