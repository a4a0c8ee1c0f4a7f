// Session: the document with its history, what is selected, the play head, saving; one per window. Views read it, edits go through it.
import { devices } from '@tonmeister/devices'
import type { Peaks } from '@tonmeister/media'
import {
  type AssetRecord,
  addAudioTrack,
  type ClipRecord,
  type Device,
  Document,
  History,
  mergeSession,
  openZip,
  type ProjectRecord,
  packZip,
  parse,
  projectInZip,
  type Rec,
  repair,
  type SignatureMap,
  type SignatureRecord,
  serialise,
  signatureMap,
  stripsInOrder,
  type TempoMap,
  type TempoRecord,
  TICKS_PER_QUARTER,
  type TimecodeRate,
  tempoMap,
  timecodeRate,
  tracksInOrder,
} from '@tonmeister/project'
import demo from '@tonmeister/project/templates/demo.ts'
import empty from '@tonmeister/project/templates/empty.ts'
import film from '@tonmeister/project/templates/film.ts'
import podcast from '@tonmeister/project/templates/podcast.ts'
import song from '@tonmeister/project/templates/song.ts'
import { Viewport } from '@tonmeister/ui'
import { useSyncExternalStore } from 'react'
import type { AudioHost } from '../audio/host.ts'
import { Media } from '../workers/media.ts'

export const TEMPLATES = [demo, empty, song, podcast, film]
export const ROW = 54
export const BAR = 4 * TICKS_PER_QUARTER
/** Milliseconds after the last change until it is written. */
const SAVE_AFTER = 400

export type SaveState = { readonly kind: 'saved' | 'saving' | 'failed'; readonly why?: string }
export interface Job {
  readonly id: number
  readonly what: string
  readonly share: number
}
export interface Notice {
  readonly id: number
  readonly text: string
  readonly bad: boolean
  readonly undo?: boolean
}

export class Session {
  document = new Document()
  history = new History(this.document)
  readonly media = new Media()
  readonly viewport: Viewport
  selectedStrip: string | null = null
  selectedClips = new Set<string>()
  dock: 'mixer' | 'devices' = 'mixer'
  side: 'browser' | 'media' | 'history' = 'browser'
  looping = false
  loopStart = 0
  loopEnd = 0
  follow = true
  save: SaveState = { kind: 'saved' }
  jobs: readonly Job[] = []
  notices: readonly Notice[] = []
  readonly peaks = new Map<string, Peaks | null>()
  tempo: TempoMap = tempoMap([])
  signatures: SignatureMap = signatureMap([])
  rate: TimecodeRate = timecodeRate('25')
  /** Rises with everything that views show. */
  version = 0
  /** End of the last clip, ticks. */
  length = 0
  private readonly listeners = new Set<() => void>()
  private saveTimer: ReturnType<typeof setTimeout> | undefined
  private serial = 0
  private changeQueued = false

  constructor(readonly host: AudioHost) {
    this.viewport = new Viewport({
      perPixelMin: 20,
      perPixelMax: BAR,
      length: () => this.length + 8 * BAR,
      rows: () => this.tracks().length * ROW + ROW,
    })
    host.onProblem((text) => this.notify(text, true))
  }

  // ── Listening ─────────────────────────────────────────────────────────────

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  /** Views are told once per turn, however much changed. */
  changed = (): void => {
    this.version++
    if (this.changeQueued) return
    this.changeQueued = true
    queueMicrotask(() => {
      this.changeQueued = false
      for (const listener of this.listeners) listener()
    })
  }
  notify(text: string, bad = false, undo = false): void {
    const notice = { id: ++this.serial, text, bad, undo }
    this.notices = [...this.notices.filter((n) => n.text !== text).slice(-3), notice]
    this.changed()
    // What went wrong stays until it is closed.
    if (!bad) setTimeout(() => this.dismiss(notice.id), undo ? 10_000 : 4_000)
  }
  dismiss(id: number): void {
    this.notices = this.notices.filter((n) => n.id !== id)
    this.changed()
  }

  // ── The document ──────────────────────────────────────────────────────────

  newId = (prefix: string): string => `${prefix}-${crypto.randomUUID().slice(0, 8)}`
  get project(): ProjectRecord {
    return this.document.get('project') as ProjectRecord
  }
  tracks = () => tracksInOrder(this.document)
  strips = () => stripsInOrder(this.document)

