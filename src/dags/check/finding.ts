/** What `aquilon dags check` says of DAG files. */

/** Errors keep a file from being loaded, a type from being right, or every try of a task from succeeding; everything else is a warning: it loads, and does not do what it seems to. */
const CHECKS = {
  'import-error': 'error',
  'type-error': 'error',
  'duplicate-dag': 'error',
  'asset-conflict': 'error',
  'timetable-error': 'error',
  'python-error': 'error',
  'python-function': 'error',
  'unreachable-task': 'warning',
  'join-after-branch': 'warning',
  'unreachable-branch': 'warning',
  'branch-name': 'warning',
  'schedule-never-fires': 'warning',
  'schedule-past': 'warning',
  'no-start-date': 'warning',
  'unknown-pool': 'warning',
  'pool-too-small': 'warning',
  'unknown-variable': 'warning',
  'unknown-connection': 'warning',
  'unknown-dag': 'warning',
  'unknown-task': 'warning',
  'asset-without-producer': 'warning',
} as const;
export type CheckCode = keyof typeof CHECKS;

export interface Finding {
  code: CheckCode;
  level: 'error' | 'warning';
  /** Absolute path. */
  file: string;
  /** 1-based; null: of the whole file. */
  line: number | null;
  column: number | null;
  dagId: string | null;
  taskId: string | null;
  /** One line: what is wrong, and what to do. */
  message: string;
  /** Lines of the file around the place, or all problems at once; empty: none. */
  detail: string;
}

type Place = Pick<Finding, 'file'> & Partial<Pick<Finding, 'line' | 'column' | 'dagId' | 'taskId' | 'detail'>>;

export const finding = (code: CheckCode, place: Place, message: string): Finding => ({
  code,
  level: CHECKS[code],
  line: null,
  column: null,
  dagId: null,
  taskId: null,
  detail: '',
  ...place,
  message,
});

/** By file and line; what several DAG files say of the same place of a module is told once. */
export const inOrder = (findings: readonly Finding[]): Finding[] =>
  [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()].toSorted((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0),
  );
