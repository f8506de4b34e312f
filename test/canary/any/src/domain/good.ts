// any number of them
export const any = (value: unknown) => value;
