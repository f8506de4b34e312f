/** Commands and sizes as authors write them. */
import { AquilonError } from '#errors/aquilon-error.ts';

const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Splits a text into words as a shell does: quotes and backslashes, nothing else. Throws `OPTION_INVALID`. */
export function wordsOf(option: string, text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const next = text[at + 1];
    // Between double quotes only these two are escaped.
    const escapes = char === '\\' && (quote === '' || (quote === '"' && (next === '"' || next === '\\')));
    if (escapes && next !== undefined) {
      word = (word ?? '') + next;
      at++;
    } else if (char === quote) quote = '';
    else if (quote !== '') word += char;
    else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') {
    const reason = `the quote ${quote} in it has no end; a list of words needs none`;
    throw new AquilonError('OPTION_INVALID', { option, operator: 'docker', reason });
  }
  return word === undefined ? words : [...words, word];
}

/** Bytes of `512m`; undefined where it is no size. */
export function bytesOf(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([kmgt]?)b?$/i.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * (UNITS[(unit ?? '').toLowerCase()] ?? 1));
}
