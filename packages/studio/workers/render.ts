// The page's side of the render worker. Cancelling ends the worker: nothing is left.
import type { Report } from '@tonmeister/metering'
import type { Rec } from '@tonmeister/project'

export interface ToRender {
  readonly kernels: ArrayBuffer
  readonly records: readonly Rec[]
  readonly bits: 16 | 24 | 32
  readonly sampleRate?: number
  readonly from?: number
  readonly to?: number
  /** Media by path inside the project. */
  readonly media: { readonly [file: string]: Blob }
}
export interface Exported {
  readonly blob: Blob
  readonly sha256: string
  readonly frames: number
  readonly sampleRate: number
  readonly report: Report
}
export type FromRender =
  | { readonly type: 'progress'; readonly share: number }
  | ({ readonly type: 'done' } & Exported)
  | { readonly type: 'failed'; readonly what: string }

/** @throws Error 'cancelled' when the signal says so */
export function exportWav(job: ToRender, onProgress: (share: number) => void, signal: AbortSignal): Promise<Exported> {
  const worker = new Worker(new URL('render.worker.js', document.baseURI), { type: 'module' })
  return new Promise<Exported>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('cancelled')))
    worker.onerror = (event) => reject(new Error(event.message))
    worker.onmessage = ({ data }: MessageEvent<FromRender>) => {
      if (data.type === 'progress') onProgress(data.share)
      else if (data.type === 'done') resolve(data)
      else reject(new Error(data.what))
    }
    worker.postMessage(job)
  }).finally(() => worker.terminate())
}
