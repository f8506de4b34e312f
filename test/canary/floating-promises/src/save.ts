export interface Store {
  put(): Promise<void>;
}

export async function save(): Promise<void> {}
