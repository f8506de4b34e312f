/**
 * Sends what stands in the outbox: mails, requests, functions of authors, each in a channel of its own, so that a mail server that hangs holds up no
 * webhook. See docs/adr/notices.md.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Connection } from '@aquilon/sdk';
import type { Config } from '#config/config.ts';
import { mailSettings } from '#config/mail-settings.ts';
import type { Database } from '#db/database.ts';
import { noticeOwners, releaseNotices, selectNoticeVersion } from '#db/queries/notices.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Executor } from '#queue/executor.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import { Channel, type ChannelParts } from './channel.ts';
import { type DeliverParts, deliver } from './deliver.ts';
import { type MailTemplates, readMailTemplates } from './mail-templates.ts';
import { createMailer, MAIL_CONNECTIONS } from './mailer.ts';
import { createRetention } from './retention.ts';
import { createWorkers } from './workers.ts';

export interface NoticeSenderParts {
  database: Database;
  config: Config;
  clock: Clock;
  logger: Logger;
  /** Called when the first notice is there. It keeps what an attempt returns in line. */
  makeExecutor: () => Executor;
  findConnection: (connId: string) => Promise<Connection | null>;
  /** True when a process of this machine lives. */
  isProcessAlive: (pid: number) => boolean;
  /** Folder for mails, where no mail server is configured. */
  outbox: string;
  /** Where the server answers, such as `http://localhost:8080`; known when the sender starts. */
  serverUrl: () => string;
}

export interface NoticeSender {
  /** Takes back what a server that is gone had in hand, and begins. */
  start(): Promise<void>;
  /** Notices were written. */
  wake(): void;
  /** Epoch ms: the next try of all that is due earlier and goes the way of this kind of notifier, as the last one failed for all. Null: each has its own. */
  barredUntil(notifier: string): number | null;
  /** What is in hand gets `graceMs` to end by itself; what has not ended by then is due again. */
  stop(graceMs: number): Promise<void>;
}

const VERSIONS_KEPT = 64;

export function createNoticeSender(parts: NoticeSenderParts): NoticeSender {
  const { database, config, logger } = parts;
  const owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  const settings = mailSettings(config);
  const mail = settings && { settings, mailer: createMailer(settings) };
  const ending = new AbortController();
  const workers = createWorkers(parts.makeExecutor);
  const limits = config.notices;
  const delivering: DeliverParts = {
    versionOf: cachedVersions(database),
    workers,
    mail,
    outbox: parts.outbox,
    baseUrl: () => config.api.baseUrl || parts.serverUrl(),
    templates: () => templates,
    findConnection: parts.findConnection,
    http: { timeoutMs: limits.httpTimeout * 1000, signal: ending.signal },
    limitMs: limits.functionTimeout * 1000,
  };
  const channel = (notifiers: readonly string[], limit: number): Channel =>
    new Channel({ ...shared, notifiers, limit });
  const shared: Omit<ChannelParts, 'notifiers' | 'limit'> = {
    sql: database.pool,
    clock: parts.clock,
    logger,
    owner,
    // Longer than any attempt takes.
    leaseSeconds: 120 + limits.functionTimeout + limits.httpTimeout + 4 * config.smtp.timeout,
    backOff: { firstMs: limits.retryDelay * 1000, mostMs: limits.maxRetryDelay * 1000 },
    giveUpSeconds: limits.giveUpAfter,
    deliver: (notice) => deliver(notice, delivering),
  };
  const retention = createRetention({ sql: database.pool, clock: parts.clock, logger, keepSeconds: limits.keepSent });
  const channels = [
    channel(['email'], 4 * MAIL_CONNECTIONS),
    channel(['webhook', 'slack', 'slack_webhook'], 8),
    channel(['function'], 2),
  ];
  // Notices may be written before it starts: they wait, since where the page is is not known before.
  let isOpen = false;
  let templates: MailTemplates = {};

  return {
    async start() {
      templates = await readMailTemplates(config, logger);
      try {
        const owners = await noticeOwners(database.pool);
        await releaseNotices(
          database.pool,
          owners.filter((one) => isGone(one, owner, parts.isProcessAlive)),
        );
      } catch (error) {
        logger.debug('notices of servers that are gone could not be taken back', { error: messageOf(error) });
      }
      isOpen = true;
      this.wake();
      retention.start();
    },
    wake() {
      if (isOpen) for (const one of channels) one.wake();
    },
    barredUntil: (notifier) => channels.find((one) => one.sends(notifier))?.barredUntil() ?? null,
    async stop(graceMs) {
      isOpen = false;
      const ended = Promise.all([...channels, retention].map((one) => one.stop()));
      const late = new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([ended, late]);
      ending.abort();
      mail?.mailer.close();
      await workers.stop(graceMs);
      await Promise.race([ended, new Promise<void>((resolve) => setTimeout(resolve, graceMs).unref())]);
      await releaseNotices(database.pool, [owner]).catch(() => undefined);
    },
  };
}

/** Of this machine, and its process is gone, or it is this one's before a restart. */
function isGone(owner: string, own: string, isProcessAlive: (pid: number) => boolean): boolean {
  const [host, pid] = owner.split(':');
  if (host !== hostname() || owner === own) return false;
  return Number(pid) === process.pid || !isProcessAlive(Number(pid));
}

/** A version that a run has never changes. */
function cachedVersions(database: Database): DeliverParts['versionOf'] {
  const known = new Map<string, Awaited<ReturnType<DeliverParts['versionOf']>>>();
  return async (versionId) => {
    const kept = known.get(versionId);
    if (kept) return kept;
    const row = await selectNoticeVersion(database.pool, versionId);
    const version = row && { serialized: row.serialized, snapshotHash: row.snapshot_hash };
    if (version) known.set(versionId, version);
    for (const oldest of known.keys()) {
      if (known.size <= VERSIONS_KEPT) break;
      known.delete(oldest);
    }
    return version;
  };
}
