// Passes: while the project plays, what a hand does to a parameter – with the pointer, keys, a controller, a command – is written into its lane, as
// the mode of its strip says. One pass, from start to stop, is one step of undo; what was written so far is in the document within half a second.
import {
  type AutomationMode,
  type Diff,
  FLICKS_PER_SECOND,
  lanePoints,
  laneValue,
  overwritten,
  type Pass,
  type PointRecord,
  type Step,
  setAutomation,
  thin,
  tolerance,
  writeLane,
} from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { type Automatable, automatable, laneParam, within } from './automate.ts'
import type { Session } from './session.ts'
import { setSettings, settings } from './settings.ts'

/** Milliseconds between two writings into the document. */
const FLUSH = 500
/** Milliseconds between two looks at the play head. */
const LOOK = 50
/** Milliseconds that a key or a wheel counts as holding on: between two of its steps nobody lets go. */
const NUDGE = 400
/** Milliseconds without a move after which the next one begins where the hand has rested. */
const REST = 100
/** Seconds in which a lane goes from the hand back to what is written. */
const GLIDE = 0.25
/** Samples of a hand after which they are thinned while it goes on. */
const SETTLED = 1024
/** Milliseconds that the play head may be off without having jumped. */
const JUMP = 150
const FLICKS_PER_MS = FLICKS_PER_SECOND / 1000

export const modeOf = (s: Pick<Session, 'document'>, id: string): AutomationMode =>
  (s.document.get(id)?.automation as AutomationMode | undefined) ?? 'read'
/** Who has the mode that counts for a strip, send, device or VCA. */
const owner = (s: Pick<Session, 'document'>, target: string): string => {
  const record = s.document.get(target)
  return record?.type === 'send' || record?.type === 'device' ? String(record.strip) : target
}
/** Seconds, 0 to 5. */
export const glide = (): number => {
  const own = settings().automationGlide
  return typeof own === 'number' && own >= 0 && own <= 5 ? own : GLIDE
}
export const setGlide = (seconds: number): void => setSettings({ automationGlide: Math.min(5, Math.max(0, seconds)) })

/** What is being written into one lane. */
interface Take {
  readonly a: Automatable
  readonly mode: AutomationMode
  readonly before: readonly PointRecord[]
  readonly standing: number
  readonly from: number
  readonly samples: { at: number; value: number; curve: 'linear' }[]
  /** How many of them are thinned already. */
  settled: number
  /** Of the hand: a value, or what it adds. */
  value: number
  /** Where the hand was when it began to trim. */
  readonly origin: number
  movedAt: number
  /** A pointer holds it. */
  isHeld: boolean
}
type World = Pick<Session, 'document' | 'history' | 'newId' | 'tempo' | 'looping' | 'loopEnd'> & {
  readonly host: Pick<Session['host'], 'playing' | 'positionTicks' | 'touch' | 'release'>
}

export class Passes {
  private readonly takes = new Map<string, Take>()
  private step: Step | undefined
  private held = 0
  private position = -1
  private looked = 0
  private flushed = 0
  private isWriting = false
  private wasPlaying = false
  private detach: () => void = () => {}

