import type { FileEntry } from './file-entries.ts';

/** What an `airflow.cfg` gives, by the rules of Python's `configparser`: small letters, `%%` for `%`, lines that begin with a blank go on with the one before. */
export function iniEntries(text: string): FileEntry[] {
  const entries: { section: string; key: string; text: string }[] = [];
  let section = '';
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const last = entries.at(-1);
    const [, header] = /^\[([^\]]+)\]/.exec(line) ?? [];
    if (header !== undefined) section = header;
    else if (/^\s/.test(line) && last) last.text += `\n${line.trim()}`;
    else {
      const [, key = line, value = ''] = /^(.*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
      entries.push({ section, key: key.trim().toLowerCase(), text: value.trim().replaceAll('%%', '%') });
    }
  }
  return entries;
}
