import { createHash } from 'node:crypto';
import type { Json } from '@aquilon/sdk/serialized';

/** SHA-256 of the value as JSON text, lower-case hex. */
export const jsonHash = (value: Json): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