  /** Puts another project in the window. */
  open(records: Iterable<Rec>, saved = false): void {
    this.history.close()
    this.document = new Document(repair(records).records.values())
    this.history = new History(this.document)
    this.history.onChange(this.changed)
    this.document.onChange(() => {
      this.derive()
      this.changed()
      this.saveSoon()
    })
    this.peaks.clear()
    this.selectedClips.clear()
    this.selectedStrip = null
    this.looping = false
    this.derive()
    this.loopStart = this.project.loopStart ?? 0
    this.loopEnd = this.project.loopEnd ?? 4 * BAR
    this.viewport.top = 0
    this.viewport.fit(0, Math.max(16 * BAR, this.length + BAR))
    this.host.attach(this.document, (file) => this.media.blob(file))
    this.host.setLoop(false, this.loopStart, this.loopEnd)
    if (!saved) this.saveSoon()
    this.changed()
  }
  private derive(): void {
    this.tempo = tempoMap(this.document.byType<TempoRecord>('tempo'))
    this.signatures = signatureMap(this.document.byType<SignatureRecord>('signature'))
    this.rate = timecodeRate(this.project.timecodeRate)
    let end = 0
    for (const clip of this.document.byType<ClipRecord>('clip')) end = Math.max(end, this.clipTicks(clip)[1])
    this.length = end
    for (const asset of this.document.byType<AssetRecord>('asset'))
      if (!this.peaks.has(asset.id)) {
        this.peaks.set(asset.id, null)
        void this.media.peaks(asset.file).then(
          (peaks) => {
            if (peaks) this.peaks.set(asset.id, peaks)
            this.viewport.version++
            this.changed()
          },
          () => {},
        )
      }
  }
  /** Start and end of a clip in ticks. */
  clipTicks(clip: ClipRecord): readonly [number, number] {
    return clip.anchor === 'ticks' ? [clip.at, clip.at + clip.length] : [this.tempo.ticks(clip.at), this.tempo.ticks(clip.at + clip.length)]
  }
  /** Begins a gesture that is one step of undo. */
  gesture = (label: string): ((cancel?: boolean) => void) => this.history.mark(label)
  /** One edit with a name. */
  edit<T>(label: string, edit: () => T): T {
    return this.history.name(label, edit)
  }

  // ── Playing ───────────────────────────────────────────────────────────────

  togglePlay = (): void => {
    if (this.host.playing) this.host.stop()
    else this.host.play()
    this.changed()
  }
  locate = (ticks: number): void => {
    this.host.locate(Math.max(0, ticks))
    this.changed()
  }
  toggleLoop = (): void => this.setLoop(!this.looping, this.loopStart, this.loopEnd)
  setLoop(on: boolean, start: number, end: number): void {
    this.looping = on
    this.loopStart = Math.min(start, end)
    this.loopEnd = Math.max(start, end)
    this.host.setLoop(on, this.loopStart, this.loopEnd)
    this.changed()
  }
  select(strip: string | null): void {
    this.selectedStrip = strip
    this.changed()
  }

  // ── Keeping ───────────────────────────────────────────────────────────────

  private saveSoon(): void {
    this.save = { kind: 'saving' }
    clearTimeout(this.saveTimer)
    this.saveTimer = setTimeout(() => void this.saveNow(), SAVE_AFTER)
  }
  async saveNow(): Promise<void> {
    clearTimeout(this.saveTimer)
    const version = this.version
    try {
      await this.media.save(serialise(this.document.all().values()))
      if (version === this.version || this.save.kind === 'saving') this.save = { kind: 'saved' }
    } catch (error) {
      this.save = { kind: 'failed', why: (error as Error).message }
    }
    this.changed()
  }
  /** The project of last time, or the demo. */
  async restore(): Promise<void> {
    try {
      const text = await this.media.load()
      if (text) {
        const { records, lost } = parse(text)
        this.open(records, true)
        for (const line of lost.slice(0, 2)) this.notify(line, true)
        return
      }
    } catch (error) {
      this.notify(
        `The project of last time could not be opened: ${(error as Error).message} The demo is shown instead; nothing stored was changed.`,
        true,
      )
    }
    this.open(demo.records())
  }

  // ── Files ─────────────────────────────────────────────────────────────────

