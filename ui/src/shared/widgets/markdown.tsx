import MarkdownToReact from 'markdown-to-jsx';
import type { ComponentPropsWithoutRef } from 'react';
import classes from './markdown.module.css';

/** A heading of the text, one level below. */
const lower = (level: number) => ({ [`h${level}`]: { component: `h${level + 1}` } });

const OPTIONS = {
  // What authors write is shown, and never run.
  disableParsingRawHTML: true,
  forceBlock: true,
  overrides: { a: Anchor, img: Picture, table: Table, ...lower(1), ...lower(2), ...lower(3), ...lower(4) },
} as const;

/** Markdown as elements of the page: no HTML of its own, headings below that of the page. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.text}>
      <MarkdownToReact options={OPTIONS}>{text}</MarkdownToReact>
    </div>
  );
}

function Anchor({ href, children, title }: ComponentPropsWithoutRef<'a'>) {
  const isElsewhere = href !== undefined && /^[a-z][a-z0-9+.-]*:/i.test(href);
  return (
    <a href={href} title={title} {...(isElsewhere && { rel: 'noopener noreferrer', target: '_blank' })}>
      {children}
    </a>
  );
}

/** The content policy lets pictures come from here only: one from elsewhere is a link. */
function Picture({ src, alt = '' }: ComponentPropsWithoutRef<'img'>) {
  if (src === undefined || !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(src) || src.startsWith('data:image/'))
    return <img src={src} alt={alt} />;
  return <Anchor href={src}>{alt || src}</Anchor>;
}

function Table({ children }: ComponentPropsWithoutRef<'table'>) {
  return (
    <div className={classes.table}>
      <table>{children}</table>
    </div>
  );
}
