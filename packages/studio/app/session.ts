// Session: the document with its history, what is selected, the play head, saving; one per window. Views read it, edits go through it.
import { clips } from '@tonmeister/clips'
import { devices, mainDevices } from '@tonmeister/devices'
import type { ImportedAudio, Peaks } from '@tonmeister/media'
import {
  type AssetRecord,
  addAudioTrack,
  addDevice,
  addZones,
  type ClipRecord,
  Document,
  devicesOf,
  History,
  mergeSession,
  migrateMembers,
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
  setParam,
  signatureMap,
  stripsInOrder,
  type TempoMap,
  type TempoRecord,
  TICKS_PER_QUARTER,
  type TimecodeRate,
  tempoMap,
  timecodeRate,
  tracksInOrder,
  ZIP_LIMITS,
} from '@tonmeister/project'
import { type Template, templates } from '@tonmeister/project/template.ts'
import { Viewport } from '@tonmeister/ui'
import { useSyncExternalStore } from 'react'
import type { AudioHost } from '../audio/host.ts'
import { CutOff, Media } from '../workers/media.ts'
import type { Given } from './files.ts'

/** Shown when nothing is stored yet. */
const FIRST = 'demo'
export const ROW = 54
export const BAR = 4 * TICKS_PER_QUARTER
/** Milliseconds after the last change until it is written. */
const SAVE_AFTER = 400
/** What of the history survives a reload: steps, and changed fields in all. */
const HISTORY_STEPS = 500
const HISTORY_FIELDS = 20_000

/** elsewhere: another window holds the project, nothing is saved from here. */
export type SaveState = { readonly kind: 'saved' | 'saving' | 'failed' | 'elsewhere'; readonly why?: string }
/** One line of a popup menu; null draws a divider. */
export type MenuItem = {
  readonly title: string
  readonly run: () => void
  readonly keys?: string
  readonly on?: boolean
  readonly disabled?: boolean
} | null
export interface OpenMenu {
  readonly label: string
  readonly items: readonly MenuItem[]
  /** Where it opens, in the window's pixels. */
  readonly at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** What gets the focus back. */
  readonly from: HTMLElement | null
}
export type DialogName = 'export' | 'palette' | 'keys' | 'new'
export interface Job {
  readonly id: number
  readonly what: string
  readonly share: number
}
export interface Notice {
  readonly id: number
  readonly text: string
  readonly bad: boolean
  readonly action: { readonly title: string; readonly run: () => void } | undefined
}

