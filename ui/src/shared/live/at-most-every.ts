/** What happens together is asked for together, ms. Nobody sees that it waited. */
const GATHER_MS = 50;

/** An answer is not waited for any longer than this, ms. */
const LONGEST_MS = 10_000;

interface Turn {
  isWanted: boolean;
  /** It has been asked, and the answer is not there. */
  isAsking: boolean;
}

export interface Refresher {
  /** Calls `refresh` soon, and again after `pause` ms if that is asked for meanwhile: what has changed is seen at once, and a storm of changes asks no more often. */
  soon(name: string, refresh: () => unknown, pause: number): void;
  /** Something has changed that needs no question; an answer that is under way may not know of it, and is asked for once more. */
  noteChange(name: string): void;
}

export function atMostEvery(): Refresher {
  const turns = new Map<string, Turn>();
  const begin = (name: string, refresh: () => unknown, pause: number, delay: number) => {
    const turn = { isWanted: false, isAsking: false };
    turns.set(name, turn);
    setTimeout(() => {
      turn.isWanted = false;
      turn.isAsking = true;
      const tooLong = new Promise<void>((resolve) => setTimeout(resolve, LONGEST_MS));
      const asked = Promise.race([Promise.resolve(refresh()).catch(() => undefined), tooLong]);
      setTimeout(() => {
        void asked.then(() => {
          turns.delete(name);
          if (turn.isWanted) begin(name, refresh, pause, 0);
        });
      }, pause);
      void asked.then(() => {
        turn.isAsking = false;
      });
    }, delay);
  };
  return {
    soon(name, refresh, pause) {
      const turn = turns.get(name);
      if (turn) turn.isWanted = true;
      else begin(name, refresh, pause, GATHER_MS);
    },
    noteChange(name) {
      const turn = turns.get(name);
      if (turn?.isAsking) turn.isWanted = true;
    },
  };
}
