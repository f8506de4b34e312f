export const list = {
  list: {
    columns: 'Columns',
    chooseAll: 'Choose all rows',
    choose: (row: string) => `Choose ${row}`,
    clearFilter: (name: string) => `Clear: ${name}`,
  },
} as const;
