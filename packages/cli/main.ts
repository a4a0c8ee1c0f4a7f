// Finds the verb, runs it, prints its result or its error, and says by the exit code how it went: 0 done, 1 a check failed, 2 could not be done.
import { parseArgs } from 'node:util'
import { onWriting, removeUnfinished } from '@tonmeister/media/files.node.ts'
import { verbs } from './catalog/verbs.ts'
import { nearest } from './nearest.ts'
import { createTerminal } from './terminal.ts'
import { UsageError, type Verb } from './verb.ts'

const VERSION = '0.1.0'
const ALL = verbs as unknown as { readonly [name: string]: Verb }
const own = (name: string): Verb | undefined => (Object.hasOwn(ALL, name) ? ALL[name] : undefined)
const COMMON = {
  json: { type: 'boolean', help: 'print one JSON value on stdout, and nothing else there' },
  help: { type: 'boolean', short: 'h', help: 'show this help' },
} as const

export interface Streams {
  readonly out: NodeJS.WritableStream
  readonly err: NodeJS.WriteStream
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Ends with the code a shell gives for that signal. */
function interrupted(_: NodeJS.Signals, number: number): void {
  removeUnfinished()
  process.exit(128 + number)
}
/** @returns the exit code */
export async function main(argv: readonly string[], streams: Streams = { out: process.stdout, err: process.stderr }): Promise<number> {
  const { out, err } = streams
  out.on?.('error', (error: NodeJS.ErrnoException) => {
    // A reader that goes away (head, a closed pager) is no error.
    if (error.code === 'EPIPE') process.exit(0)
    err.write(`The result cannot be written (${error.code}).\nCheck where the output goes.\n`)
    process.exit(2)
  })
  // Only while something is being written is there something to take away; at other times a signal ends the program at once, as it should.
  onWriting((isWriting) => {
    for (const signal of SIGNALS) isWriting ? process.on(signal, interrupted) : process.off(signal, interrupted)
  })
  const [name, ...rest] = argv
  if (!name || name === '--help' || name === '-h' || name === 'help') {
    const asked = name === 'help' && rest[0] ? own(rest[0]) : undefined
    out.write(asked ? help(asked) : overview())
    return name ? 0 : 2
  }
  if (name === '--version' || name === '-v') {
    out.write(`${VERSION}\n`)
    return 0
  }
  try {
    const verb = own(name)
    if (!verb) {
      const near = nearest(name, Object.keys(ALL))
      throw new UsageError(
        `There is no verb '${name}'.`,
        near ? `Did you mean '${near}'? tonmeister --help lists all.` : 'tonmeister --help lists all.',
      )
    }
    const { positionals, flags } = parse(verb, rest)
    if (flags.help) {
      out.write(help(verb))
      return 0
    }
    const terminal = createTerminal(flags.json === true, out, err)
    try {
      const { result, failed } = await verb.run({ positionals, flags }, terminal)
      terminal.endProgress()
      if (flags.json)
        out.write(`${JSON.stringify(result, (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? null : value))}\n`)
      return failed ? 1 : 0
    } finally {
      terminal.endProgress()
    }
  } catch (error) {
    removeUnfinished()
    const { message, hint } = explain(error)
    err.write(`${message}\n${hint ? `${hint}\n` : ''}`)
    return 2
  }
}

function parse(verb: Verb, argv: readonly string[]) {
  const options = { ...verb.flags, ...COMMON }
  try {
    const { values, positionals } = parseArgs({
      // A number below zero is a value, not an option; among files it stays one by its path.
      args: argv.map((a) => (/^-\d/.test(a) ? `./${a}` : a)),
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(options).map(([name, f]) => [name, { type: f.type, ...('short' in f && f.short ? { short: f.short } : {}) }]),
      ),
    })
    const flags: { [name: string]: string | boolean | undefined } = {}
    for (const [name, value] of Object.entries(values as typeof flags))
      flags[name] = typeof value === 'string' ? value.replace(/^\.\/(?=-\d)/, '') : value
    return { positionals, flags }
  } catch (error) {
    const message = (error as Error).message
    const unknown = /Unknown option '([^']+)'/.exec(message)?.[1]
    if (unknown) {
      const near = nearest(unknown.replace(/^-+/, ''), Object.keys(options))
      throw new UsageError(
        `'tonmeister ${verb.name}' has no option ${unknown}.`,
        `${near ? `Did you mean --${near}? ` : ''}tonmeister ${verb.name} --help lists all.`,
      )
    }
    const missing = /Option '([^']+)'.*argument missing/.exec(message)?.[1]
    throw new UsageError(
      missing ? `The option ${missing.replace(/ <value>$/, '')} needs a value.` : message.split('\n')[0]!.replace(/\.?$/, '.'),
      `tonmeister ${verb.name} --help shows how.`,
    )
  }
}
/** Every error becomes one sentence and a hint; what we did not foresee is said to be ours. */
function explain(error: unknown): { message: string; hint: string } {
  const e = error as Error & { hint?: string; code?: string; path?: string }
  if (typeof e?.hint === 'string') return { message: e.message, hint: e.hint }
  if (e instanceof RangeError && /allocation|Invalid (typed )?array length/i.test(e.message))
    return { message: 'There is not enough memory for this.', hint: 'Close other programs, or work on a shorter stretch.' }
  switch (e?.code) {
    case 'ENOENT':
      return { message: `A file or folder is not there: ${path(e)}.`, hint: 'Check the path.' }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { message: `No permission: ${path(e)}.`, hint: 'Choose a place you may write to.' }
    case 'ENOSPC':
      return { message: 'The disk is full.', hint: 'Make room and try again; nothing was left half written.' }
    case 'EEXIST':
      return { message: `There is something in the way: ${path(e)}.`, hint: 'Choose another name.' }
    case 'ENAMETOOLONG':
      return { message: 'A name is too long for this disk.', hint: 'Choose a shorter one.' }
    case 'EMFILE':
    case 'ENFILE':
      return { message: 'Too many files are open.', hint: 'Raise the limit of open files (ulimit -n), or close other programs.' }
    case 'EISDIR':
      return { message: `That is a folder, not a file: ${path(e)}.`, hint: 'Name the file.' }
    case 'ENOTDIR':
      return { message: `A part of the path is a file: ${path(e)}.`, hint: 'Check the path.' }
  }
  return {
    message: `Something went wrong in Tonmeister itself: ${e?.message ?? String(error)}.`,
    hint: 'Please report it, with the command and the file.',
  }
}
const path = (e: { path?: string }) => e.path ?? 'unknown path'

function overview(): string {
  const width = Math.max(...Object.keys(ALL).map((n) => n.length))
  const lines = Object.values(ALL).map((v) => `  ${v.name.padEnd(width)}  ${v.summary}`)
  return `tonmeister ${VERSION}: the studio in a terminal\n\nUsage: tonmeister VERB … [--json] [--help]\n\n${lines.join('\n')}\n\nExit code: 0 done, 1 a check failed, 2 could not be done.\ntonmeister VERB --help says more.\n`
}
function help(verb: Verb): string {
  const flags = Object.entries({ ...verb.flags, ...COMMON }).map(([name, f]) => {
    const short = 'short' in f && f.short ? `-${f.short}, ` : ''
    const value = 'value' in f && f.value ? ` ${f.value}` : ''
    return [`${short}--${name}${value}`, f.help] as const
  })
  const width = Math.max(...flags.map(([f]) => f.length))
  return `tonmeister ${verb.name}: ${verb.summary}\n\nUsage: tonmeister ${verb.name} ${verb.usage}\n\n${flags.map(([f, h]) => `  ${f.padEnd(width)}  ${h}`).join('\n')}\n\n${verb.examples.map((e) => `  ${e}`).join('\n')}\n`
}
