/** The templates of one attempt: rendered before the task runs, kept for all who may see them. */
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import { isAuthorFunction } from '#support/author-function.ts';
import { createEngine, type Engine } from '#templating/engine.ts';
import { TemplateFault } from '#templating/fault.ts';
import { hasMark, isTemplatePath, mapTexts } from '#templating/fields.ts';
import type { NamedFunctions } from '#templating/runtime.ts';
import { AskedValues } from './asked-values.ts';
import type { Attempt } from './attempt.ts';
import type { Prepared } from './run-attempt.ts';
import { shownFields } from './shown-fields.ts';
import type { Surroundings } from './task-context.ts';
import { explainMissing, templateNames } from './template-names.ts';

interface UserDefined {
  macros: { readonly [name: string]: unknown };
  filters: NamedFunctions;
}

export class TaskTemplates {
  readonly #attempt: Attempt;
  readonly #around: Surroundings;
  readonly #given: Prepared;
  readonly #own: UserDefined;
  readonly #asked = new AskedValues();
  #shownName: string | undefined;

  /** `own`: what the DAG file adds to the names and filters. */
  constructor(attempt: Attempt, around: Surroundings, given: Prepared, own: UserDefined) {
    this.#attempt = attempt;
    this.#around = around;
    this.#given = given;
    this.#own = own;
  }

  /** Throws the errors of the catalogue that begin with `TEMPLATE_`, which name the field and the line. */
  async render(): Promise<Prepared> {
    const { task } = this.#attempt.work;
    const { template } = task;
    const given = this.#given;
    const engine = this.#engine(given);
    const values: { [name: string]: Json } = {};
    for (const field of template?.fields ?? []) {
      const value = this.#literal(field);
      if (value === undefined) continue;
      const render = (text: string) => this.#renderText(engine, field, text);
      values[field] = await mapTexts(value, template?.native ? async (text) => nativeOf(await render(text)) : render);
    }
    const prepared = isAuthorFunction(task)
      ? { ...given, arguments: { ...given.arguments, ...values } }
      : { ...given, options: { ...given.options, ...values } };
    // The later looks of a sensor render the same again.
    if (this.#attempt.work.wait !== undefined) return prepared;
    const fields = template && shownFields(this.#attempt, prepared, this.#around.settings.maxTemplatedFieldLength);
    // As in Airflow, the name may need what the task only makes while it runs: then it comes afterwards.
    const mapIndexName = await this.#name(prepared).catch(() => undefined);
    this.#shownName = mapIndexName;
    if (fields !== undefined || mapIndexName !== undefined)
      await this.#attempt.ask({ op: 'set_rendered', rendered: { fields, mapIndexName } });
    return prepared;
  }

  /** Names an instance of a mapped task, by what the task knows after it ran. */
  async nameInstance(prepared: Prepared): Promise<void> {
    const mapIndexName = await this.#name(prepared);
    if (mapIndexName === undefined || mapIndexName === this.#shownName) return;
    await this.#attempt.ask({ op: 'set_rendered', rendered: { mapIndexName } });
  }

  async #name(prepared: Prepared): Promise<string | undefined> {
    const { task, mapIndex } = this.#attempt.work;
    if (task.mapIndexTemplate === undefined || mapIndex < 0) return undefined;
    const name = await this.#renderText(this.#engine(prepared), 'mapIndexTemplate', task.mapIndexTemplate);
    // As long as Airflow's column.
    return this.#attempt.mask.text(name).replaceAll('\0', '').toWellFormed().slice(0, 250);
  }

  #engine(prepared: Prepared): Engine {
    const { work, order, templateValues } = this.#attempt;
    return createEngine({
      files: order.templates ?? {},
      filters: this.#own.filters,
      names: {
        ...templateValues,
        ...this.#own.macros,
        ...templateNames(this.#attempt, this.#around, this.#asked, prepared),
      },
      explainMissing: (name) => explainMissing(work, name),
    });
  }

  /** The option or argument where the DAG file says it; the value of another task is no template. */
  #literal(field: string): Json | undefined {
    const { inputs, expand, options } = this.#attempt.work.task;
    const value = this.#given.arguments[field];
    if (expand?.kind === 'product') {
      const source = expand.inputs.find(({ name }) => name === field)?.source;
      if (source !== undefined) return source.kind === 'value' ? value : undefined;
    }
    if (expand?.kind === 'rows' && expand.rows.kind === 'value') return value;
    return inputs[field]?.kind === 'value' ? value : options[field];
  }

  async #renderText(engine: Engine, field: string, text: string): Promise<string> {
    const { task, taskId } = this.#attempt.work;
    const isFile = isTemplatePath(text, field, task.template);
    if (!isFile && !hasMark(text)) return text;
    const source = isFile ? (this.#attempt.order.templates?.[text] ?? '') : text;
    try {
      return await this.#asked.resolve(() => engine.render(source));
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      const place = `${isFile ? `${field} (${text})` : field}${error.line === undefined ? '' : `, line ${error.line}`}`;
      throw new AquilonError(error.code, { task: taskId, place, reason: error.message });
    }
  }
}

/** Airflow's `render_template_as_native_obj`: what a template makes, as the value whose JSON it is. */
function nativeOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
