/** What a task asks people, what they answer, and what follows from it (Airflow: human-in-the-loop operators). */
import type { Json, SerializedParam, SerializedTask } from '@aquilon/sdk/serialized';
import type { Follow } from './branching.ts';

/** A user, by the name that they sign in with. */
export interface Person {
  id: string;
  name: string;
}

/** As it is asked: its templates are rendered. */
export interface Question {
  subject: string;
  /** Markdown. */
  body: string | null;
  /** At least one. */
  options: string[];
  /** Marked where somebody answers; taken when the time is over. Null: the task fails then. */
  defaults: string[] | null;
  /** More than one option may be chosen. */
  multiple: boolean;
  params: { [name: string]: SerializedParam };
  /** Only they may answer; empty: everybody who may change task instances. */
  assignedUsers: Person[];
}

export interface Answer {
  chosenOptions: string[];
  paramsInput: { [name: string]: Json };
  /** Epoch ms. */
  respondedAt: number;
  /** Null: nobody; the time was over, and the defaults were taken. */
  respondedBy: Person | null;
}

/** What the task returns of it, under Airflow's names, and `timedout`. A branch returns the tasks that follow. */
export function valueOfAnswer({ decision }: SerializedTask, answer: Answer): Json {
  const { chosenOptions, paramsInput, respondedAt, respondedBy } = answer;
  if (decision?.kind === 'answer')
    return decision.choices.filter(isChosen(chosenOptions)).flatMap(({ tasks }) => tasks);
  return {
    chosen_options: chosenOptions,
    params_input: paramsInput,
    responded_at: new Date(respondedAt).toISOString(),
    responded_by_user: respondedBy && { id: respondedBy.id, name: respondedBy.name },
    timedout: respondedBy === null,
  };
}

/** What follows; undefined: everything. */
export function followOfAnswer({ decision }: SerializedTask, { chosenOptions }: Answer): Follow | undefined {
  if (decision?.kind === 'answer') {
    const tasks = decision.choices.filter(isChosen(chosenOptions)).flatMap((choice) => choice.tasks);
    return { tasks, others: 'direct' };
  }
  if (decision?.kind !== 'approval' || chosenOptions[0] !== decision.reject) return undefined;
  return { tasks: [], others: decision.ignoreTriggerRules ? 'all' : 'direct' };
}

/** The rejection fails the task. */
export const isFatal = ({ decision }: SerializedTask, { chosenOptions }: Answer): boolean =>
  decision?.kind === 'approval' && decision.failOnReject && chosenOptions[0] === decision.reject;

const isChosen =
  (chosen: readonly string[]) =>
  ({ option }: { option: string }): boolean =>
    chosen.includes(option);
