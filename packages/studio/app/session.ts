// Session: the document with its history, what is selected, the play head, saving; one per window. Views read it, edits go through it.
import { clips as clipKinds } from '@tonmeister/clips'
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
  FORMAT,
  History,
  mainStrip,
  mergeSession,
  migrateMembers,
  openZip,
  type ProjectRecord,
  packZip,
  parse,
  projectInZip,
  type Rec,
  type Repair,
  removeTrack,
  repair,
  type SignatureMap,
  type SignatureRecord,
  serialise,
  setEffectFile,
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
import type { Template } from '@tonmeister/project/template.ts'
import { sentence, t, Viewport } from '@tonmeister/ui'
import { useSyncExternalStore } from 'react'
import type { AudioHost } from '../audio/host.ts'
import { isCutOff, type Looked, Media } from '../workers/media.ts'
import { ClipIndex } from './clip-index.ts'
import type { Given } from './files.ts'
import { FirstSteps } from './first-steps.ts'
import { inWords, Keeping, type SaveState } from './keeping.ts'
import type { Where } from './kinds.ts'
import { Layout } from './layout.ts'
import { Passes } from './passes.ts'
import { Peaks as Levels } from './peaks.ts'
import { Preview } from './preview.ts'
import { found, tellMissing } from './relink.ts'
import { Roll } from './roll.ts'
import { applyRoom } from './room.ts'
import { ROW, rowsOf } from './rows.ts'

export const BAR = 4 * TICKS_PER_QUARTER
/** Kinds of record that the mixer shows. */
const MIXED: readonly string[] = ['strip', 'vca', 'mixgroup', 'device', 'send', 'track', 'lane', 'point', 'project']
/** One line of a popup menu; null draws a divider. */
export type MenuItem = {
  readonly title: string
  readonly run: () => void
  readonly keys?: string
  readonly on?: boolean
  readonly disabled?: boolean
  /** A swatch before the title: a track colour, 1 to 8. */
  readonly color?: number
} | null
export interface OpenMenu {
  readonly label: string
  readonly items: readonly MenuItem[]
  /** Where it opens, in the window's pixels. */
  readonly at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** What gets the focus back. */
  readonly from: HTMLElement | null
}
export interface Job {
  readonly id: number
  readonly what: string
  readonly share: number
  readonly cancel?: (() => void) | undefined
}
export interface Notice {
  readonly id: number
  readonly text: string
  readonly bad: boolean
  readonly action: { readonly title: string; readonly run: () => void } | undefined
  /** For whoever mends it: can be copied. */
  readonly details?: string
}

export class Session {
  /** Where this project is kept in the browser's storage. */
  key = ''
  document = new Document()
  history = new History(this.document)
  readonly media = new Media()
  readonly keeping = new Keeping(this)
  readonly viewport: Viewport
  selectedStrip: string | null = null
  selectedClips = new Set<string>()
  readonly layout = new Layout(() => this.changed())
  readonly preview = new Preview(this)
  /** Peaks for people who listen to the window. */
  readonly listened: Levels
  readonly roll = new Roll(this)
  readonly passes = new Passes(this)
  /** A panel that stands in a window of its own. */
  second: { readonly panel: string; readonly window: Window } | null = null
  readonly firstSteps = new FirstSteps(() => this.changed())
  /** Where the person worked last, for keys that mean different things in different places. */
  where: Where = 'arrangement'
  menu: OpenMenu | null = null
  /** File name of the dialog that is open. */
  dialog: string | null = null
  looping = false
  loopStart = 0
  loopEnd = 0
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
  /** Rises with what the mixer shows: strips, devices, sends, what is automated; not with clips and notes. */
  mixerVersion = 0
  /** Clips by track and time. */
  clips = new ClipIndex(this.document, this.tempo)
  /** Which file of an asset its peaks are of. */
  readonly looked = new Map<string, string>()
  private readonly listeners = new Set<() => void>()
  private serial = 0
  private changeQueued = false

