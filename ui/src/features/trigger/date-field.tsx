import '@mantine/dates/styles.css';
import 'dayjs/locale/fr';
import { DateInput, DatesProvider } from '@mantine/dates';
import { useState } from 'react';
import { readClock, toClock, toInstant } from '#shared/format/zone-time.ts';
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

/** An instant, as a clock of the time zone shows it: written, or its day chosen in a calendar. */
export function DateField({ label, description, at, zone, isRequired = false, onChange }: Props) {
  const texts = useTexts();
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateInput
        flex="1 1 220px"
        label={label}
        description={description}
        withAsterisk={isRequired}
        valueFormat="YYYY-MM-DD HH:mm:ss"
        withTime
        dateParser={(text) => readClock(text, zone)}
        // Escape closes the calendar first, and the dialog around it after that.
        data-mantine-stop-propagation={isOpen}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={({ key }) => setOpen(key !== 'Escape')}
        placeholder={texts.trigger.datePlaceholder}
        clearable
        clearButtonProps={{ 'aria-label': texts.trigger.clearDate }}
        value={at === null ? null : toClock(new Date(at), zone)}
        onChange={(chosen) => onChange(chosen === null ? null : toInstant(chosen, zone))}
      />
    </DatesProvider>
  );
}
