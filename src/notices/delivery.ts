/** What became of one attempt to deliver a notice. */
import type { Recipients } from '#db/queries/notices.ts';

export type Delivery =
  | { state: 'sent'; recipients?: Recipients }
  /** It may succeed later. `afterMs`: what the other side asks for. `isChannelDown`: others by the same way would fail as well. */
  | { state: 'again'; error: string; recipients?: Recipients; afterMs?: number; isChannelDown?: boolean }
  /** It would fail again, however often it is tried. */
  | { state: 'failed'; error: string; recipients?: Recipients };
