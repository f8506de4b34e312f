import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { Config } from '#config/config.ts';
import type { Database } from '#db/database.ts';
import type { AttemptUsage } from '#domain/usage.ts';
import type { Workers } from '#queue/workers-now.ts';
import type { Actor, SchedulerPort } from '#scheduler/commands.ts';
import type { Secrets } from '#secrets/secrets.ts';
import type { ObjectStore } from '#storage/object-store.ts';
import type { Clock } from '#support/clock.ts';
import type { Logger } from '#support/logger.ts';
import { principalOf } from './access.ts';
import { type AuditedThing, auditOf } from './audit.ts';
import type { Keys } from './auth/keys.ts';
import type { Principal } from './auth/roles.ts';

/** Fastify with schemas that type their handlers. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the routes stand on; the composition root brings it. */
export interface ServerParts {
  config: Config;
  database: Database;
  scheduler: SchedulerPort;
  secrets: Secrets;
  logger: Logger;
  clock: Clock;
  /** Version of the product. */
  version: string;
  /** Where XComs stand that are too large for the database. */
  objects: Pick<ObjectStore, 'get' | 'put' | 'delete' | 'deleteFolder'>;
  /** Folder of the built web page; null or missing: there is none. */
  uiFolder: string | null;
  /** What sends notices, where it runs in this process. */
  notices?: { wake(): void; barredUntil(notifier: string): number | null };
  /** Where they run in this process. */
  workers?: Workers;
  /** Tells what has just been written of what attempts use. */
  onUsage?: (listener: (usage: readonly AttemptUsage[]) => void) => () => void;
  /** How loading DAG files is doing, where it runs in this process. */
  dagProcessor?: {
    health(): { status: string | null; latestHeartbeat: string | null };
    reload(files: readonly string[]): Promise<void>;
    reserialize(bundleNames: readonly string[]): Promise<void>;
  };
}

/** What the server adds for its routes. */
export interface RouteContext extends ServerParts {
  keys: Keys;
  /** Streams end when the server stops: each registers how, and takes it back when it ends by itself. */
  onStop(end: () => void): () => void;
  /** True while what the principal was proved by still holds. */
  isStillValid(principal: Principal, token: string | undefined): Promise<boolean>;
}

export type Routes = (app: App, context: RouteContext) => void;

/** Who acts, with the row of the audit log that the scheduler writes with the change. The UI says what it is by its session. */
export function actorOf(request: FastifyRequest, about?: AuditedThing): Actor {
  const { username: user, by } = principalOf(request);
  return { user, via: by === 'session' ? 'ui' : 'rest_api', audit: auditOf(request, about) };
}
