/** As what a value is shown. Pure. */

export type Preview =
  | { readonly kind: 'image'; readonly source: string; readonly type: string }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'markdown'; readonly text: string }
  | { readonly kind: 'tree'; readonly value: unknown };

type Row = Readonly<Record<string, unknown>>;

/** Drawn by an <img>, where none of them runs a script. */
const IMAGE = /^image\/(png|jpeg|gif|webp|svg\+xml)$/;
const DATA_URL = /^data:([a-z/+.-]+)((?:;[a-z0-9=-]+)*),/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** A table is wider than the window with more. */
const MOST_COLUMNS = 30;

export function previewOf(value: unknown): Preview {
  const image = imageOf(value);
  if (image !== null) return image;
  const markdown = markdownOf(value);
  if (markdown !== null) return markdown;
  if (typeof value === 'string') return { kind: 'text', text: value };
  const table = tableOf(value);
  return table ?? { kind: 'tree', value };
}

/** A data URL; or an object that names its type (`type`, `mimetype`, `content_type`) and has base64 (`data`, `base64`). */
function imageOf(value: unknown): Preview | null {
  if (typeof value === 'string') {
    const type = DATA_URL.exec(value)?.[1]?.toLowerCase() ?? '';
    return IMAGE.test(type) ? { kind: 'image', source: value, type } : null;
  }
  if (!isRow(value)) return null;
  const type = [value.type, value.mimetype, value.content_type].find((one) => typeof one === 'string') ?? '';
  const data = [value.data, value.base64].find((one) => typeof one === 'string') ?? '';
  if (!IMAGE.test(String(type)) || !BASE64.test(String(data))) return null;
  return { kind: 'image', source: `data:${String(type)};base64,${String(data)}`, type: String(type) };
}

/** An object that names its type (`type`, `mimetype`, `content_type`) and has a text (`text`, `data`). A bare text may be anything. */
function markdownOf(value: unknown): Preview | null {
  if (!isRow(value)) return null;
  const isMarkdown = [value.type, value.mimetype, value.content_type].includes('text/markdown');
  const text = [value.text, value.data].find((one) => typeof one === 'string');
  return isMarkdown && typeof text === 'string' ? { kind: 'markdown', text } : null;
}

function tableOf(value: unknown): Preview | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRow)) return null;
  const columns = [...new Set(value.flatMap((row) => Object.keys(row)))];
  return columns.length === 0 || columns.length > MOST_COLUMNS ? null : { kind: 'table', columns, rows: value };
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bytes of the value as JSON. */
export const sizeOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value) ?? '').length;

/** What stands in the cell of a table, or on the line of a tree. */
export const shortText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
