/** Schemas that many lists share. */
import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import type { App } from '#http/server-parts.ts';

/** A value or null, as Airflow's description writes it. */
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Instant = Type.String({ format: 'date-time' });
const QueryInstant = Type.String({ format: 'query-instant' });

/** What a column of the type `integer` takes: a number beyond it is refused, and not left to the database. */
export const Integer32 = (options: { minimum?: number; default?: number } = {}) =>
  Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647, ...options });

const components: TSchema[] = [];

/** An object that stands in our OpenAPI document under `name`, which is Airflow's name where there is one. */
export function component<P extends TProperties>(name: string, properties: P) {
  const schema = Type.Object(properties, { $id: name });
  components.push(schema);
  return schema;
}

/** Refers to a component instead of repeating it. */
export function ref<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${(schema as { $id?: string }).$id}#` });
}

/** An answer that the header Accept may ask for as lines or as plain text, too. */
export const alsoAs = <T extends TSchema, const Type extends string>(type: Type, schema: T) =>
  ({ content: { 'application/json': { schema }, [type]: { schema: AnyText } } }) as const;

/** An answer that is not JSON. */
export const only = <const Type extends string>(type: Type) => ({ content: { [type]: { schema: AnyText } } }) as const;

/** The JSON `null` that Airflow answers where there is nothing to tell. */
export const JsonNull = { content: { 'application/json': { schema: Type.Null() } } } as const;

const AnyText = Type.String();

export function addComponents(app: App): void {
  for (const schema of components) app.addSchema(schema);
}

/** The defaults of a page come from the configuration, when a request is answered. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 0 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
};

export const OrderQuery = { order_by: Type.Optional(Type.Array(Type.String())) };
export const Pattern = Type.Optional(Type.String({ maxLength: 1000 }));
export const Words = Type.Optional(Type.Array(Type.String()));
export const Numbers = Type.Optional(Type.Array(Integer32()));
export const OptionalInstant = Type.Optional(QueryInstant);
const OptionalNumber = Type.Optional(Type.Number());

/** `name_gte`, `name_gt`, `name_lte` and `name_lt` of an instant. */
export function instantRange<Name extends string>(name: Name) {
  return range(name, OptionalInstant);
}

export function numberRange<Name extends string>(name: Name) {
  return range(name, OptionalNumber);
}

function range<Name extends string, T extends TSchema>(name: Name, bound: T) {
  return {
    [`${name}_gte`]: bound,
    [`${name}_gt`]: bound,
    [`${name}_lte`]: bound,
    [`${name}_lt`]: bound,
  } as { [K in `${Name}_${'gte' | 'gt' | 'lte' | 'lt'}`]: T };
}
