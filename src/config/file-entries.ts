/** Sections and options of a configuration file, as the names and texts that the environment would have. */

export interface FileEntry {
  readonly section: string;
  readonly key: string;
  readonly text: string;
}

/** `whole`: what `aquilon.config.yaml` holds, or `aquilon.config.ts` exports. What is null or undefined is not given. */
export function fileEntries(whole: unknown): { entries: FileEntry[]; problems: string[] } {
  const entries: FileEntry[] = [];
  const problems: string[] = [];
  if (whole === null || whole === undefined) return { entries, problems };
  if (!isObject(whole)) return { entries, problems: [`it is ${kindOf(whole)} instead of sections with options`] };
  for (const [section, options] of Object.entries(whole)) {
    if (options === null || options === undefined) continue;
    if (!isObject(options)) problems.push(`${section} is ${kindOf(options)} instead of a section with options`);
    else
      for (const [key, value] of Object.entries(options)) {
        if (value === null || value === undefined) continue;
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
          entries.push({ section, key, text: String(value) });
        else problems.push(`${section}.${key} is ${kindOf(value)} instead of a text, a number, true or false`);
      }
  }
  return { entries, problems };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
