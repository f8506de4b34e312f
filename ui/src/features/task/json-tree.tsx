import { useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './value-view.module.css';

/** So many entries of one object or list are drawn. */
const SHOWN = 200;
/** Deeper ones open when somebody wants them. */
const OPEN_DEPTH = 2;

/** JSON whose objects and lists fold. */
export function JsonTree({ value, label }: { value: unknown; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section className={classes.tree} aria-label={label} tabIndex={0}>
      <Branch name={null} value={value} depth={0} />
    </section>
  );
}

function Branch({ name, value, depth }: { name: string | null; value: unknown; depth: number }) {
  const texts = useTexts();
  const head = name === null ? '' : `${JSON.stringify(name)}: `;
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return (
      <div>
        {head}
        <span>{JSON.stringify(value) ?? 'null'}</span>
      </div>
    );
  const isList = Array.isArray(value);
  const entries = Object.entries(value);
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>
        {head}
        {isList ? `[${entries.length}]` : `{${entries.length}}`}
      </summary>
      <div className={classes.branch}>
        {entries.slice(0, SHOWN).map(([key, inner]) => (
          <Branch key={key} name={key} value={inner} depth={depth + 1} />
        ))}
        {entries.length > SHOWN && <div>{texts.rerun.more(entries.length - SHOWN)}</div>}
      </div>
    </details>
  );
}
