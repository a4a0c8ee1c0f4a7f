// Calls with answers between the page and a worker.

/** What a worker answers, or says about work under way. */
export interface Answer {
  readonly request: number
  readonly progress?: number
  readonly result?: unknown
  readonly error?: string
  readonly hint?: string
  /** Tells errors apart. */
  readonly code?: string
}
/** A failure in words, with what to do. */
export class WorkError extends Error {
  constructor(
    message: string,
    readonly hint: string,
    readonly code = '',
  ) {
    super(message)
  }
}
export class Calls<Call extends object> {
  private readonly worker: Worker
  private readonly waiting = new Map<
    number,
    { resolve: (v: unknown) => void; reject: (e: Error) => void; progress?: (share: number) => void }
  >()
  private count = 0

  /** @param told  hears of everything that is no answer */
  constructor(file: string, told: (message: never) => void = () => {}, broken: (why: string) => void = () => {}) {
    this.worker = new Worker(new URL(file, document.baseURI), { type: 'module' })
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.request === undefined) return told(data as never)
      const waiting = this.waiting.get(data.request)
      if (!waiting) return
      if (data.progress !== undefined) return waiting.progress?.(data.progress)
      this.waiting.delete(data.request)
      if (data.error !== undefined) waiting.reject(new WorkError(data.error, data.hint ?? '', data.code))
      else waiting.resolve(data.result)
    }
    this.worker.onerror = (event) => {
      const why = event.message || 'its program could not be loaded'
      for (const w of this.waiting.values()) w.reject(new WorkError(`Files cannot be worked on: ${why}.`, 'Reload the page.'))
      this.waiting.clear()
      broken(why)
    }
  }
  call<T>(call: Call, progress?: (share: number) => void): Promise<T> {
    const request = ++this.count
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(request, { resolve: resolve as (v: unknown) => void, reject, ...(progress ? { progress } : {}) })
      this.worker.postMessage({ ...call, request })
    })
  }
  /** Without an answer. */
  post(message: object): void {
    this.worker.postMessage(message)
  }
}
/** An error as a worker answers with it. */
export function failed(request: number, error: unknown): Answer {
  const { message, hint, code } = error as Error & { hint?: string; code?: unknown }
  return { request, error: message, ...(hint ? { hint } : {}), ...(typeof code === 'string' ? { code } : {}) }
}
