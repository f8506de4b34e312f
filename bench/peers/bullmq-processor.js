// The sandboxed processor of BullMQ: a task that does nothing.
export default async () => {};