  constructor(readonly host: AudioHost) {
    this.viewport = new Viewport({
      perPixelMin: 20,
      perPixelMax: BAR,
      length: () => this.length + 8 * BAR,
      rows: () => rowsOf(this).height + ROW,
    })
    this.listened = new Levels(this)
    applyRoom(this)
    this.passes.run()
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
  /** @param action  what can be done about it; true = undo. @returns its number, for `dismiss` */
  notify(text: string, bad = false, action?: Notice['action'] | boolean, details?: string): number {
    const undo = { title: t('Undo'), run: () => void this.history.undo() }
    const way = typeof action === 'object' ? action : action ? undo : undefined
    const notice: Notice = { id: ++this.serial, text, bad, action: way, ...(details === undefined ? {} : { details }) }
    this.notices = [...this.notices.filter((n) => n.text !== text).slice(-3), notice]
    this.changed()
    // What went wrong stays until it is closed.
    if (!bad) setTimeout(() => this.dismiss(notice.id), action ? 10_000 : 4_000)
    return notice.id
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
  get mainStrip(): string | undefined {
    return mainStrip(this.document)?.id
  }

  /** Puts another project in the window. @returns its records, as they were before any change @param key  where it is stored; without it, it gets a place of its own; @param isNew  it is not stored there yet; @param isSealed  it is only looked at */
  open(records: Iterable<Rec>, key?: string, isNew = key === undefined, isSealed = false): readonly Rec[] {
    const { records: current, repaired, newer } = this.sound(records)
    const mine = key ?? crypto.randomUUID()
    this.key = mine
    this.history.close()
    this.document = new Document(current)
    this.history = new History(this.document)
    this.keeping.attach(mine, this.document, this.history, isNew, isSealed)
    this.history.onChange(this.changed)
    this.clips = new ClipIndex(this.document, this.tempo)
    this.document.onChange((diff) => {
      this.clips.follow(diff)
      let timeline = false
      const types = new Set<unknown>()
      for (const [id, fields] of diff) {
        const type = this.document.get(id)?.type ?? fields.get('type')?.[0]
        // Turned knobs and moved faders are none of the arrangement's business.
        if (
          type !== 'device' &&
          type !== 'send' &&
          type !== 'point' &&
          !(type === 'strip' && !fields.has('type') && !fields.has('mute') && !fields.has('name') && !fields.has('automation'))
        )
          timeline = true
        types.add(type)
      }
      if (timeline) this.derive(types)
      if (MIXED.some((type) => types.has(type))) this.mixerVersion++
      this.changed()
    })
    this.passes.attach()
    this.firstSteps.watch(this.document)
    this.peaks.clear()
    this.looked.clear()
    this.missing.clear()
    this.selectedClips.clear()
    this.selectedStrip = null
    this.looping = false
    this.derive()
    this.loopStart = this.project.loopStart ?? 0
    this.loopEnd = this.project.loopEnd ?? 4 * BAR
    this.viewport.top = 0
    this.viewport.fit(0, Math.max(16 * BAR, this.length + BAR))
    this.host.attach(this.document, (file) => {
      // What is still being copied is played from the file that was given.
      const given = this.arriving.get(file)
      return given ? Promise.resolve(given) : this.media.blob(mine, file)
    })
    for (const asset of this.document.byType<AssetRecord>('asset'))
      if (asset.arriving === true)
        this.notify(
          t(
            'The import of “{name}” did not finish: the window was closed meanwhile. Its clips are here and silent; drop the file once more.',
            {
              name: asset.name,
            },
          ),
          true,
        )
    this.host.setLoop(false, this.loopStart, this.loopEnd)
    for (const line of newer) this.notify(sentence(line), true)
    if (repaired.length)
      this.notify(
        t('{n, plural, one {One thing in this project was} other {# things in this project were}} put right: {what}', {
          n: repaired.length,
          what: sentence(repaired[0]!.what),
        }),
      )
    globalThis.document.title = `${this.project.name} – Tonmeister`
    this.changed()
    return current
  }
  /** Records as this program has them: put right, and brought to the versions of our devices and kinds of clip. */
  sound(records: Iterable<Rec>): {
    readonly records: readonly Rec[]
    readonly repaired: readonly Repair[]
    readonly newer: readonly string[]
  } {
    const { records: right, repaired } = repair(records)
    return { ...migrateMembers(right.values(), { devices, clips: clipKinds }), repaired }
  }
  /** @param types  of the records that changed; missing = everything is another */
  private derive(types?: ReadonlySet<unknown>): void {
    this.arrangeVersion++
    if (!types || types.has('tempo')) {
      this.tempo = tempoMap(this.document.byType<TempoRecord>('tempo'))
      this.clips.setTempo(this.tempo)
    }
    if (!types || types.has('signature')) this.signatures = signatureMap(this.document.byType<SignatureRecord>('signature'))
    if (!types || types.has('project')) this.rate = timecodeRate(this.project.timecodeRate)
    if (types && !types.has('asset')) return
    for (const asset of this.document.byType<AssetRecord>('asset'))
      if (this.looked.get(asset.id) !== asset.file) {
        if (this.arriving.has(asset.file)) continue
        this.looked.set(asset.id, asset.file)
        this.missing.delete(asset.id)
        this.peaks.set(asset.id, null)
        void this.media.peaks(this.key, asset.file).then(
          (peaks) => {
            if (peaks) this.peaks.set(asset.id, peaks)
            else {
              this.missing.add(asset.id)
              tellMissing(this)
            }
            this.arrangeVersion++
            this.changed()
          },
          () => {},
        )
      }
  }
  /** After something outside the document has changed that it names. */
  rederive(): void {
    this.derive()
    this.changed()
  }
  /** Start and end of a clip in ticks. */
  clipTicks(clip: ClipRecord): readonly [number, number] {
    const { start, end } = this.clips.place(clip)
    return [start, end]
  }
  /** End of the last clip, ticks. */
  get length(): number {
    return this.clips.end
  }
  /** Begins a gesture that is one step of undo. */
  gesture = (label: string): ((cancel?: boolean) => void) => {
    const end = this.history.mark(label)
    const letGo = this.passes.hold()
    return (cancel) => {
      end(cancel)
      letGo()
    }
  }
  /** One edit with a name. */
  edit<T>(label: string, edit: () => T): T {
    return this.history.name(label, edit)
  }

  // ── Playing ───────────────────────────────────────────────────────────────

  togglePlay = (): void => {
    if (this.host.playing) this.host.stop()
    else {
      this.host.play()
      this.firstSteps.did('play')
    }
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
    const row = strip ? rowsOf(this).rows.find((r) => r.track.strip === strip) : undefined
    if (row) this.viewport.reveal(row.top, row.top + row.height)
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
  show(dialog: string | null): void {
    this.dialog = dialog
    this.changed()
  }

  // ── Keeping ───────────────────────────────────────────────────────────────

  get save(): SaveState {
    return this.keeping.save
  }
  /** A new project. */
  async begin(template: Template, name?: string): Promise<void> {
    this.open(template.records().map((r) => (r.type === 'project' && name ? { ...r, name } : r)))
    if (template.loops) this.setLoop(true, this.loopStart, this.loopEnd)
  }

  // ── Files ─────────────────────────────────────────────────────────────────

  /** Work that is shown. @param cancel  ends it, where it can be ended */
  job(what: string, cancel?: () => void): { readonly progress: (share: number) => void; readonly end: () => void } {
    const id = ++this.serial
    const put = (share: number) => {
      this.jobs = [...this.jobs.filter((j) => j.id !== id), { id, what, share, cancel }]
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
  /** Imports sound files for a device. What is none is said, in a sentence of the device's own. */
  private async importSounds(files: readonly Given[], noSound: (file: string) => string): Promise<AssetRecord[]> {
    const assets: AssetRecord[] = []
    for (const { file } of files) {
      const job = this.job(file.name)
      try {
        const result = await this.media.import(this.key, file, this.project.sampleRate, job.progress)
        if (result.kind === 'audio') assets.push(this.assetOf(result.asset))
        else this.notify(noSound(file.name), true)
      } catch (error) {
        this.notify(inWordsOf(error, file.name), true)
      } finally {
        job.end()
      }
    }
    return assets
  }
  /** Imports sound files for a sampler, as zones of their own. */
  async takeSamples(files: readonly Given[], device: string): Promise<void> {
    const assets = await this.importSounds(files, (file) => t('{file} is no sound file: a sampler plays WAV files.', { file }))
    if (!assets.length || this.document.get(device)?.type !== 'device') return
    this.edit(t('{n, plural, one {Add {name}} other {Add # samples}}', { n: assets.length, name: assets[0]!.name }), () =>
      addZones(this.document, this.newId, device, assets),
    )
  }
  /** Imports a sound file for an effect to read; of several the first. */
  async takeResponse(files: readonly Given[], device: string): Promise<void> {
    const [asset] = await this.importSounds(files.slice(0, 1), (file) => t('{file} is no sound file: a response is a WAV file.', { file }))
    if (asset && this.document.get(device)?.type === 'device') this.setResponse(device, asset)
  }
  /** Gives an effect a file of the project to read, or none. */
  setResponse(device: string, asset: AssetRecord | null): void {
    const label = asset ? t('Response {name}', { name: asset.name }) : t('Remove the response')
    this.edit(label, () => setEffectFile(this.document, this.newId, device, asset))
  }
  /** The record of an imported file: the one that is there for the same bytes, or a new one. */
  private assetOf({ warnings, ...asset }: ImportedAudio): AssetRecord {
    const same = this.document.byType<AssetRecord>('asset').find((a) => a.hash === asset.hash)
    if (same && this.missing.has(same.id)) found(this, same.id)
    return same ?? ({ id: this.newId('asset'), type: 'asset', ...asset } as AssetRecord)
  }
  /** Imports sound and MIDI files, or opens a project when one was dropped. `at` in ticks. */
  async take(files: readonly Given[], at = 0, takesPartial = false): Promise<void> {
    const project = files.find(({ file }) => /\.(zip|tonmeister)$/i.test(file.name) || file.name === 'project.json')
    if (project) return this.openFiles(files)
    let imported = 0
    let failed = 0
    // Sound files stand on the timeline at once, and play, before they are copied.
    const shown = new Map<File, string>()
    const { key } = this
    for (const { file } of files) {
      const head = takesPartial ? undefined : await this.media.look(file, this.project.sampleRate).catch(() => undefined)
      if (this.key !== key) return
      if (head) shown.set(file, this.showArriving(file, head, at))
    }
    for (const { file } of files) {
      const job = this.job(file.name)
      const id = shown.get(file)
      try {
        const result = await this.media.import(
          key,
          file,
          this.project.sampleRate,
          (share) => {
            job.progress(share)
            if (id) this.importing.set(id, share)
            this.arrangeVersion++
          },
          takesPartial,
        )
        if (this.key !== key) return
        if (id && result.kind === 'audio') {
          this.hasArrived(id, result.asset)
          imported++
          continue
        }
        this.edit(t('Import {name}', { name: file.name }), () =>
          this.document.transact(() => {
            if (result.kind === 'session') {
              const first = this.tracks().length === 0
              mergeSession(this.document, result.records, this.newId, first)
              if (first) this.guardMain()
              if (result.losses.length)
                this.notify(
                  t('{file}: {n, plural, one {# thing could not be read and was} other {# things could not be read and were}} left out.', {
                    file: file.name,
                    n: result.losses.length,
                  }),
                )
            } else {
              addAudioTrack(this.document, this.newId, this.assetOf(result.asset), Math.round(this.tempo.flicks(at)))
              for (const warning of result.asset.warnings.slice(0, 1)) this.notify(`${file.name}: ${sentence(warning)}`)
            }
          }),
        )
        imported++
      } catch (error) {
        failed++
        // What was shown before goes again: it could not be brought in.
        if (id && this.key === key) this.takeBack(id)
        const again = () => void this.take([{ file, path: file.name }], at, true)
        this.notify(inWordsOf(error, file.name), true, isCutOff(error) && { title: t('Import what is there'), run: again })
      } finally {
        job.end()
      }
    }
    if (imported)
      this.notify(
        t('{n, plural, one {# file} other {# files}} imported{failed, plural, =0 {} other {, # not}}.', { n: imported, failed }),
        false,
        true,
      )
  }
  /** Files that are being copied, by their place in the project; and how far. */
  private readonly arriving = new Map<string, File>()
  readonly importing = new Map<string, number>()
  private showArriving(file: File, head: Looked, at: number): string {
    const id = this.newId('asset')
    const path = `media/arriving-${id}`
    this.arriving.set(path, file)
    this.importing.set(id, 0)
    const asset = { id, type: 'asset', name: file.name, file: path, hash: '', ...head, arriving: true } as AssetRecord
    this.edit(t('Import {name}', { name: file.name }), () =>
      addAudioTrack(this.document, this.newId, asset, Math.round(this.tempo.flicks(at))),
    )
    return id
  }
  /** Its file is there: no step of undo of its own. */
  private hasArrived(id: string, imported: ImportedAudio): void {
    const was = this.document.get(id) as AssetRecord | undefined
    this.importing.delete(id)
    const { warnings, ...asset } = imported
    if (was?.type === 'asset') {
      this.arriving.delete(was.file)
      const same = this.assetOf(imported)
      this.document.transact(() => {
        if (!this.document.get(same.id)) this.document.update(id, { ...asset, arriving: undefined })
        else {
          // The same bytes are here already: its clips play those.
          for (const clip of this.document.byType<ClipRecord>('clip')) if (clip.asset === id) this.document.set(clip.id, 'asset', same.id)
          this.document.remove(id)
        }
      }, 'remote')
    }
    for (const warning of warnings.slice(0, 1)) this.notify(`${asset.name}: ${sentence(warning)}`)
  }
  private takeBack(id: string): void {
    const was = this.document.get(id) as AssetRecord | undefined
    this.importing.delete(id)
    if (was?.type !== 'asset') return
    this.arriving.delete(was.file)
    this.document.transact(() => {
      for (const clip of this.document.byType<ClipRecord>('clip')) {
        if (clip.asset !== id) continue
        this.document.remove(clip.id)
        const track = this.document.get(clip.track)
        if (track && !this.document.children('track', track.id, 'clip').length) removeTrack(this.document, track.id)
      }
      this.document.remove(id)
    }, 'remote')
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
        const { records, lost, version } = parse(text, 'project.json', { takesNewer: true })
        for (const [path, bytes] of entries)
          if (path.startsWith(`${root}media/`))
            await this.media.put(key, path.slice(root.length), new Blob([bytes as Uint8Array<ArrayBuffer>]))
        this.showForeign(records, key, version)
        for (const line of [...lost, ...damaged].slice(0, 3)) this.notify(sentence(line), true)
        return
      }
      const json = files.filter(({ file }) => file.name === 'project.json').sort((a, b) => a.path.length - b.path.length)[0]
      if (!json) {
        this.notify(t('That folder holds no project.json. Nothing was changed. Choose a .tonmeister folder.'), true)
        return
      }
      const { records, lost, version } = parse(await json.file.text(), 'project.json', { takesNewer: true })
      const media = json.path.replace(/project\.json$/, 'media/')
      for (const { file, path } of files)
        if (path.startsWith(media) && !path.slice(media.length).includes('/')) await this.media.put(key, `media/${file.name}`, file)
      this.showForeign(records, key, version)
      for (const line of lost.slice(0, 2)) this.notify(sentence(line), true)
    } catch (error) {
      this.notify(inWords(error), true)
    }
  }
  /** A project that came in; one of a newer format is only looked at. @param version  its format */
  private showForeign(records: readonly Rec[], key: string, version: number): void {
    const isNewer = version > FORMAT
    this.open(records, key, true, isNewer)
    if (isNewer)
      this.notify(
        t(
          '{project} was made with a newer version of Tonmeister (format {version}; this one has {own}). It is opened read only, and its file stays as it is.',
          {
            project: this.project.name,
            version,
            own: FORMAT,
          },
        ),
        true,
        { title: t('Save a copy'), run: this.keeping.unseal },
      )
  }
  /** Hands the whole project to the browser's downloads. */
  async saveZip(): Promise<void> {
    try {
      download(await this.pack(), `${this.project.name}.tonmeister.zip`)
    } catch (error) {
      this.notify(inWordsOf(error, this.project.name), true)
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
function inWordsOf(error: unknown, file: string): string {
  const { message } = error as Error
  return message.includes(file) ? inWords(error) : t('{file} was not imported: {why}', { file, why: inWords(error) })
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
/**
 * The window's session; the view draws again when anything shown changed.
 * @param select  what of it the view shows, as one comparable value: it draws again when that is another. Its parents must not draw it: `memo`.
 */
export function useSession(select: (s: Session) => string | number | boolean | null = anything): Session {
  useSyncExternalStore(current.subscribe, () => select(current))
  return current
}
const anything = (s: Session): number => s.version
