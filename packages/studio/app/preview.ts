// Trying sounds before they are in the project: an instrument plays a phrase at the project's tempo, a sound file plays as it is.
// A preview is a project of its own, rendered by the same engine in the background; it never touches what is being worked on.
import { type AssetRecord, addDevice, addNote, addTrack, applyPreset, type Device, Document, TICKS_PER_QUARTER } from '@tonmeister/project'
import { templates } from '@tonmeister/project/template.ts'
import { t } from '@tonmeister/ui'
import { exportWav } from '../workers/render.ts'
import { inWords } from './keeping.ts'
import { BAR, type Session } from './session.ts'

type Note = readonly [beat: number, length: number, key: number, velocity: number]
const chord = (beat: number, length: number, ...keys: number[]): Note[] => keys.map((key) => [beat, length, key, 92])
/** Two bars each, by what a sound is for. */
const PHRASES: Readonly<Record<string, readonly Note[]>> = {
  drums: [0, 1, 2, 3, 4, 5, 6, 7].flatMap((b): Note[] => [
    [b, 0.25, b % 2 ? 38 : 36, 110],
    [b, 0.25, 42, 90],
    [b + 0.5, 0.25, b === 7 ? 46 : 42, 70],
    ...(b % 4 === 2 ? ([[b + 0.5, 0.25, 36, 96]] as Note[]) : []),
  ]),
  bass: [
    [0, 0.75, 33, 110],
    [1, 0.25, 33, 80],
    [1.5, 0.5, 36, 96],
    [2.5, 0.5, 33, 90],
    [3, 0.75, 40, 104],
    [4, 0.75, 29, 110],
    [5, 0.25, 29, 80],
    [5.5, 0.5, 33, 96],
    [6.5, 1.25, 31, 100],
  ],
  pad: [...chord(0, 4, 57, 60, 64, 71), ...chord(4, 4, 53, 60, 64, 69)],
  keys: [...chord(0, 1.5, 57, 60, 64), ...chord(1.5, 1.5, 57, 62, 65), ...chord(3, 1, 55, 60, 64), ...chord(4, 3.5, 53, 57, 60, 64)],
  lead: [
    [0, 0.5, 69, 100],
    [0.5, 0.5, 72, 92],
    [1, 1, 76, 108],
    [2, 0.5, 74, 92],
    [2.5, 1.5, 72, 100],
    [4, 0.5, 69, 96],
    [4.5, 0.5, 67, 88],
    [5, 2.5, 69, 104],
  ],
}
const FITTING: readonly (readonly [phrase: string, words: readonly string[]])[] = [
  ['bass', ['bass', 'deep']],
  ['pad', ['pad', 'strings', 'ambience', 'voice', 'effects']],
  ['lead', ['lead', 'wind', 'brass', 'pluck', 'bell', 'mallet']],
]
function phraseFor(device: Device, tags: readonly string[]): readonly Note[] {
  if (/drum/i.test(`${device.id} ${device.category}`)) return PHRASES.drums!
  const found = FITTING.find(([, words]) => words.some((w) => tags.includes(w)))
  return PHRASES[found?.[0] ?? 'keys']!
}
/** An instrument that plays nothing of its own (a sampler without samples) cannot be tried. */
export const canPreview = (device: Device): boolean => device.kind === 'instrument' && !device.zones

export class Preview {
  /** What sounds or is being made ready; '' = nothing. */
  playing = ''
  private context: AudioContext | null = null
  private source: AudioBufferSourceNode | null = null
  private element: HTMLAudioElement | null = null
  private abort: AbortController | null = null
  /** Made before, at this tempo. */
  private readonly kept = new Map<string, AudioBuffer>()

  constructor(private readonly s: Session) {}

  stop = (): void => {
    this.abort?.abort()
    this.source?.stop()
    if (this.element) {
      this.element.pause()
      URL.revokeObjectURL(this.element.src)
    }
    this.source = this.element = null
    if (!this.playing) return
    this.playing = ''
    this.s.changed()
  }
  private begin(what: string): void {
    this.stop()
    this.playing = what
    this.s.changed()
  }
  /** Must be called from a key or a click the first time. */
  async preset(device: Device, preset: Device['presets'][number] | undefined): Promise<void> {
    const { s } = this
    const bpm = s.tempo.bpm(s.host.positionTicks())
    const what = `${device.id}/${preset?.name ?? ''}`
    this.begin(what)
    this.context ??= new AudioContext()
    const { context } = this
    await context.resume()
    const key = `${what} ${bpm}`
    let buffer = this.kept.get(key)
    if (!buffer) {
      const abort = (this.abort = new AbortController())
      try {
        const { blob } = await exportWav(
          { records: trial(device, preset, bpm), bits: 32, sampleRate: context.sampleRate },
          async () => undefined,
          () => {},
          abort.signal,
        )
        buffer = await context.decodeAudioData(await blob.arrayBuffer())
      } catch (error) {
        if (!abort.signal.aborted) {
          this.stop()
          s.notify(t('This sound could not be tried: {why}', { why: inWords(error) }), true)
        }
        return
      }
      if (this.kept.size > 24) this.kept.delete(this.kept.keys().next().value!)
      this.kept.set(key, buffer)
    }
    if (this.playing !== what) return
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(context.destination)
    source.onended = () => this.source === source && this.stop()
    this.source = source
    source.start(context.currentTime + this.untilBeat())
  }
  /** Seconds until the next beat while the project plays; 0 when it stands. */
  private untilBeat(): number {
    const { s } = this
    if (!s.host.playing) return 0
    const now = s.host.positionTicks()
    const { beatTicks } = s.signatures.at(now)
    const p = s.signatures.position(Math.round(now))
    const left = beatTicks - p.ticks
    return (left / TICKS_PER_QUARTER) * (60 / s.tempo.bpm(now))
  }
  /** Plays a sound file of the project. */
  async asset(asset: AssetRecord): Promise<void> {
    const { s } = this
    this.begin(asset.id)
    const blob = await s.media.blob(s.key, asset.file)
    if (this.playing !== asset.id) return
    const failed = () => {
      this.stop()
      s.notify(t('{file} cannot be played by the browser alone. Place it on a track to hear it.', { file: asset.name }), true)
    }
    if (!blob) return failed()
    const element = new Audio(URL.createObjectURL(blob))
    this.element = element
    element.onended = () => this.element === element && this.stop()
    element.onerror = () => this.element === element && failed()
    await element.play().catch(() => {})
  }
}
/** A project that plays a phrase with one instrument. */
function trial(device: Device, preset: Device['presets'][number] | undefined, bpm: number) {
  let n = 0
  const newId = (prefix: string) => `${prefix}-try-${++n}`
  const document = new Document(templates.empty!.records().map((r) => (r.type === 'tempo' ? { ...r, bpm } : r)))
  document.transact(() => {
    const { track, strip } = addTrack(document, newId, { name: device.name, gain: -6 })
    const id = addDevice(document, newId, strip, device)
    if (preset) applyPreset(document, id, preset)
    const clip = newId('clip')
    document.create({
      id: clip,
      type: 'clip',
      kind: 'notes',
      track,
      order: 'V',
      anchor: 'ticks',
      at: 0,
      length: 2 * BAR,
      name: '',
      from: 0,
    })
    for (const [beat, length, key, velocity] of phraseFor(device, preset?.tags ?? []))
      addNote(document, newId, { clip, at: beat * TICKS_PER_QUARTER, length: length * TICKS_PER_QUARTER, key, velocity })
  })
  return [...document.all().values()]
}
