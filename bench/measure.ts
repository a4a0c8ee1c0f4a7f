// Runs one program and says how long it took and how much memory it had at its peak.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

export interface Run {
  readonly wallSeconds: number
  /** Highest memory in use by the process and its children, MiB; null where the system does not tell (no /proc). */
  readonly peakMemoryMb: number | null
  /** What the program said of its engine alone: a line `RENDER_S <seconds>`, or `renderSeconds` in its JSON. */
  readonly renderSeconds: number | null
  readonly stdout: string
}
/** Milliseconds between two looks at the memory. Peaks are kept by the system; only growth in a program's last moments can be missed. */
const LOOK_MS = 10

/** Peak resident memory of a process and all below it, KiB. */
function peakOf(pid: number): number {
  let peak = 0
  try {
    peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    for (const task of readdirSync(`/proc/${pid}/task`))
      for (const child of readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
        if (child) peak += peakOf(Number(child))
  } catch {
    // The process ended between two looks.
  }
  return peak
}
function renderSecondsIn(stdout: string): number | null {
  const line = [...stdout.matchAll(/RENDER_S ([\d.eE+-]+)/g)].at(-1)
  if (line) return Number(line[1])
  const json = /"renderSeconds":\s*([\d.eE+-]+)/.exec(stdout)
  return json ? Number(json[1]) : null
}

/** @throws Error with the program's last words when it fails or takes longer than `limitSeconds` */
export function measure(
  command: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; limitSeconds?: number },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(command[0]!, command.slice(1), {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let peak = 0
    const look = setInterval(() => {
      if (child.pid) peak = Math.max(peak, peakOf(child.pid))
    }, LOOK_MS)
    const limit = setTimeout(() => child.kill('SIGKILL'), (options.limitSeconds ?? 600) * 1000)
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const stop = () => {
      clearInterval(look)
      clearTimeout(limit)
    }
    child.on('error', (error) => {
      stop()
      reject(error)
    })
    child.on('close', (code, signal) => {
      stop()
      const stdout = Buffer.concat(out).toString()
      const words = Buffer.concat(err).toString()
      if (code !== 0) {
        const last = `${words}\n${stdout}`.trim().split('\n').slice(-2).join(' ')
        reject(
          new Error(signal ? `was stopped after ${options.limitSeconds ?? 600} s` : `failed (exit code ${code}): ${last.slice(0, 300)}`),
        )
        return
      }
      resolve({
        wallSeconds: (performance.now() - began) / 1000,
        peakMemoryMb: peak ? peak / 1024 : null,
        // ffmpeg and others speak on stderr.
        renderSeconds: renderSecondsIn(stdout) ?? renderSecondsIn(words),
        stdout,
      })
    })
  })
}
export const median = (values: readonly number[]): number => quantile(values, 0.5)
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
}
