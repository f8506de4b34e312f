/** The author's code is in the process too: it shall not speak to the server by accident (`process.send`). */
export function takeChannel<T extends object>(): (message: T) => void {
  const send = process.send?.bind(process);
  if (send === undefined) throw new Error('This process is started by the server, with a channel to it.');
  Object.assign(process, { send: undefined });
  return (message) => {
    if (process.connected) send(message);
  };
}
