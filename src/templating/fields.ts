/** The texts inside of a value. */
import type { Json, SerializedTemplate } from '@aquilon/sdk/serialized';

export const hasMark = (text: string): boolean => /\{[{%#]/.test(text);

/** A text that is the path of a template, by its end. */
export const isTemplatePath = (text: string, field: string, template: SerializedTemplate | undefined): boolean =>
  template !== undefined && !template.paths?.includes(field) && template.ext.some((end) => text.endsWith(end));

/** The same value with its texts replaced; names of entries stay as they are. */
export async function mapTexts(value: Json, change: (text: string) => Promise<Json>): Promise<Json> {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const list: Json[] = [];
    for (const one of value) list.push(await mapTexts(one, change));
    return list;
  }
  const entries: [string, Json][] = [];
  for (const [name, one] of Object.entries(value)) entries.push([name, await mapTexts(one, change)]);
  return Object.fromEntries(entries);
}

export function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
