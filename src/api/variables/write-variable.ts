import type { Static } from 'typebox';
import type { BulkTarget } from '#api/list/apply-bulk.ts';
import { unmasked } from '#api/list/masked-value.ts';
import { refuseTeam } from '#api/list/refuse-team.ts';
import type { Sql } from '#db/database.ts';
import { selectExistingVariables } from '#db/queries/secrets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { badRequest } from '#http/api-error.ts';
import { variableText } from '#secrets/entries.ts';
import type { Variables } from '#secrets/variables.ts';
import { variableNotFound } from './find-variable.ts';
import type { VariableBody } from './schemas.ts';

type Body = Static<typeof VariableBody>;

/** Throws 409 for a key that is taken. */
export async function createVariable(variables: Variables, body: Body): Promise<void> {
  refuseTeam(body.team_name);
  const { key, value, description = null } = body;
  const isNew = await variables.create({ key, value: variableText(value), description });
  if (!isNew) throw new AquilonError('VARIABLE_EXISTS', { key });
}

const FIELDS = ['key', 'value', 'description', 'team_name'];

export function checkSameKey(key: string, body: Body): void {
  if (body.key !== key) throw badRequest("Invalid body, key from request body doesn't match uri parameter");
}

/** What the mask does not name stays, and so does a value that comes back masked. Throws 404, 400 for a mask that is none. */
export async function changeVariable(variables: Variables, body: Body, mask?: readonly string[]): Promise<void> {
  const { key } = body;
  const unknown = mask?.find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw badRequest(`update_mask names ${unknown}: it may name ${FIELDS.join(', ')}`);
  refuseTeam(body.team_name);
  const isMeant = (field: string) => mask === undefined || mask.includes(field);
  const value = isMeant('value') ? variableText(body.value) : undefined;
  const isThere = await variables.change(key, {
    ...(value?.includes('***')
      ? { value: unmasked(value, (await variables.findToChange(key))?.value ?? value) }
      : value === undefined
        ? {}
        : { value }),
    ...(isMeant('description') && body.description !== undefined ? { description: body.description } : {}),
  });
  if (!isThere) throw variableNotFound(key);
}

/** Throws 404. */
export async function removeVariable(variables: Variables, key: string): Promise<void> {
  if (!(await variables.remove(key))) throw variableNotFound(key);
}

export const bulkTarget = (pool: Sql, variables: Variables): BulkTarget<Body> => ({
  words: 'variables with these keys',
  nameOf: ({ key }) => key,
  existing: (keys) => selectExistingVariables(pool, keys),
  create: (body) => createVariable(variables, body),
  change: (body, mask) => changeVariable(variables, body, mask),
  remove: (key) => removeVariable(variables, key),
});
