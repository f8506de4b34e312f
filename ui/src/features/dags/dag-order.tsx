import { Select } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';

const ORDERS = ['dag_id', '-dag_id', 'next_dagrun', '-last_run_start_date', 'last_run_state', 'is_paused'] as const;

/** The order of the list, also where there are no heads of columns to click. */
export function DagOrder({ value, onChange }: { value: string; onChange: (order: string) => void }) {
  const texts = useTexts();
  return (
    <Select
      aria-label={texts.dags.order}
      allowDeselect={false}
      w={200}
      data={ORDERS.map((order) => ({ value: order, label: texts.dags.orders[order] }))}
      // One that only the head of a column can give is shown as no choice.
      value={ORDERS.find((order) => order === value) ?? null}
      placeholder={texts.dags.order}
      onChange={(order) => order !== null && onChange(order)}
    />
  );
}
