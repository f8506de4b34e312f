/** What one template may take. A template is text that an author wrote, but values of runs decide how often its loops turn. */
import { TemplateFault } from './fault.ts';

/** Characters of one rendered text, and of every text that a template makes on the way. */
const TEXT_LIMIT = 10_000_000;
/** Elements of a list that a template makes. Jinja's sandbox has the same limit for `range`. */
const LIST_LIMIT = 100_000;
/** Wall-clock time of one pass, ms. */
export const TIME_LIMIT = 10_000;

export function checkText(length: number): void {
  if (length > TEXT_LIMIT)
    throw new TemplateFault('TEMPLATE_LIMIT', `it makes a text of more than ${TEXT_LIMIT} characters`);
}

export function checkList(length: number): void {
  if (length > LIST_LIMIT)
    throw new TemplateFault('TEMPLATE_LIMIT', `it makes a list of ${length} elements; ${LIST_LIMIT} are allowed`);
}
