import { Select } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';

interface Props {
  readonly zone: string;
  /** Time zone of the DAG; null: it has none of its own. */
  readonly ofDag: string | null;
  readonly onChange: (zone: string) => void;
}

/** In which time zone dates are given: UTC, that of the browser, that of the DAG. */
export function ZoneField({ zone, ofDag, onChange }: Props) {
  const texts = useTexts();
  const { timeZone: here } = Intl.DateTimeFormat().resolvedOptions();
  const zones = [...new Set(['UTC', here, ...(ofDag === null ? [] : [ofDag]), zone])];
  const labelOf = (one: string) => {
    const roles = [
      ...(one === here ? [texts.trigger.zoneHere] : []),
      ...(one === ofDag ? [texts.trigger.zoneOfDag] : []),
    ];
    return roles.length === 0 ? one : `${one} (${roles.join(', ')})`;
  };
  return (
    <Select
      label={texts.trigger.zone}
      allowDeselect={false}
      data={zones.map((one) => ({ value: one, label: labelOf(one) }))}
      value={zone}
      onChange={(chosen) => chosen !== null && onChange(chosen)}
      flex="1 1 200px"
    />
  );
}
