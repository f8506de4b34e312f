import { useTexts } from '#shared/preferences/use-preferences.ts';
import { PLACES } from './keys.ts';
import classes from './palette.module.css';

/** All keys, and what they do. */
export function KeyList() {
  const texts = useTexts();
  const keys: readonly (readonly [key: string, meaning: string])[] = [
    ['Ctrl K', texts.palette.title],
    ['?', texts.palette.keys],
    ['/', texts.palette.toSearch],
    ...Object.entries(PLACES).map(([key, { name }]) => [`g ${key}`, texts.palette.goTo(texts.nav[name])] as const),
    ['Esc', texts.common.close],
  ];
  return (
    <dl className={classes.keys}>
      {keys.map(([key, meaning]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
