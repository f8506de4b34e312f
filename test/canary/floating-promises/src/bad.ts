// Every line that ends in "lost" loses a promise, each of another origin.
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type Store, save } from './save.ts';

export async function lose(store: Store, client: pg.Client): Promise<void> {
  save(); // lost
  store.put(); // lost
  sleep(1); // lost
  rm('x'); // lost
  client.query('select 1'); // lost
  Promise.all([save()]); // lost
  save().then(() => 1); // lost
  (async () => 1)(); // lost
  if (save()) await sleep(1); // lost
  await save();
  void save();
  save().catch(() => undefined);
}
