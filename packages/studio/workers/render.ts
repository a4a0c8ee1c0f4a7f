// The page's side of the render worker. Cancelling ends the worker: nothing is left.
import type { Report } from '@tonmeister/metering'
import type { AssetRecord, Rec } from '@tonmeister/project'

export interface ExportJob {
  readonly records: readonly Rec[]
  readonly bits: 16 | 24 | 32
  /** Hz. */
  readonly sampleRate: number
  /** Frames of the timeline, [from, to); everything with its tail when missing. */
  readonly from?: number
  readonly to?: number
}
export interface ToRender extends ExportJob {
  readonly kernels: ArrayBuffer
  /** Media by path inside the project. */
  readonly media: { readonly [file: string]: Blob }
}
export interface Exported {
  readonly blob: Blob
  /** Of the audio bytes, as `tonmeister render` prints it. */
  readonly sha256: string
  readonly frames: number
  readonly sampleRate: number
  readonly report: Report
  /** Sentences: what could not sound as written. */
  readonly problems: readonly string[]
}
export type FromRender =
  | { readonly type: 'progress'; readonly share: number }
  | ({ readonly type: 'done' } & Exported)
  | { readonly type: 'failed'; readonly what: string }

/**
 * Renders to a WAV in a worker.
 * @param media  bytes of an asset by its path; what is missing is silent and named in `problems`
 * @param onProgress  share done, 0…1
 * @throws Error in words; 'cancelled' when the signal says so
 */
export async function exportWav(
  job: ExportJob,
  media: (file: string) => Promise<Blob | undefined>,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Exported> {
  const response = await fetch(new URL('kernels.wasm', document.baseURI))
  if (!response.ok) throw new Error('The engine could not be loaded: is the server still running?')
  const kernels = await response.arrayBuffer()
  const blobs: { [file: string]: Blob } = {}
  for (const record of job.records)
    if (record.type === 'asset') {
      const { file } = record as AssetRecord
      const blob = await media(file)
      if (blob) blobs[file] = blob
    }
  if (signal.aborted) throw new Error('cancelled')
  const worker = new Worker(new URL('render.worker.js', document.baseURI), { type: 'module' })
  return new Promise<Exported>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('cancelled')))
    worker.onerror = (event) => reject(new Error(event.message || 'The export stopped.'))
    worker.onmessage = ({ data }: MessageEvent<FromRender>) => {
      if (data.type === 'progress') onProgress(data.share)
      else if (data.type === 'done') resolve(data)
      else reject(new Error(data.what))
    }
    worker.postMessage({ ...job, kernels, media: blobs } satisfies ToRender)
  }).finally(() => worker.terminate())
}
