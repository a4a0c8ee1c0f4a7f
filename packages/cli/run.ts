// Runs verbs within the process and keeps what they print: for tests.
import { main } from './main.ts'

/** What a command left: exit code, both streams, wall time. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly ms: number
}
/** @param isTerminal  whether stderr is one: then there is progress on it */
export async function run(argv: readonly string[], { isTerminal = false } = {}): Promise<Outcome> {
  let out = ''
  let err = ''
  const stream = (take: (text: string) => void, isTTY: boolean) => ({
    isTTY,
    write: (text: string) => {
      take(text)
      return true
    },
    on: () => {},
  })
  const started = performance.now()
  const code = await main(argv, {
    out: stream((text) => {
      out += text
    }, false) as unknown as NodeJS.WritableStream,
    err: stream((text) => {
      err += text
    }, isTerminal) as unknown as NodeJS.WriteStream,
  })
  return { code, out, err, ms: performance.now() - started }
}
