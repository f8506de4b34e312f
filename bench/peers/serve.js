// The process of one peer: plays what it is told over the channel, and ends with it.

/** `open`: makes the peer ready: {chain(length), fanOut(width): promises of the end; close()}. The clock is here, beside the peer. */
export async function serve(open) {
  const [databaseUrl, folder] = process.argv.slice(2);
  try {
    const peer = await open({ databaseUrl, folder });
    process.on('message', async ({ graph, size }) => {
      try {
        const began = performance.now();
        await peer[graph](size);
        process.send({ kind: 'played', ms: performance.now() - began });
      } catch (error) {
        process.send({ kind: 'failed', reason: String(error?.stack ?? error) });
      }
    });
    process.once('disconnect', async () => {
      await peer.close();
      process.exit(0);
    });
    process.send({ kind: 'ready' });
  } catch (error) {
    process.send({ kind: 'failed', reason: String(error?.stack ?? error) });
    process.disconnect();
    process.exit(1);
  }
}
