/** Text of HTML that is safe to put into a page. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

type Part = string | number | Html | readonly Part[] | undefined;

/** Values are escaped, unless they are HTML themselves; lists are put together, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...values: Part[]): Html {
  return { html: strings.reduce((whole, text, at) => whole + textOf(values[at - 1]) + text) };
}

function textOf(value: Part): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number')
    return String(value).replace(/[&<>"']/g, (one) => ESCAPES[one] ?? one);
  if ('html' in value) return value.html;
  return value.map(textOf).join('');
}
