// What a verb file must say.
import type { Terminal } from './terminal.ts'

export interface Flag {
  /** 'string' flags take a value. */
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** What the value is called in the help. */
  readonly value?: string
  readonly help: string
}
export interface Arguments {
  readonly positionals: readonly string[]
  readonly flags: { readonly [name: string]: string | boolean | undefined }
}
export interface Verb {
  /** File name. */
  readonly name: string
  readonly summary: string
  /** After 'tonmeister NAME'. */
  readonly usage: string
  readonly flags: { readonly [name: string]: Flag }
  readonly examples: readonly string[]
  /**
   * @returns the result for --json, and whether a check failed (exit code 1)
   * @throws UsageError and the packages' own errors: exit code 2
   */
  run(args: Arguments, terminal: Terminal): Promise<{ readonly result: unknown; readonly failed?: boolean }>
}
export const defineVerb = (verb: Verb): Verb => verb

/** A call that cannot be carried out as it is written. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}
