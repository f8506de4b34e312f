import { Autocomplete, MultiSelect, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { toClock, toInstant } from '#shared/format/zone-time.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import type { Option, ParamField } from './param-fields.ts';

interface Props {
  readonly field: ParamField;
  readonly value: unknown;
  /** What the server said of it. */
  readonly error: string | undefined;
  /** Time zone in which date and time are given. */
  readonly zone: string;
  /** `undefined`: no value is given. */
  readonly onChange: (value: unknown) => void;
}

const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
const keyOf = (value: unknown): string => JSON.stringify(value) ?? '';

/** One param, with the control that its schema asks for. */
export function ParamInput({ field, value, error, zone, onChange }: Props) {
  const texts = useTexts();
  const common = {
    label: field.label,
    description: field.description || undefined,
    error,
    withAsterisk: field.isRequired,
  };
  // An empty control gives null where that is a value, else nothing: then the server says that one is missing.
  const give = (text: string) => onChange(text === '' ? (field.isRequired ? undefined : null) : text);
  const native = (type: 'date' | 'time' | 'datetime-local', shown: string, read: (text: string) => string) => (
    <TextInput
      {...common}
      type={type}
      step={type === 'date' ? undefined : 1}
      value={shown}
      onChange={({ currentTarget }) => give(currentTarget.value === '' ? '' : read(currentTarget.value))}
    />
  );
  switch (field.kind) {
    case 'boolean':
      return (
        <Switch
          label={field.label}
          description={field.description || undefined}
          error={error}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          min={field.minimum}
          max={field.maximum}
          allowDecimal={!field.isWhole}
          clampBehavior="none"
          value={typeof value === 'number' ? value : ''}
          onChange={(given) => (typeof given === 'number' ? onChange(given) : give(given))}
        />
      );
    case 'select':
      return (
        <Select
          {...common}
          data={choicesOf(field.options)}
          value={value === undefined ? null : keyOf(value)}
          clearable={!field.isRequired}
          allowDeselect={false}
          onChange={(key) => onChange(chosenOf(field.options, key))}
        />
      );
    case 'choices':
      return (
        <MultiSelect
          {...common}
          data={choicesOf(field.options)}
          value={Array.isArray(value) ? value.map(keyOf) : []}
          onChange={(keys) => onChange(keys.map((key) => chosenOf(field.options, key)))}
        />
      );
    case 'list':
      return (
        <Textarea
          {...common}
          description={[field.description, texts.trigger.listHint].filter(Boolean).join(' ')}
          autosize
          minRows={2}
          maxRows={10}
          value={Array.isArray(value) ? value.join('\n') : ''}
          onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? [] : currentTarget.value.split('\n'))}
        />
      );
    case 'json':
      return <JsonInput common={common} value={value} onChange={onChange} />;
    case 'multiline':
      return (
        <Textarea
          {...common}
          autosize
          minRows={3}
          maxRows={14}
          value={textOf(value)}
          onChange={({ currentTarget }) => give(currentTarget.value)}
        />
      );
    case 'date':
      return native('date', textOf(value), (text) => text);
    case 'time':
      return native('time', textOf(value), (text) => (text.length === 5 ? `${text}:00` : text));
    case 'date-time':
      return native('datetime-local', localOf(value, zone), (text) => toInstant(text, zone));
    default:
      return (
        <Autocomplete
          {...common}
          data={[...new Set(field.options.map(({ label }) => label))]}
          value={textOf(value)}
          onChange={give}
        />
      );
  }
}

const choicesOf = (options: readonly Option[]) => options.map(({ value, label }) => ({ value: keyOf(value), label }));

const chosenOf = (options: readonly Option[], key: string | null): unknown =>
  key === null ? null : options.find(({ value }) => keyOf(value) === key)?.value;

function localOf(value: unknown, zone: string): string {
  const instant = new Date(textOf(value));
  return value === null || Number.isNaN(instant.getTime()) ? '' : toClock(instant, zone).replace(' ', 'T');
}

interface JsonProps {
  readonly common: { readonly label: string; readonly error: string | undefined };
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** What is typed is kept as it is while it is no JSON yet. */
function JsonInput({ common, value, onChange }: JsonProps) {
  const texts = useTexts();
  const [open, setOpen] = useState<{ text: string; problem: string } | null>(null);
  const type = (text: string) => {
    try {
      onChange(text.trim() === '' ? undefined : JSON.parse(text));
      setOpen(null);
    } catch (error) {
      setOpen({ text, problem: texts.trigger.confNotJson(error instanceof Error ? error.message : String(error)) });
    }
  };
  return (
    <Textarea
      {...common}
      error={open?.problem ?? common.error}
      classNames={{ input: 'mono' }}
      spellCheck={false}
      autosize
      minRows={3}
      maxRows={14}
      value={open?.text ?? (value === undefined ? '' : JSON.stringify(value, null, 2))}
      onChange={({ currentTarget }) => type(currentTarget.value)}
    />
  );
}
