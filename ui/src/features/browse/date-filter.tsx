import '@mantine/dates/styles.css';
import 'dayjs/locale/fr';
import { DatesProvider, DateTimePicker } from '@mantine/dates';
import { toClock, toInstant } from '#shared/format/zone-time.ts';
import { useFormat, useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';

interface Props {
  readonly label: string;
  /** ISO 8601. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A field of an instant by which a list is filtered. */
export function DateFilter({ label, value, onChange }: Props) {
  const texts = useTexts();
  const language = useLanguage();
  const { zone } = useFormat();
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateTimePicker
        aria-label={label}
        placeholder={label}
        valueFormat="YYYY-MM-DD HH:mm"
        clearable
        clearButtonProps={{ 'aria-label': texts.list.clearFilter(label) }}
        flex="1 1 150px"
        maw={200}
        value={value === undefined ? null : toClock(new Date(value), zone)}
        onChange={(chosen) => onChange(chosen === null ? undefined : toInstant(chosen, zone))}
      />
    </DatesProvider>
  );
}
