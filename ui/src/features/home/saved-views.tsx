import { Link, type LinkProps } from '@tanstack/react-router';
import { pinned, savedIn } from '#shared/list/saved.ts';
import { savedStore } from '#shared/list/saved-filters.tsx';
import { PinView } from '#shared/list/saved-values.tsx';
import { useLists } from '#shared/navigation/pages.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useAllStored, writeStored } from '#shared/preferences/use-stored.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import classes from './home.module.css';
import { Panel } from './panel.tsx';

type Search = Readonly<Record<string, unknown>>;

/** Filters of lists that somebody has pinned, a click away. */
export function SavedViewsPanel() {
  const texts = useTexts();
  const lists = useLists();
  const stored = useAllStored(lists.map(({ name }) => savedStore(name)));
  const views = lists.flatMap((list, place) => {
    const all = savedIn<Search>(stored[place]);
    return all.filter(({ isPinned }) => isPinned).map((view) => ({ list, all, view }));
  });
  return (
    <Panel title={texts.home.views}>
      {views.length === 0 ? (
        <p className={classes.empty}>{texts.home.noViews}</p>
      ) : (
        <ul className={classes.list}>
          {views.map(({ list, all, view }) => (
            <li key={`${list.name} ${view.name}`}>
              <Icon name="bookmark" size={16} />
              {/* What does not fit the page is left out by it. */}
              <Link to={list.to} search={view.value as LinkProps['search']}>
                {view.name}
              </Link>
              <span className={classes.aside}>{list.title}</span>
              <PinView
                name={view.name}
                isPinned
                onPin={() => writeStored(savedStore(list.name), pinned(all, view.name, false))}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
