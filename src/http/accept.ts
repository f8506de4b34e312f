import { ApiError } from './api-error.ts';

/** What of `offered` the header Accept likes best (`q`, then its order); without the header, or with a wildcard, the first of all. */
export function chooseType<const T extends string>(accept: string | undefined, offered: readonly T[]): T | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const ranges = accept.split(',').map((part) => {
    const [range = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
    return { range, quality: Number.isNaN(quality) ? 1 : quality };
  });
  for (const { range } of ranges.filter((one) => one.quality > 0).toSorted((a, b) => b.quality - a.quality)) {
    if (range === '*/*') return offered[0];
    const found = offered.find(
      (type) => type === range || (range.endsWith('/*') && type.startsWith(range.slice(0, -1))),
    );
    if (found) return found;
  }
  return undefined;
}

/** For answers that are there as JSON and as text. Throws `NOT_ACCEPTABLE`. */
export function jsonOrText(accept: string | undefined): 'application/json' | 'text/plain' {
  const type = chooseType(accept, ['application/json', 'text/plain']);
  if (type) return type;
  throw new ApiError('NOT_ACCEPTABLE', 'Only application/json or text/plain is supported', {
    types: 'application/json or text/plain',
  });
}
