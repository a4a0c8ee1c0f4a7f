// The page's side of the media worker: calls with answers.
import type { ImportedAudio } from '@tonmeister/media'
import { Peaks } from '@tonmeister/media'
import type { Rec } from '@tonmeister/project'

type Call =
  | { readonly type: 'save'; readonly key: string; readonly name: string; readonly text: string; readonly history: string }
  | { readonly type: 'load'; readonly key: string }
  | { readonly type: 'list' }
  | { readonly type: 'remove'; readonly key: string }
  | { readonly type: 'blob'; readonly key: string; readonly file: string }
  | { readonly type: 'peaks'; readonly key: string; readonly file: string }
  | { readonly type: 'put'; readonly key: string; readonly file: string; readonly blob: Blob }
  | { readonly type: 'import'; readonly key: string; readonly file: File; readonly sampleRate: number; readonly takesPartial: boolean }
export type ToMedia = Call & { readonly request: number }
export type FromMedia = {
  readonly request: number
  readonly progress?: number
  readonly result?: unknown
  readonly error?: string
  readonly hint?: string
  readonly isCutOff?: boolean
}
/** A project in this browser's storage. */
export interface Stored {
  readonly key: string
  readonly name: string
  /** Milliseconds since 1970; 0 = not known. */
  readonly savedAt: number
}
export type Imported =
  | { readonly kind: 'audio'; readonly asset: ImportedAudio }
  | { readonly kind: 'session'; readonly records: Rec[]; readonly losses: readonly { at: string; what: string }[] }

/** A failure in words, with what to do. */
export class WorkError extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message)
  }
}
/** The file ends before its header says it should; what is there can be taken. */
export class CutOff extends WorkError {}

export class Media {
  private readonly worker = new Worker(new URL('media.worker.js', document.baseURI), { type: 'module' })
  private readonly waiting = new Map<
    number,
    { resolve: (v: unknown) => void; reject: (e: Error) => void; progress?: (share: number) => void }
  >()
  private count = 0

  constructor() {
    this.worker.onmessage = ({ data }: MessageEvent<FromMedia>) => {
      const waiting = this.waiting.get(data.request)
      if (!waiting) return
      if (data.progress !== undefined) return waiting.progress?.(data.progress)
      this.waiting.delete(data.request)
      if (data.error !== undefined) waiting.reject(new (data.isCutOff ? CutOff : WorkError)(data.error, data.hint ?? ''))
      else waiting.resolve(data.result)
    }
    this.worker.onerror = (event) => {
      for (const w of this.waiting.values()) w.reject(new WorkError(`Files cannot be worked on: ${event.message}.`, 'Reload the page.'))
      this.waiting.clear()
    }
  }
  private call<T>(call: Call, progress?: (share: number) => void): Promise<T> {
    const request = ++this.count
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(request, { resolve: resolve as (v: unknown) => void, reject, ...(progress ? { progress } : {}) })
      this.worker.postMessage({ ...call, request } satisfies ToMedia)
    })
  }
  save = (key: string, name: string, text: string, history: string): Promise<void> => this.call({ type: 'save', key, name, text, history })
  load = (key: string): Promise<{ readonly text: string; readonly history?: string } | undefined> => this.call({ type: 'load', key })
  list = (): Promise<readonly Stored[]> => this.call({ type: 'list' })
  remove = (key: string): Promise<void> => this.call({ type: 'remove', key })
  blob = (key: string, file: string): Promise<Blob | undefined> => this.call({ type: 'blob', key, file })
  put = (key: string, file: string, blob: Blob): Promise<void> => this.call({ type: 'put', key, file, blob })
  /** @throws CutOff for a sound file that is not whole, unless `takesPartial`; WorkError for any other failure */
  import = (key: string, file: File, sampleRate: number, progress: (share: number) => void, takesPartial = false): Promise<Imported> =>
    this.call({ type: 'import', key, file, sampleRate, takesPartial }, progress)
  async peaks(key: string, file: string): Promise<Peaks | undefined> {
    const bytes = await this.call<Uint8Array | undefined>({ type: 'peaks', key, file })
    return bytes && Peaks.fromBytes(bytes)
  }
}
