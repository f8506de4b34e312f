import '@mantine/dates/styles.css';
import 'dayjs/locale/fr';
import { DatesProvider, DateTimePicker } from '@mantine/dates';
import { toClock, toInstant } from '#shared/format/zone-time.ts';
import { useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  /** ISO 8601; null: none. */
  readonly at: string | null;
  readonly zone: string;
  readonly isRequired?: boolean;
  readonly onChange: (at: string | null) => void;
}

/** An instant, as a clock of the time zone shows it. */
export function DateField({ label, description, at, zone, isRequired = false, onChange }: Props) {
  const texts = useTexts();
  const language = useLanguage();
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateTimePicker
        flex="1 1 220px"
        label={label}
        description={description}
        withAsterisk={isRequired}
        valueFormat="YYYY-MM-DD HH:mm:ss"
        withSeconds
        clearable
        clearButtonProps={{ 'aria-label': texts.trigger.clearDate }}
        value={at === null ? null : toClock(new Date(at), zone)}
        onChange={(chosen) => onChange(chosen === null ? null : toInstant(chosen, zone))}
      />
    </DatesProvider>
  );
}
