import { TextView } from './text-view.tsx';

export function JsonView({ value, label }: { value: unknown; label: string }) {
  return <TextView text={JSON.stringify(value, null, 2) ?? 'null'} label={label} />;
}
