/** What the server tells of its workers. */
export interface Workers {
  hostname: string | null;
  drained: { by: string; since: string } | null;
  waiting: number;
  processes: {
    pid: number;
    state: string;
    attempts: number;
    memory_bytes: number | null;
    attempt: { dag_id: string; dag_run_id: string; task_id: string; map_index: number; try_number: number } | null;
    since: string | null;
  }[];
}

export const isBusy = ({ attempt }: Workers['processes'][number]): boolean => attempt !== null;
