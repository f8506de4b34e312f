export const list = {
  list: {
    columns: 'Columns',
    saved: 'Saved filters',
    savedNone: 'Nothing is kept yet. Give what you see now a name to find it again.',
    savedName: 'Name',
    savedForget: (name: string) => `Forget ${name}`,
    savedPin: (name: string) => `Pin ${name} to Home`,
    savedUnpin: (name: string) => `Take ${name} off Home`,
    savedForgotten: (name: string) => `${name} is forgotten.`,
    save: 'Keep',
    chooseAll: 'Choose all rows',
    choose: (row: string) => `Choose ${row}`,
    clearFilter: (name: string) => `Clear: ${name}`,
  },
} as const;
