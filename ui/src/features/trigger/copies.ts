/** What the form would do, as a command or as code for elsewhere. No token is ever in it: it stands in the variable AQUILON_TOKEN. */

/** A run as somebody wants it. */
export interface WantedRun {
  readonly dagId: string;
  /** Empty: the server makes one. */
  readonly runId: string;
  /** ISO 8601; null: a run without one. */
  readonly logicalDate: string | null;
  readonly conf: Readonly<Record<string, unknown>>;
  readonly note: string;
}

/** The body of the request, without what is not given. */
export const bodyOf = ({ runId, logicalDate, conf, note }: WantedRun) => ({
  logical_date: logicalDate,
  conf,
  ...(runId === '' ? {} : { dag_run_id: runId }),
  ...(note === '' ? {} : { note }),
});

/** One word of a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const addressOf = (origin: string, { dagId }: WantedRun): string =>
  `${origin}/api/v2/dags/${encodeURIComponent(dagId)}/dagRuns`;

export function asCurl(origin: string, run: WantedRun): string {
  return [
    `curl --fail-with-body -X POST ${quoted(addressOf(origin, run))}`,
    '-H "Authorization: Bearer $AQUILON_TOKEN"',
    "-H 'Content-Type: application/json'",
    `-d ${quoted(JSON.stringify(bodyOf(run)))}`,
  ].join(' \\\n  ');
}

/** Runs where the server runs, which needs no token. The command has no option for a note: it is left out. */
export function asCommand({ dagId, runId, logicalDate, conf }: WantedRun): string {
  const parts = ['aquilon dags trigger'];
  if (runId !== '') parts.push(`--run-id=${quoted(runId)}`);
  if (logicalDate !== null) parts.push(`--logical-date=${quoted(logicalDate)}`);
  if (Object.keys(conf).length > 0) parts.push(`--conf=${quoted(JSON.stringify(conf))}`);
  // An id may begin with a dash.
  parts.push('--', quoted(dagId));
  return parts.join(' ');
}

export function asTypeScript(origin: string, run: WantedRun): string {
  const body = JSON.stringify(bodyOf(run), null, 2).replaceAll('\n', '\n  ');
  return `const response = await fetch(${JSON.stringify(addressOf(origin, run))}, {
  method: 'POST',
  headers: { authorization: \`Bearer \${process.env.AQUILON_TOKEN}\`, 'content-type': 'application/json' },
  body: JSON.stringify(${body}),
});
if (!response.ok) throw new Error(await response.text());`;
}
