/**
 * One way out: notices that are due are claimed a few at a time, delivered, and what became of them is written down. Where the way itself is
 * barred (the mail server is away), nothing more is claimed for a while, and then one at a time until one gets through.
 */

import type { Sql } from '#db/database.ts';
import { type Claim, claimNotices, endNotice, type NoticeEnd, untilNextNotice } from '#db/queries/notices.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { RunFacts } from '#queue/executor.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import { backOffMs } from './back-off.ts';
import type { Delivery } from './delivery.ts';
import { type DueNotice, dueNotice } from './notice-work.ts';

export interface ChannelParts {
  sql: Sql;
  clock: Clock;
  logger: Logger;
  owner: string;
  /** Kinds of notifiers that go this way. */
  notifiers: readonly string[];
  /** Notices in hand at once. */
  limit: number;
  /** Seconds after which another may take over what is in hand. */
  leaseSeconds: number;
  backOff: { firstMs: number; mostMs: number };
  giveUpSeconds: number;
  deliver(notice: DueNotice): Promise<Delivery>;
}

/** Whatever wakes it should have done so: another server's notices, or those of one that died, are seen within this time, ms. */
const LONGEST_SLEEP_MS = 30_000;
/** The database is away: it is tried again, ms. */
const PAUSE_MS = 500;

export class Channel {
  readonly #parts: ChannelParts;
  readonly #inHand = new Map<string, Promise<void>>();
  #isClaiming = false;
  #mayBeMore = true;
  #isStopped = false;
  /** Since the way is barred. */
  #failures = 0;
  #pausedUntil = 0;
  #cancelTimer = () => {};
  /** Monotonic ms. */
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
  }

  /** There may be something to do. */
  wake(): void {
    this.#mayBeMore = true;
    void this.#pump();
  }

  sends(notifier: string): boolean {
    return this.#parts.notifiers.includes(notifier);
  }

  /** Epoch ms: nothing is sent before. Null: the way is not barred. */
  barredUntil(): number | null {
    const { clock } = this.#parts;
    return this.#failures > 0 ? clock.now() + this.#pausedUntil - clock.monotonic() : null;
  }

  /** Claims nothing more; resolves when nothing is in hand. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelTimer();
    await Promise.all(this.#inHand.values());
  }

  async #pump(): Promise<void> {
    const { clock, limit, logger } = this.#parts;
    if (this.#isStopped || this.#isClaiming) return;
    const paused = this.#pausedUntil - clock.monotonic();
    if (paused > 0) return this.#sleep(paused);
    const free = (this.#failures > 0 ? 1 : limit) - this.#inHand.size;
    // A claim is a round trip: it is made for several at once.
    if (free <= 0 || (this.#inHand.size > 0 && free < limit / 2) || !this.#mayBeMore) return;
    this.#isClaiming = true;
    try {
      const claimed = await this.#claim(free);
      this.#mayBeMore = claimed === free;
      if (this.#mayBeMore) return;
      const next = await untilNextNotice(this.#parts.sql, this.#parts.notifiers);
      this.#sleep(next === null ? LONGEST_SLEEP_MS : Math.max(next, this.#inHand.size > 0 ? PAUSE_MS : 10));
    } catch (error) {
      logger.debug('notices could not be read', { error: messageOf(error) });
      this.#sleep(PAUSE_MS);
    } finally {
      this.#isClaiming = false;
    }
  }

  /** Wakes after so long at the latest. */
  #sleep(ms: number): void {
    const { clock } = this.#parts;
    const at = clock.monotonic() + Math.min(ms, LONGEST_SLEEP_MS);
    if (this.#isStopped || at >= this.#wakesAt) return;
    this.#cancelTimer();
    this.#wakesAt = at;
    this.#cancelTimer = clock.after(at - clock.monotonic(), () => {
      this.#wakesAt = Number.POSITIVE_INFINITY;
      this.wake();
    });
  }

  async #claim(limit: number): Promise<number> {
    const { sql, notifiers, owner, leaseSeconds: seconds } = this.#parts;
    const claim: Claim = { notifiers, owner, limit, seconds, except: [...this.#inHand.keys()] };
    const notices = (await claimNotices<RunFacts | null>(sql, claim)).map(dueNotice);
    for (const notice of notices) {
      const delivered = this.#deliver(notice).finally(() => {
        this.#inHand.delete(notice.id);
        void this.#pump();
      });
      this.#inHand.set(notice.id, delivered);
    }
    return notices.length;
  }

  async #deliver(notice: DueNotice): Promise<void> {
    const delivery = await this.#parts
      .deliver(notice)
      .catch((error: unknown): Delivery => ({ state: 'again', error: messageOf(error) }));
    const again = delivery.state === 'again' ? this.#waitAfter(notice, delivery) : 0;
    if (delivery.state === 'sent') this.#failures = 0;
    await this.#writeDown(notice, delivery, again);
    if (delivery.state === 'again') this.#sleep(again + 1);
  }

  /** How long it waits for its next attempt, ms. */
  #waitAfter({ attempts }: DueNotice, { isChannelDown, afterMs = 0 }: Extract<Delivery, { state: 'again' }>): number {
    const { backOff, clock } = this.#parts;
    if (!isChannelDown) return Math.max(backOffMs(attempts, backOff), Math.min(afterMs, backOff.mostMs));
    // Those that were in hand together fail together: that counts as one failure.
    if (this.#pausedUntil <= clock.monotonic()) {
      this.#failures += 1;
      this.#pausedUntil = clock.monotonic() + backOffMs(this.#failures, backOff);
      this.#mayBeMore = true;
    }
    return this.#pausedUntil - clock.monotonic();
  }

  async #writeDown(notice: DueNotice, delivery: Delivery, againMs: number): Promise<void> {
    const { owner, logger, giveUpSeconds } = this.#parts;
    const isOver = delivery.state === 'again' && notice.age + againMs / 1000 > giveUpSeconds;
    const error = delivery.state === 'sent' ? null : delivery.error;
    const state = delivery.state === 'sent' ? 'sent' : delivery.state === 'failed' || isOver ? 'failed' : 'pending';
    const facts = {
      notice: notice.id,
      dag: notice.dag_id,
      run: notice.run_id,
      task: notice.task_id,
      event: notice.event,
      error,
    };
    if (state === 'failed') logger.warning('a notice was given up', facts);
    if (state === 'pending')
      logger.info('a notice will be tried again', { ...facts, seconds: Math.round(againMs / 1000) });
    await this.#insist({
      id: notice.id,
      owner,
      state,
      error: isOver ? `given up after ${notice.attempts} attempts: ${error}` : error,
      recipients: delivery.recipients ?? null,
      againIn: this.#isStopped ? 0 : againMs / 1000,
    });
  }

  /** What was sent must not be sent again because the database was away for a moment. */
  async #insist(end: NoticeEnd): Promise<void> {
    for (;;) {
      try {
        await endNotice(this.#parts.sql, end);
        return;
      } catch (error) {
        this.#parts.logger.debug('a notice could not be written down', { notice: end.id, error: messageOf(error) });
        if (this.#isStopped) return;
        await new Promise<void>((resolve) => void this.#parts.clock.after(PAUSE_MS, resolve));
      }
    }
  }
}
