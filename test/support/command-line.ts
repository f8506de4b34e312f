/** Commands in this process, as `src/cli/main.ts` runs them: dozens of processes would take minutes. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { addCommands } from '#cli/program.ts';
import { AquilonError } from '#errors/aquilon-error.ts';

export interface Said {
  code: number;
  out: string;
  err: string;
}

/** `env` is added to the environment for as long as it runs. */
export async function runCommandLine(words: readonly string[], env: Record<string, string>): Promise<Said> {
  const said = { code: 0, out: '', err: '' };
  const before = { ...process.env };
  Object.assign(process.env, env);
  const restore = [
    take(process.stdout, (text) => (said.out += text)),
    take(process.stderr, (text) => (said.err += text)),
  ];
  try {
    const program = new Command('aquilon').exitOverride();
    await addCommands(program, words);
    await program.parseAsync(words, { from: 'user' });
    said.code = Number(process.exitCode ?? 0);
  } catch (error) {
    said.code = error instanceof CommanderError && !(error instanceof InvalidArgumentError) ? 2 : 1;
    said.err += error instanceof AquilonError ? `${error.message}\n${error.remedy}\n` : String(error);
  } finally {
    process.exitCode = undefined;
    for (const give of restore) give();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
  return said;
}

/** Takes the texts that are written to a stream; what the test runner tells its parent is no text. */
function take(stream: NodeJS.WriteStream, keep: (text: string) => void): () => void {
  const write = stream.write;
  stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (typeof chunk !== 'string') return write.call(stream, chunk, ...rest);
    keep(chunk);
    return true;
  }) as typeof write;
  return () => {
    stream.write = write;
  };
}
