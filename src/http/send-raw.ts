import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Sends text or a stream where a route has JSON as its schema. The handler then returns its `reply`. */
export function sendRaw(reply: unknown, type: string, content: string | Readable): void {
  void (reply as FastifyReply).type(type).serializer(String).send(content);
}
