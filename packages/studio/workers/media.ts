// The page's side of the media worker: calls with answers.
import type { ImportedAudio } from '@tonmeister/media'
import { Peaks } from '@tonmeister/media'
import type { Rec } from '@tonmeister/project'
import { Calls, WorkError } from './calls.ts'

type Call =
  | { readonly type: 'blob'; readonly key: string; readonly file: string }
  | { readonly type: 'peaks'; readonly key: string; readonly file: string }
  | { readonly type: 'samples'; readonly key: string; readonly file: string; readonly from: number; readonly frames: number }
  | { readonly type: 'put'; readonly key: string; readonly file: string; readonly blob: Blob }
  | { readonly type: 'look'; readonly file: File; readonly sampleRate: number }
  | { readonly type: 'import'; readonly key: string; readonly file: File; readonly sampleRate: number; readonly takesPartial: boolean }
export type ToMedia = Call & { readonly request: number }
/** What the head of a sound file says, at the rate that it will have. */
export interface Looked {
  readonly sampleRate: number
  readonly channels: number
  readonly frames: number
}
export type Imported =
  | { readonly kind: 'audio'; readonly asset: ImportedAudio }
  | { readonly kind: 'session'; readonly records: Rec[]; readonly losses: readonly { at: string; what: string }[] }

/** Whether a sound file ends before its header says it should; what is there can be taken. */
export const isCutOff = (error: unknown): boolean => error instanceof WorkError && error.code === 'cut-off'

export class Media {
  private readonly calls = new Calls<Call>('media.worker.js')
  blob = (key: string, file: string): Promise<Blob | undefined> => this.calls.call({ type: 'blob', key, file })
  put = (key: string, file: string, blob: Blob): Promise<void> => this.calls.call({ type: 'put', key, file, blob })
  /** Reads the head of a sound file, which takes no time; undefined where importing has to say what it is. */
  look = (file: File, sampleRate: number): Promise<Looked | undefined> => this.calls.call({ type: 'look', file, sampleRate })
  /** @throws WorkError; code 'cut-off' for a sound file that is not whole, unless `takesPartial` */
  import = (key: string, file: File, sampleRate: number, progress: (share: number) => void, takesPartial = false): Promise<Imported> =>
    this.calls.call({ type: 'import', key, file, sampleRate, takesPartial }, progress)
  async peaks(key: string, file: string): Promise<Peaks | undefined> {
    const bytes = await this.calls.call<Uint8Array | undefined>({ type: 'peaks', key, file })
    return bytes && Peaks.fromBytes(bytes)
  }
  /** The samples themselves, per channel: frames from `from` on, as many as there are, a million at most. undefined = the file is missing. */
  samples = (key: string, file: string, from: number, frames: number): Promise<readonly Float32Array[] | undefined> =>
    this.calls.call({ type: 'samples', key, file, from, frames })
}