  private job(what: string): { readonly progress: (share: number) => void; readonly end: () => void } {
    const id = ++this.serial
    const put = (share: number) => {
      this.jobs = [...this.jobs.filter((j) => j.id !== id), { id, what, share }]
      this.changed()
    }
    put(0)
    return {
      progress: put,
      end: () => {
        this.jobs = this.jobs.filter((j) => j.id !== id)
        this.changed()
      },
    }
  }
  /** Imports sound and MIDI files, or opens a project when one was dropped. `at` in ticks. */
  async take(files: readonly File[], at = 0): Promise<void> {
    const project = files.find((f) => /\.(zip|tonmeister)$/i.test(f.name) || f.name === 'project.json')
    if (project) return this.openFiles(files)
    let imported = 0
    let failed = 0
    for (const file of files) {
      const job = this.job(file.name)
      try {
        const result = await this.media.import(file, this.project.sampleRate, job.progress)
        this.edit(`Import ${file.name}`, () => {
          if (result.kind === 'session') {
            mergeSession(this.document, result.records, this.newId)
            if (result.losses.length)
              this.notify(
                `${file.name}: ${result.losses.length} ${result.losses.length === 1 ? 'thing' : 'things'} could not be read and ${result.losses.length === 1 ? 'was' : 'were'} left out.`,
              )
          } else {
            const { warnings, ...asset } = result.asset
            const same = this.document.byType<AssetRecord>('asset').find((a) => a.hash === asset.hash)
            addAudioTrack(
              this.document,
              this.newId,
              same ?? ({ id: this.newId('asset'), type: 'asset', ...asset } as AssetRecord),
              Math.round(this.tempo.flicks(at)),
            )
            for (const warning of warnings.slice(0, 1)) this.notify(`${file.name}: ${warning}`)
          }
        })
        imported++
      } catch (error) {
        failed++
        const e = error as Error & { hint?: string }
        const text = e.message.includes(file.name) ? e.message : `${file.name} was not imported: ${e.message}`
        this.notify(`${text} ${e.hint ?? ''}`.trim(), true)
      } finally {
        job.end()
      }
    }
    if (imported) this.notify(`${imported} ${imported === 1 ? 'file' : 'files'} imported${failed ? `, ${failed} not` : ''}.`, false, true)
  }
  /** Opens a project from a zip, a folder's files, or a project.json. */
  async openFiles(files: readonly File[]): Promise<void> {
    try {
      const zip = files.find((f) => /\.(zip|tonmeister)$/i.test(f.name))
      if (zip) {
        const entries = openZip(new Uint8Array(await zip.arrayBuffer()))
        const { text, root } = projectInZip(entries)
        const { records, lost } = parse(text)
        for (const [path, bytes] of entries)
          if (path.startsWith(`${root}media/`)) await this.media.put(path.slice(root.length), new Blob([bytes as Uint8Array<ArrayBuffer>]))
        this.open(records)
        for (const line of lost.slice(0, 2)) this.notify(line, true)
        return
      }
      const json = files
        .filter((f) => f.name === 'project.json')
        .sort((a, b) => a.webkitRelativePath.length - b.webkitRelativePath.length)[0]
      if (!json) return this.notify('That folder holds no project.json. Choose a .tonmeister folder.', true)
      const { records, lost } = parse(await json.text())
      for (const file of files) if (/(^|\/)media\/[^/]+$/.test(file.webkitRelativePath)) await this.media.put(`media/${file.name}`, file)
      this.open(records)
      for (const line of lost.slice(0, 2)) this.notify(line, true)
    } catch (error) {
      const e = error as Error & { hint?: string }
      this.notify(`${e.message} ${e.hint ?? ''}`.trim(), true)
    }
  }
  /** The whole project as one zip. */
  async pack(): Promise<Blob> {
    const files = new Map<string, Uint8Array>([['project.json', new TextEncoder().encode(serialise(this.document.all().values()))]])
    for (const asset of this.document.byType<AssetRecord>('asset')) {
      const blob = await this.media.blob(asset.file)
      if (blob) files.set(asset.file, new Uint8Array(await blob.arrayBuffer()))
    }
    return new Blob([packZip(files)], { type: 'application/zip' })
  }
}
/** Hands a file to the browser's downloads. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

let current: Session
export const setSession = (session: Session): void => {
  current = session
}
/** The window's session; the view draws again when anything shown changed. */
export function useSession(): Session {
  useSyncExternalStore(current.subscribe, () => current.version)
  return current
}
