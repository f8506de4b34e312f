import { Tooltip } from '@mantine/core';
import { useFormat } from '#shared/preferences/use-preferences.ts';
import { allZones } from './all-zones.ts';

/** A moment to the minute; under the pointer to the second, in each zone that matters, and seen from now. */
export function Instant({ iso, zone }: { iso: string | null | undefined; zone?: string }) {
  const format = useFormat();
  if (iso === null || iso === undefined) return null;
  const label = (
    <>
      {allZones(iso, zone).map(({ name, time }) => (
        <div key={name}>{`${name} · ${time}`}</div>
      ))}
      <div>{format.relative(iso)}</div>
    </>
  );
  return (
    <Tooltip multiline label={label}>
      <time dateTime={iso}>{format.short(iso)}</time>
    </Tooltip>
  );
}
