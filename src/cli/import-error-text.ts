/** A DAG file that could not be loaded, as the API tells it. */
export interface ImportError {
  bundle_name: string | null;
  filename: string;
  /** Many lines, some of them code that is read by its columns: a cell of a table would make one long line of them. */
  stack_trace: string;
}

/** The file, and its error indented below. */
export function importErrorText({ bundle_name: bundle, filename, stack_trace: error }: ImportError): string {
  const lines = error.trimEnd().split('\n');
  const head = `${filename}${bundle === null ? '' : ` (bundle ${bundle})`}`;
  return `${[head, ...lines.map((line) => `    ${line}`.trimEnd())].join('\n')}\n`;
}
