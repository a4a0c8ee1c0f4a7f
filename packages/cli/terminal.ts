// What a verb says: lines for people, progress on a terminal, one JSON value for programs.

export interface Terminal {
  /** A line for people; not shown with --json. */
  say(line: string): void
  /** Something to know that is no result; on stderr. */
  warn(line: string): void
  /** Progress of something long, 0 to 1; shown on a terminal only. */
  progress(what: string, share: number): void
  endProgress(): void
}
/** Milliseconds of work after which something else gets its turn. */
const TURN = 50
/** Lets signals and the terminal in, now and then, while something long goes on in one piece. */
export function turns(): () => Promise<void> | undefined {
  let last = performance.now()
  return () => {
    if (performance.now() - last < TURN) return undefined
    return new Promise((resolve) =>
      setImmediate(() => {
        last = performance.now()
        resolve()
      }),
    )
  }
}
/** Milliseconds between two drawings. */
const REDRAW = 100
/** Time left is shown after this many milliseconds. */
const GUESS_AFTER = 1500

export function createTerminal(json: boolean, out: NodeJS.WritableStream, err: NodeJS.WriteStream): Terminal {
  let started = 0
  let drawn = 0
  let shown = false
  return {
    say(line) {
      if (!json) out.write(`${line}\n`)
    },
    warn(line) {
      if (shown) err.write('\r\x1b[K')
      err.write(`${line}\n`)
    },
    progress(what, share) {
      if (!err.isTTY) return
      const now = Date.now()
      if (!started) started = now
      if (now - drawn < REDRAW && share < 1) return
      drawn = now
      shown = true
      const passed = now - started
      const left = passed > GUESS_AFTER && share > 0.01 ? `, about ${timeLeft((passed / share) * (1 - share))} left` : ''
      err.write(`\r\x1b[K${what} ${Math.floor(share * 100)} %${left}`)
    },
    endProgress() {
      if (shown) err.write('\r\x1b[K')
      started = 0
      shown = false
    },
  }
}
function timeLeft(ms: number): string {
  const s = Math.ceil(ms / 1000)
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`
}
