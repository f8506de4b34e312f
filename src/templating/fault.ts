/** Why a template could not be rendered. `reason` is half a sentence; `line` counts from 1. */
export type FaultCode = 'TEMPLATE_INVALID' | 'TEMPLATE_UNDEFINED' | 'TEMPLATE_FAILED' | 'TEMPLATE_LIMIT';

export class TemplateFault extends Error {
  readonly code: FaultCode;
  line: number | undefined;

  constructor(code: FaultCode, reason: string, line?: number) {
    super(reason);
    this.name = 'TemplateFault';
    this.code = code;
    this.line = line;
  }
}

export const failed = (reason: string): TemplateFault => new TemplateFault('TEMPLATE_FAILED', reason);
