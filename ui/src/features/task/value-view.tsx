import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { JsonView } from '#shared/widgets/json-view.tsx';
import { LazyMarkdown } from '#shared/widgets/lazy-markdown.tsx';
import { TextView } from '#shared/widgets/text-view.tsx';
import { JsonTree } from './json-tree.tsx';
import { previewOf, shortText, sizeOf } from './preview.ts';
import classes from './value-view.module.css';

/** So many rows of a table are drawn; all are counted. */
const SHOWN = 200;

/** A value as what it is: an image, a table, a text, a tree; and as JSON where that is wanted. */
export function ValueView({ value, name }: { value: unknown; name: string }) {
  const texts = useTexts();
  const format = useFormat();
  const [isRaw, setRaw] = useState(false);
  return (
    <div className={classes.value}>
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={600} className="mono">
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          {format.bytes(sizeOf(value))}
        </Text>
        <Button size="compact-xs" h={24} variant="default" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
          {texts.preview.raw}
        </Button>
      </Group>
      {isRaw ? <JsonView value={value} label={texts.task.valueOf(name)} /> : <Preview value={value} name={name} />}
    </div>
  );
}

function Preview({ value, name }: { value: unknown; name: string }) {
  const texts = useTexts();
  const preview = previewOf(value);
  const label = texts.task.valueOf(name);
  if (preview.kind === 'image') return <img className={classes.image} src={preview.source} alt={label} />;
  if (preview.kind === 'text') return <TextView text={preview.text} label={label} />;
  if (preview.kind === 'markdown') return <LazyMarkdown text={preview.text} />;
  if (preview.kind === 'tree') return <JsonTree value={preview.value} label={label} />;
  const { columns, rows } = preview;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section className={classes.frame} aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a value have nothing but their place
            <tr key={place}>
              {columns.map((column) => (
                <td key={column}>{column in row ? shortText(row[column]) : ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN && (
        <Text size="xs" c="dimmed" p={6}>
          {texts.preview.firstRows(SHOWN, rows.length)}
        </Text>
      )}
    </section>
  );
}
