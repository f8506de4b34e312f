/** The path below another folder, where it lies below `from`. */
export const movedPath = (path: string, moved: { from: string; to: string } | undefined): string =>
  moved && path.startsWith(`${moved.from}/`) ? moved.to + path.slice(moved.from.length) : path;
