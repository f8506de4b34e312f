export const read = (value: Record<string, any>) => value.one;
