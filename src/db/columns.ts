/** Types of columns. */
import type { Json } from '@aquilon/sdk/serialized';
import type { ColumnType } from 'kysely';

/** ISO 8601 when read; a string or epoch date when written. */
export type Instant = ColumnType<string, string | Date, string | Date>;
export type NullableInstant = ColumnType<string | null, string | Date | null | undefined, string | Date | null>;
export type GeneratedInstant = ColumnType<string, string | Date | undefined, string | Date>;
/** Read as the parsed value; written as JSON text, because the driver would turn a JavaScript array into a PostgreSQL one. */
export type JsonColumn = ColumnType<Json, string, string>;
