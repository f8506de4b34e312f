import type { Json } from '@aquilon/sdk/serialized';
import { isAssetText } from '#domain/assets.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import type { Work, XComValue } from '#queue/executor.ts';
import { SecretMask } from '#support/secret-mask.ts';
import type { TaskRequest, ToChild } from '#worker/protocol.ts';
import type { AssetEventsWanted, TaskServices } from '#worker/services.ts';
import { isXCom } from './check-message.ts';

/** Who asks; `mask` learns of the secrets that it is given. */
interface Asker {
  readonly work: Work;
  /** Words in names that tell of a secret. */
  readonly sensitiveNames?: string;
  mask?: SecretMask;
}

/** Answers what a running task asks of the server; a refusal is an answer too. */
export async function serveRequest(
  services: TaskServices,
  asker: Asker,
  id: number,
  request: TaskRequest,
): Promise<Extract<ToChild, { kind: 'reply' }>> {
  try {
    const value = await answer(services, asker, request);
    return value === undefined ? { kind: 'reply', id } : { kind: 'reply', id, value };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'TASK_FAILED';
    return { kind: 'reply', id, error: { code, message: messageOf(error) } };
  }
}

async function answer(
  services: TaskServices,
  asker: Asker,
  request: TaskRequest,
): Promise<Json | XComValue | undefined> {
  const { work } = asker;
  switch (request.op) {
    case 'get_xcom': {
      if (request.runId !== undefined && request.runId !== work.run.runId) {
        throw new AquilonError('REQUEST_INVALID', { reason: 'A task reads the XComs of its own run only.' });
      }
      const { taskId, mapIndex, key } = request;
      return services.getXCom({ dagRunId: work.dagRunId, taskId, mapIndex, key });
    }
    case 'get_xcoms': {
      const { taskId, key } = request;
      return (await services.getXComs({ dagRunId: work.dagRunId, taskId, key })) as unknown as Json;
    }
    case 'get_variable': {
      const value = await services.getVariable(request.key);
      asker.mask ??= new SecretMask(asker.sensitiveNames);
      asker.mask.addVariable(request.key, value);
      return value;
    }
    case 'set_variable': {
      const { key, value, description } = request;
      if (![key, value, description ?? ''].every((one) => typeof one === 'string'))
        throw new AquilonError('REQUEST_INVALID', { reason: 'The key, the value and the description are texts.' });
      asker.mask ??= new SecretMask(asker.sensitiveNames);
      asker.mask.addVariable(key, value);
      await services.setVariable(key, value, description);
      return undefined;
    }
    case 'delete_variable':
      await services.deleteVariable(String(request.key));
      return undefined;
    case 'get_connection': {
      const connection = await services.getConnection(request.connId);
      asker.mask ??= new SecretMask(asker.sensitiveNames);
      if (connection !== null) asker.mask.addConnection(connection);
      return connection as Json;
    }
    case 'set_rendered':
      await services.keepRendered(work, request.rendered);
      return undefined;
    case 'push_xcom':
      if (!isXCom(request.value)) throw new AquilonError('REQUEST_INVALID', { reason: 'This is no XCom.' });
      await services.pushXCom(work, request.key, request.value);
      return undefined;
    case 'trigger_dag_run':
      return services.triggerDagRun(work, request.request);
    case 'get_dag_run_state':
      return services.getDagRunState(request.dagId, request.runId);
    case 'get_external_states':
      return (await services.getExternalStates(request.wanted)) as unknown as Json;
    case 'is_latest_run':
      return services.isLatestRun(work);
    case 'get_asset_events':
      return (await services.getAssetEvents(checkWanted(request))) as object as Json;
    case 'get_triggering_asset_events':
      return (await services.getTriggeringAssetEvents(work.dagRunId)) as object as Json;
    case 'get_previous_success':
      return (await services.getPreviousSuccess(work.run)) as Json;
    default:
      throw new AquilonError('REQUEST_INVALID', { reason: 'The server does not know this request.' });
  }
}

/** The shape alone: which events a task may read is no secret from it. */
function checkWanted({ of, after, before, limit }: AssetEventsWanted): AssetEventsWanted {
  // One of name and URI may be null: an asset is asked for by the other alone.
  const texts = Object.values(of ?? {}).filter((one) => one !== null);
  const isDate = (value: unknown) => value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
  const isCount = limit === null || (Number.isInteger(limit) && limit >= 0);
  if (texts.length === 0 || !texts.every(isAssetText) || !isDate(after) || !isDate(before) || !isCount)
    throw new AquilonError('REQUEST_INVALID', {
      reason: 'Events are asked for by an asset or alias, two dates and a number.',
    });
  return { of, after, before, limit };
}
