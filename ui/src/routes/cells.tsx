/** What stands in many lists: links to a DAG, a run, a task instance, and an instant. */
import { Link } from '@tanstack/react-router';
import { useFormat } from '#shared/preferences/use-preferences.ts';

export function DagLink({ dagId }: { dagId: string }) {
  return (
    <Link to="/dags/$dagId" params={{ dagId }}>
      {dagId}
    </Link>
  );
}

export function RunLink({ dagId, runId }: { dagId: string; runId: string }) {
  return (
    <Link to="/dags/$dagId/runs/$runId" params={{ dagId, runId }}>
      {runId}
    </Link>
  );
}

interface TaskProps {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  /** -1: the task is not mapped. */
  readonly mapIndex: number;
}

export function TaskLink({ dagId, runId, taskId, mapIndex }: TaskProps) {
  return (
    <Link
      to="/dags/$dagId/runs/$runId/tasks/$taskId"
      params={{ dagId, runId, taskId }}
      search={mapIndex < 0 ? {} : { map: mapIndex }}
    >
      {mapIndex < 0 ? taskId : `${taskId} [${mapIndex}]`}
    </Link>
  );
}

/** To the minute; under the pointer to the second, with the offset of its zone. */
export function Instant({ at }: { at: string | null | undefined }) {
  const format = useFormat();
  return <time title={format.dateTime(at)}>{format.short(at)}</time>;
}
