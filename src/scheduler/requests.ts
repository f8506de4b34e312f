/**
 * Commands that come with a key are carried out once: what they made is written in the commit that makes it, and who asks again gets that.
 * The same holds for two that come at once, and after a server went down between its commit and its answer.
 */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { CommandResult, RequestKey } from './commands.ts';
import type { RequestRow, Store } from './store.ts';
import type { Turn } from './turn.ts';

/** As long as a key is remembered, milliseconds. */
const LIFETIME_MS = 24 * 3_600_000;

/** What was made when it was asked before. Throws `REQUEST_KEY_REUSED`. */
export async function whatWasMade(store: Store, request: RequestKey): Promise<CommandResult | undefined> {
  const found = await store.findRequest(request.scope, request.key);
  return found && resultOf(found, request);
}

/** What an earlier command of the same turn makes under the same key. Throws `REQUEST_KEY_REUSED`. */
export function whatIsBeingMade({ batch }: Turn, request: RequestKey): CommandResult | undefined {
  const twin = batch.requests.find(({ scope, key }) => scope === request.scope && key === request.key);
  return twin && resultOf(twin, request);
}

export function rememberRequest(
  { batch, now }: Turn,
  { scope, key, fingerprint }: RequestKey,
  made: CommandResult,
): void {
  const { dagRunId, runId, backfillId } = made;
  const row = { scope, key, fingerprint, dagRunId, runId, expiresAt: now + LIFETIME_MS };
  batch.requests.push(backfillId === undefined ? row : { ...row, backfillId });
}

function resultOf(row: Omit<RequestRow, 'scope' | 'key' | 'expiresAt'>, request: RequestKey): CommandResult {
  if (row.fingerprint !== request.fingerprint) throw new AquilonError('REQUEST_KEY_REUSED', { key: request.key });
  const { dagRunId, runId, backfillId } = row;
  return { dagRunId, runId, changed: [], ...(backfillId === undefined ? {} : { backfillId }) };
}