  /** @param now  milliseconds */
  constructor(
    private readonly s: World,
    private readonly now: () => number = () => performance.now(),
  ) {}
  /** Follows the session's document from now on. */
  attach(): void {
    this.detach()
    this.takes.clear()
    this.step = undefined
    this.detach = this.s.document.onChange((diff, origin) => {
      if (this.isWriting) return
      if (origin === 'user') this.follow(diff)
      else if (origin === 'undo') this.abandon()
    })
  }
  /** Looks at the play head every now and then, as long as the window lives. */
  run(): void {
    setInterval(() => this.look(), LOOK)
  }
  /** Whether something of a strip or VCA is being written now. */
  writes(strip: string): boolean {
    for (const { a } of this.takes.values()) if (owner(this.s, a.target) === strip) return true
    return false
  }
  /** The value that counts now for a parameter with a lane: of the hand, or where the lane is at the play head. Without one undefined. */
  valueNow(target: string, param: string, points: readonly PointRecord[]): number | undefined {
    const { s } = this
    const take = this.takes.get(`${target} ${param}`)
    if (take && take.mode !== 'trim') return take.value
    if (!points.length || modeOf(s, owner(s, target)) === 'off') return undefined
    const value = laneValue(points, s.host.positionTicks())
    return value === undefined || !take ? value : within(take.a, value + take.value)
  }
  /** A pointer takes hold of something. @returns called when it lets go */
  hold(): () => void {
    this.held++
    const began = this.now()
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      if (--this.held) return
      for (const [key, take] of [...this.takes]) {
        if (!take.isHeld) continue
        take.isHeld = false
        // A wheel or a key is a gesture too, and a short one: it counts as holding on for a while.
        if (returns(take) && this.now() - began > NUDGE) this.finish(key, this.place())
      }
    }
  }

  /** What of a change was done to parameters that can be written. */
  private follow(diff: Diff): void {
    const { s } = this
    if (!s.host.playing) return
    let found = false
    for (const [id, fields] of diff) {
      const record = s.document.get(id)
      if (!record || fields.has('type')) continue
      for (const [field, [was, is]] of fields) {
        const param = record.type === 'device' ? (field.startsWith('p.') ? field.slice(2) : '') : field
        const mode = modeOf(s, owner(s, id))
        if (!param || mode === 'read' || mode === 'off') continue
        const a = laneParam(s, id, param)
        if (a && this.take(a, mode, numberOf(a, was), numberOf(a, is))) found = true
      }
    }
    if (found) this.step = s.history.joined(this.step)
  }
  private take(a: Automatable, mode: AutomationMode, was: number, is: number): boolean {
    this.look()
    const { s } = this
    const key = `${a.target} ${a.param}`
    const at = this.place()
    let take = this.takes.get(key)
    if (!take) {
      const before = lanePoints(s.document, a.target, a.param)
      // What is not written, and what is on or off, cannot be trimmed.
      if (mode === 'trim' && (!before.length || a.unit.step)) return false
      take = this.begin(a, mode, before, was, mode === 'trim' ? 0 : is, at)
    }
    const value = mode === 'trim' ? is - take.origin : is
    const last = take.samples.at(-1)!
    if (this.now() - take.movedAt > REST && at - 1 > last.at) take.samples.push({ at: at - 1, value: take.value, curve: 'linear' })
    if (at > last.at) take.samples.push({ at, value, curve: 'linear' })
    else last.value = value
    if (take.samples.length - take.settled > SETTLED) {
      take.samples.push(...thin(take.samples.splice(take.settled), (v) => tolerance(a.unit, v) / 2))
      take.settled = take.samples.length
    }
    take.value = value
    take.movedAt = this.now()
    take.isHeld = this.held > 0
    this.touch(take)
    return true
  }
  private begin(a: Automatable, mode: AutomationMode, before: readonly PointRecord[], was: number, value: number, at: number): Take {
    const samples: Take['samples'] = [{ at, value, curve: 'linear' }]
    const take: Take = {
      a,
      mode,
      before,
      standing: was,
      from: at,
      samples,
      settled: 0,
      value,
      origin: was,
      movedAt: this.now(),
      isHeld: this.held > 0,
    }
    this.takes.set(`${a.target} ${a.param}`, take)
    return take
  }
  private touch({ a, mode, value }: Take): void {
    this.s.host.touch(a.target, a.param, { value, trims: mode === 'trim', min: a.unit.min, max: a.unit.max })
  }
  /** Where the listener is, in whole ticks. */
  private place(): number {
    return Math.max(0, Math.round(this.s.host.positionTicks()))
  }

  /** Starts, stops, jumps, hands that have let go, and writing every now and then. */
  look(): void {
    const { s } = this
    const { playing } = s.host
    const now = this.now()
    const at = this.place()
    const last = this.position
    const elapsed = now - this.looked
    this.position = at
    this.looked = now
    if (playing && !this.wasPlaying) this.start(at)
    else if (!playing && this.wasPlaying) this.stop(last)
    else if (playing && Math.abs(s.tempo.flicks(at) - s.tempo.flicks(last) - FLICKS_PER_MS * elapsed) > FLICKS_PER_MS * JUMP)
      this.jump(last, at)
    this.wasPlaying = playing
    if (!playing) return
    for (const [key, take] of [...this.takes]) {
      const mode = modeOf(s, owner(s, take.a.target))
      if (mode !== take.mode || (returns(take) && !take.isHeld && now - take.movedAt > NUDGE)) this.finish(key, at)
    }
    if (this.takes.size && now - this.flushed > FLUSH) this.flush(at)
  }
  private start(at: number): void {
    this.step = undefined
    this.flushed = this.now()
    this.takeAll(at)
  }
  /** In mode write all lanes of a strip are written, touched or not. */
  private takeAll(at: number): void {
    const { s } = this
    for (const id of writers(s))
      for (const a of automatable(s, id)) {
        const before = lanePoints(s.document, a.target, a.param)
        if (!before.length || this.takes.has(`${a.target} ${a.param}`)) continue
        this.touch(this.begin(a, 'write', before, laneValue(before, at)!, laneValue(before, at)!, at))
      }
  }
  private stop(at: number): void {
    const { s } = this
    const wrote = writers(s).filter((id) => [...this.takes.values()].some((take) => owner(s, take.a.target) === id))
    this.finishAll(at)
    // Who writes once more does so on purpose: the next start must not take what has just been written.
    if (wrote.length) this.write(() => setAutomation(s.document, wrote, 'touch'))
    this.step = undefined
  }
  /** The play head went elsewhere, or a loop began again: what hands hold goes on there, what only stayed is finished. */
  private jump(last: number, to: number): void {
    const { s } = this
    const from = s.looping && last < s.loopEnd && to < last ? s.loopEnd : last
    const held = [...this.takes.values()].filter((take) => take.isHeld && take.mode !== 'trim')
    this.finishAll(from)
    for (const take of held) {
      const before = lanePoints(s.document, take.a.target, take.a.param)
      this.touch(this.begin(take.a, take.mode, before, take.standing, take.value, to))
    }
    this.takeAll(to)
  }
  private finish(key: string, at: number): void {
    const take = this.takes.get(key)
    if (!take) return
    this.takes.delete(key)
    this.write(() => this.put(take, at))
    this.s.host.release(take.a.target, take.a.param)
  }
  private finishAll(at: number): void {
    const takes = [...this.takes.values()]
    this.takes.clear()
    if (!takes.length) return
    this.write(() => {
      for (const take of takes) this.put(take, at)
    })
    for (const { a } of takes) this.s.host.release(a.target, a.param)
  }
  /** Somebody took back what is being written: hands let go and nothing more is written of this pass. */
  private abandon(): void {
    for (const { a } of this.takes.values()) this.s.host.release(a.target, a.param)
    this.takes.clear()
    this.step = undefined
  }
  private flush(at: number): void {
    this.flushed = this.now()
    this.write(() => {
      for (const take of this.takes.values()) this.put(take, at)
    })
  }
  private put(take: Take, at: number): void {
    const { s } = this
    const { a, before, standing, from, samples, mode } = take
    const to = Math.max(at, samples.at(-1)!.at)
    const pass: Pass<PointRecord> = {
      before,
      standing: within(a, standing),
      from,
      samples: mode === 'trim' ? samples : samples.map((x) => ({ ...x, value: within(a, x.value) })),
      trims: mode === 'trim',
      steps: a.unit.step > 0,
      min: a.unit.min,
      max: a.unit.max,
      tolerance: (value) => tolerance(a.unit, value) / 2,
    }
    const back = s.tempo.ticks(s.tempo.flicks(to) + glide() * 1000 * FLICKS_PER_MS) - to
    writeLane(
      s.document,
      s.newId,
      a.target,
      a.param,
      overwritten(pass, to, back, !returns(take)),
      from - 1,
      to + Math.max(1, Math.round(back)),
    )
  }
  private write(edit: () => void): void {
    const { s } = this
    const { steps } = s.history
    const latest = steps.at(-1)
    this.isWriting = true
    try {
      s.history.name(t('Automation'), () => s.document.transact(edit))
    } finally {
      this.isWriting = false
    }
    if (s.history.steps.at(-1) !== latest) this.step = s.history.joined(this.step)
  }
}
/** Does the lane go back to what is written when the hand lets go? Switches stay where they were put until the stop. */
const returns = ({ mode, a }: Take): boolean => (mode === 'touch' && !a.unit.step) || mode === 'trim'
const writers = (s: World): string[] =>
  [...s.document.byType('strip'), ...s.document.byType('vca')].flatMap((x) => (x.automation === 'write' ? [x.id] : []))
const numberOf = (a: Automatable, value: unknown): number =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : value === null ? a.unit.min : a.unit.default
