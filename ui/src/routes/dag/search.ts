/** What stands after the question mark of the pages of a DAG. */
import { type Given, oneOf, text } from '../search.ts';

export interface GridSearch {
  /** Ids of the groups that are folded, with commas between them. */
  fold?: string;
  /** As addresses had it before each page got one of its own. */
  view?: 'graph';
}
export const gridSearch = (given: Given): GridSearch => ({
  fold: text(given.fold),
  view: oneOf(given.view, ['graph']),
});