export class Session {
  /** Where this project is kept in the browser's storage. */
  key = ''
  document = new Document()
  history = new History(this.document)
  readonly media = new Media()
  readonly viewport: Viewport
  selectedStrip: string | null = null
  selectedClips = new Set<string>()
  dock: 'mixer' | 'devices' = 'mixer'
  side: 'browser' | 'media' | 'history' = 'browser'
  panel: 'monitor' | 'inspector' = 'monitor'
  menu: OpenMenu | null = null
  dialog: DialogName | null = null
  looping = false
  loopStart = 0
  loopEnd = 0
  follow = true
  save: SaveState = { kind: 'saved' }
  jobs: readonly Job[] = []
  notices: readonly Notice[] = []
  readonly peaks = new Map<string, Peaks | null>()
  /** Assets whose file is not in this browser. */
  readonly missing = new Set<string>()
  tempo: TempoMap = tempoMap([])
  signatures: SignatureMap = signatureMap([])
  rate: TimecodeRate = timecodeRate('25')
  /** Rises with everything that views show. */
  version = 0
  /** Rises with what the arrangement shows: clips, notes, tracks, tempo, selection; not with every turn of a knob. */
  arrangeVersion = 0
  /** End of the last clip, ticks. */
  length = 0
  private readonly listeners = new Set<() => void>()
  private saveTimer: ReturnType<typeof setTimeout> | undefined
  private serial = 0
  private saving = false
  private saveAgain = false
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
  /** @param action  what can be done about it; true = undo */
  notify(text: string, bad = false, action?: Notice['action'] | boolean): void {
    const undo = { title: 'Undo', run: () => void this.history.undo() }
    const notice = { id: ++this.serial, text, bad, action: typeof action === 'object' ? action : action ? undo : undefined }
    this.notices = [...this.notices.filter((n) => n.text !== text).slice(-3), notice]
    this.changed()
    // What went wrong stays until it is closed.
    if (!bad) setTimeout(() => this.dismiss(notice.id), action ? 10_000 : 4_000)
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

  /** Puts another project in the window. @param key  where it is stored; without it, it gets a place of its own; @param isNew  it is not stored there yet */
  private open(records: Iterable<Rec>, key?: string, isNew = key === undefined): void {
    const mine = key ?? crypto.randomUUID()
    this.key = mine
    this.history.close()
    const { records: sound, repaired } = repair(records)
    const { records: current, newer } = migrateMembers(sound.values(), { devices, clips })
    this.document = new Document(current)
    this.history = new History(this.document)
    this.history.onChange(this.changed)
    this.document.onChange((diff) => {
      let timeline = false
      for (const [id, fields] of diff) {
        const type = this.document.get(id)?.type ?? fields.get('type')?.[0]
        // Turned knobs and moved faders are none of the arrangement's business.
        if (
          type !== 'device' &&
          type !== 'send' &&
          type !== 'point' &&
          !(type === 'strip' && !fields.has('type') && !fields.has('mute') && !fields.has('name'))
        )
          timeline = true
      }
      if (timeline) this.derive()
      this.changed()
      this.saveSoon()
    })
    this.peaks.clear()
    this.missing.clear()
    this.selectedClips.clear()
    this.selectedStrip = null
    this.looping = false
    this.derive()
    this.loopStart = this.project.loopStart ?? 0
    this.loopEnd = this.project.loopEnd ?? 4 * BAR
    this.viewport.top = 0
    this.viewport.fit(0, Math.max(16 * BAR, this.length + BAR))
    this.host.attach(this.document, (file) => this.media.blob(mine, file))
    this.host.setLoop(false, this.loopStart, this.loopEnd)
    if (isNew) this.saveSoon()
    for (const line of newer) this.notify(line, true)
    if (repaired.length)
      this.notify(
        `${repaired.length === 1 ? 'One thing in this project was' : `${repaired.length} things in this project were`} put right: ${repaired[0]!.what}`,
      )
    globalThis.document.title = `${this.project.name} – Tonmeister`
    this.changed()
  }
  private derive(): void {
    this.arrangeVersion++
    this.tempo = tempoMap(this.document.byType<TempoRecord>('tempo'))
    this.signatures = signatureMap(this.document.byType<SignatureRecord>('signature'))
    this.rate = timecodeRate(this.project.timecodeRate)
    let end = 0
    for (const clip of this.document.byType<ClipRecord>('clip')) end = Math.max(end, this.clipTicks(clip)[1])
    this.length = end
    for (const asset of this.document.byType<AssetRecord>('asset'))
      if (!this.peaks.has(asset.id)) {
        this.peaks.set(asset.id, null)
        void this.media.peaks(this.key, asset.file).then(
          (peaks) => {
            if (peaks) this.peaks.set(asset.id, peaks)
            else this.missing.add(asset.id)
            this.arrangeVersion++
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
    if (this.selectedStrip === strip) return
    this.selectedStrip = strip
    const row = strip ? this.tracks().findIndex((t) => t.strip === strip) : -1
    if (row >= 0) this.viewport.reveal(row * ROW, (row + 1) * ROW)
    this.arrangeVersion++
    this.changed()
  }
  selectClips(ids: Iterable<string>): void {
    this.selectedClips = new Set(ids)
    this.arrangeVersion++
    this.changed()
  }

  // ── Menus and dialogs ─────────────────────────────────────────────────────

  /** Opens a menu at an element, or where the pointer is. */
  openMenu(
    event: { readonly currentTarget: EventTarget; clientX?: number; clientY?: number; type?: string },
    label: string,
    items: readonly MenuItem[],
  ): void {
    const from = event.currentTarget as HTMLElement
    const box = from.getBoundingClientRect()
    const pointed = event.type === 'contextmenu' && (event.clientX || event.clientY)
    this.menu = {
      label,
      items,
      from,
      at: pointed
        ? { x: event.clientX!, y: event.clientY!, width: 0, height: 0 }
        : { x: box.x, y: box.y, width: box.width, height: box.height },
    }
    this.changed()
  }
  closeMenu = (): void => {
    this.menu = null
    this.changed()
  }
  show(dialog: DialogName | null): void {
    this.dialog = dialog
    this.changed()
  }

  // ── Keeping ───────────────────────────────────────────────────────────────

  private saveSoon(): void {
    if (this.save.kind === 'elsewhere') return
    this.save = { kind: 'saving' }
    clearTimeout(this.saveTimer)
    this.saveTimer = setTimeout(() => void this.saveNow(), SAVE_AFTER)
  }
  /** Writes what is there now; while one writing runs, the next waits and takes everything up to then. */
  async saveNow(): Promise<void> {
    clearTimeout(this.saveTimer)
    if (this.save.kind === 'elsewhere') return
    if (this.saving) {
      this.saveAgain = true
      return
    }
    this.saving = true
    try {
      do {
        this.saveAgain = false
        await this.media.save(this.key, this.project.name, serialise(this.document.all().values()), keptHistory(this.history))
      } while (this.saveAgain)
      if (this.isHolding()) this.save = { kind: 'saved' }
    } catch (error) {
      if (this.isHolding()) this.save = { kind: 'failed', why: (error as Error).message }
    } finally {
      this.saving = false
    }
    this.changed()
  }
  private isHolding = (): boolean => this.save.kind !== 'elsewhere'
  /** True while something is not written yet. */
  get isUnsaved(): boolean {
    return this.save.kind === 'saving' || this.save.kind === 'failed'
  }
  /** One window at a time writes to this browser's storage. @param steal  take it from the window that has it */
  hold(steal = false): Promise<void> {
    return new Promise((resolve) => {
      navigator.locks
        .request('tonmeister-project', steal ? { steal: true } : { ifAvailable: true }, (lock) => {
          resolve()
          if (!lock) {
            this.save = { kind: 'elsewhere' }
            this.changed()
            return undefined
          }
          if (this.save.kind === 'elsewhere') {
            this.save = { kind: 'saving' }
            void this.saveNow()
          }
          // Held until the window closes.
          return new Promise<void>(() => {})
        })
        .catch(() => {
          // Another window took it over.
          this.save = { kind: 'elsewhere' }
          this.changed()
        })
    })
  }
  /** The project of last time, or the demo. */
  async restore(): Promise<void> {
    try {
      const [newest] = await this.media.list()
      if (newest && (await this.reopen(newest.key))) return
    } catch (error) {
      this.notify(
        `The project of last time could not be opened: ${(error as Error).message} The demo is shown instead; nothing stored was changed.`,
        true,
      )
    }
    await this.begin(templates[FIRST]!)
  }
  /** Opens a project that is in this browser's storage, with its history; false when there is nothing. */
  async reopen(key: string): Promise<boolean> {
    const stored = await this.media.load(key)
    if (!stored) return false
    const { records, lost } = parse(stored.text)
    await this.finishSaving()
    this.open(records, key)
    if (stored.history)
      try {
        this.history.load(JSON.parse(stored.history))
      } catch {
        // The project is whole without its history.
        this.history.clear()
      }
    for (const line of lost.slice(0, 2)) this.notify(line, true)
    return true
  }
  /** Before another project comes: what was changed last is written. */
  private async finishSaving(): Promise<void> {
    if (this.save.kind === 'saving') await this.saveNow()
  }
  /** A new project. */
  async begin(template: Template, name?: string): Promise<void> {
    await this.finishSaving()
    this.open(template.records().map((r) => (r.type === 'project' && name ? { ...r, name } : r)))
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
  /** What keeps a song that comes in from clipping, where nothing is on main yet. */
  private guardMain(): void {
    const main = this.strips().at(-1)
    if (!main || devicesOf(this.document, main.id).length) return
    for (const { device, version, params } of mainDevices()) {
      const id = addDevice(this.document, this.newId, main.id, { id: device, version })
      for (const [name, value] of Object.entries(params ?? {})) if (value !== undefined) setParam(this.document, id, name, value)
    }
  }
  /** Imports sound files for a sampler, as zones of their own. */
  async takeSamples(files: readonly Given[], device: string): Promise<void> {
    const assets: AssetRecord[] = []
    for (const { file } of files) {
      const job = this.job(file.name)
      try {
        const result = await this.media.import(this.key, file, this.project.sampleRate, job.progress)
        if (result.kind === 'audio') assets.push(this.assetOf(result.asset))
        else this.notify(`${file.name} is no sound file: a sampler plays WAV files.`, true)
      } catch (error) {
        this.notify(inWords(error, file.name), true)
      } finally {
        job.end()
      }
    }
    if (!assets.length || this.document.get(device)?.type !== 'device') return
    this.edit(assets.length === 1 ? `Add ${assets[0]!.name}` : `Add ${assets.length} samples`, () =>
      addZones(this.document, this.newId, device, assets),
    )
  }
  /** The record of an imported file: the one that is there for the same bytes, or a new one. */
  private assetOf({ warnings, ...asset }: ImportedAudio): AssetRecord {
    const same = this.document.byType<AssetRecord>('asset').find((a) => a.hash === asset.hash)
    return same ?? ({ id: this.newId('asset'), type: 'asset', ...asset } as AssetRecord)
  }
  /** Imports sound and MIDI files, or opens a project when one was dropped. `at` in ticks. */
  async take(files: readonly Given[], at = 0, takesPartial = false): Promise<void> {
    const project = files.find(({ file }) => /\.(zip|tonmeister)$/i.test(file.name) || file.name === 'project.json')
    if (project) return this.openFiles(files)
    let imported = 0
    let failed = 0
    for (const { file } of files) {
      const job = this.job(file.name)
      try {
        const result = await this.media.import(this.key, file, this.project.sampleRate, job.progress, takesPartial)
        this.edit(`Import ${file.name}`, () =>
          this.document.transact(() => {
            if (result.kind === 'session') {
              const first = this.tracks().length === 0
              mergeSession(this.document, result.records, this.newId, first)
              if (first) this.guardMain()
              if (result.losses.length)
                this.notify(
                  `${file.name}: ${result.losses.length} ${result.losses.length === 1 ? 'thing' : 'things'} could not be read and ${result.losses.length === 1 ? 'was' : 'were'} left out.`,
                )
            } else {
              addAudioTrack(this.document, this.newId, this.assetOf(result.asset), Math.round(this.tempo.flicks(at)))
              for (const warning of result.asset.warnings.slice(0, 1)) this.notify(`${file.name}: ${warning}`)
            }
          }),
        )
        imported++
      } catch (error) {
        failed++
        const again = () => void this.take([{ file, path: file.name }], at, true)
        this.notify(inWords(error, file.name), true, error instanceof CutOff && { title: 'Import what is there', run: again })
      } finally {
        job.end()
      }
    }
    if (imported) this.notify(`${imported} ${imported === 1 ? 'file' : 'files'} imported${failed ? `, ${failed} not` : ''}.`, false, true)
  }
  /** Opens a project from a zip, a folder's files, or a project.json. */
  async openFiles(files: readonly Given[]): Promise<void> {
    const key = crypto.randomUUID()
    try {
      const zip = files.find(({ file }) => /\.(zip|tonmeister)$/i.test(file.name))?.file
      if (zip) {
        const damaged: string[] = []
        const entries = openZip(new Uint8Array(await zip.arrayBuffer()), ZIP_LIMITS, (_, sentence) => damaged.push(sentence))
        const { text, root } = projectInZip(entries)
        const { records, lost } = parse(text)
        for (const [path, bytes] of entries)
          if (path.startsWith(`${root}media/`))
            await this.media.put(key, path.slice(root.length), new Blob([bytes as Uint8Array<ArrayBuffer>]))
        await this.finishSaving()
        this.open(records, key, true)
        for (const line of [...lost, ...damaged].slice(0, 3)) this.notify(line, true)
        return
      }
      const json = files.filter(({ file }) => file.name === 'project.json').sort((a, b) => a.path.length - b.path.length)[0]
      if (!json) return this.notify('That folder holds no project.json. Choose a .tonmeister folder.', true)
      const { records, lost } = parse(await json.file.text())
      const media = json.path.replace(/project\.json$/, 'media/')
      for (const { file, path } of files)
        if (path.startsWith(media) && !path.slice(media.length).includes('/')) await this.media.put(key, `media/${file.name}`, file)
      await this.finishSaving()
      this.open(records, key, true)
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
      const blob = await this.media.blob(this.key, asset.file)
      if (blob) files.set(asset.file, new Uint8Array(await blob.arrayBuffer()))
    }
    return new Blob([packZip(files)], { type: 'application/zip' })
  }
}
/** What went wrong with a file, as a sentence with its hint. */
function inWords(error: unknown, file: string): string {
  const { message, hint } = error as Error & { hint?: string }
  return `${message.includes(file) ? message : `${file} was not imported: ${message}`} ${hint ?? ''}`.trim()
}
/** The latest steps of undo as text, as many as are worth writing with every change. */
function keptHistory(history: History): string {
  const { undos, redos } = history.save()
  let fields = 0
  const kept = (steps: typeof undos) => {
    let from = steps.length
    for (; from > 0 && steps.length - from < HISTORY_STEPS; from--) {
      for (const [, changes] of steps[from - 1]!.diff) fields += changes.length
      if (fields > HISTORY_FIELDS) break
    }
    return steps.slice(from)
  }
  return JSON.stringify({ undos: kept(undos), redos: kept(redos) })
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
