/** A warm child that does nothing: it answers each message with the same one. */
process.on('message', (message) => process.send?.(message));
process.send?.('ready');
