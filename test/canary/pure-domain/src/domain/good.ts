import type { Json } from '@aquilon/sdk/serialized';

export type Value = Json;
