export const read = (value: unknown) => (value as any).one;
