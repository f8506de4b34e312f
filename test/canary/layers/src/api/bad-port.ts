// A port is for its types: this takes a value from it.
import { submit } from '#scheduler/commands.ts';

export const send = submit;
