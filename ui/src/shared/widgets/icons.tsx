/** The few icons of the page, drawn on 24 x 24. Their owners carry the name for screen readers. */
const PATHS = {
  play: 'M7 5v14l11-7z',
  search: 'M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13zM15.5 15.5L20 20',
  close: 'M6 6l12 12M18 6L6 18',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 4.5v5M6 14.5v5',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  again: 'M4.5 12a7.5 7.5 0 1 1 2.4 5.5M4.5 19v-5h5',
  up: 'M12 20V6M6 11.5L12 5.5l6 6',
  error: 'M12 4l9 16H3zM12 10v4.5M12 17.2v.1',
  wrap: 'M4 6h16M4 12h13a3.5 3.5 0 0 1 0 7h-4M15 16.5L12.5 19l2.5 2.5M4 18h4',
  down: 'M12 4v14M6 12.5L12 18.5l6-6',
  download: 'M12 4v11M7 10.5L12 15.5l5-5M5 20h14',
  chevron: 'M7 10l5 5 5-5',
  back: 'M14 6l-6 6 6 6',
  forward: 'M10 6l6 6-6 6',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5M12 7.5v.5',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  focus: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 3v3M12 18v3M3 12h3M18 12h3',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  edit: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  delete: 'M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  upload: 'M12 15V4M7 8.5L12 4l5 4.5M5 20h14',
  pulse: 'M3 12h4l3-7 4 14 3-7h4',
  columns: 'M4 5h16v14H4zM9.5 5v14M14.5 5v14',
  home: 'M4 11.5L12 5l8 6.5M6.5 10v9h11v-9',
  dags: 'M5 4h5v5H5zM14 15h5v5h-5zM5 15h5v5H5zM7.5 9v6M10 17.5h4',
  assets:
    'M12 4c4.4 0 7 1.1 7 2.5S16.4 9 12 9 5 7.9 5 6.5 7.6 4 12 4zM5 6.5v11C5 18.9 7.6 20 12 20s7-1.1 7-2.5v-11M5 12c0 1.4 2.6 2.5 7 2.5s7-1.1 7-2.5',
  browse: 'M4 6h16M4 12h16M4 18h10',
  ml: 'M5 19l4-7 4 3 6-10M5 5v14h14',
  admin: 'M12 4l7 3v5c0 4-3 7-7 8-4-1-7-4-7-8V7z',
  docs: 'M6 4h9l4 4v12H6zM14 4v5h5M9 13h6M9 16h6',
  star: 'M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z',
  starred: 'M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z',
  bookmark: 'M7 4h10v16l-5-4-5 4z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" fill="none">
      <path
        d={PATHS[name]}
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        fill={name === 'play' || name === 'starred' ? 'currentColor' : 'none'}
      />
    </svg>
  );
}
