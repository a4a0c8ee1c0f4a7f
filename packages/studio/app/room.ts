// The room: how loud and in what form this person hears the main output, and which strips instead of it. Nothing of a project, nothing of a render.
import type { Session } from './session.ts'
import { setSettings, settings } from './settings.ts'

export interface Room {
  /** dB, −60 to 12; −60 is silence. */
  readonly level: number
  /** The level to which loudspeakers were measured in, dB. */
  readonly reference: number
  readonly dim: boolean
  readonly mono: boolean
  readonly polarity: boolean
  readonly cutLeft: boolean
  readonly cutRight: boolean
}
/** dB. */
export const DIM = -20
const FLAGS = ['dim', 'mono', 'polarity', 'cutLeft', 'cutRight'] as const
const within = (value: unknown, usual: number) =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(12, Math.max(-60, value)) : usual

/** Levels last; what would make somebody wonder tomorrow why one side is silent ends with the window. */
let current: Room | undefined
export function room(): Room {
  if (!current) {
    const stored = (settings().room ?? {}) as Partial<Record<keyof Room, unknown>>
    const off = { dim: false, mono: false, polarity: false, cutLeft: false, cutRight: false }
    current = { level: within(stored.level, 0), reference: within(stored.reference, 0), ...off }
  }
  return current
}
export function setRoom(s: Session, change: Partial<Room>): void {
  const next = { ...room(), ...change }
  current = { ...next, level: within(next.level, 0), reference: within(next.reference, 0) }
  setSettings({ room: { level: current.level, reference: current.reference } })
  applyRoom(s)
  s.changed()
}
export function toggleRoom(s: Session, what: (typeof FLAGS)[number]): void {
  setRoom(s, { [what]: !room()[what] })
}
export function applyRoom(s: Session): void {
  const { level, dim, mono, polarity, cutLeft, cutRight } = room()
  const db = level + (dim ? DIM : 0)
  s.host.setMonitor({ level: level <= -60 ? 0 : 10 ** (db / 20), mono, polarity, cutLeft, cutRight })
}
/** Listens to a strip instead of main, or no longer; with others when `adds`. */
export function listenTo(s: Session, strip: string, where: 'pfl' | 'afl', adds = false): void {
  const was = s.host.listening
  const same = was.where === where ? was.strips : []
  const isOn = same.includes(strip)
  const others = adds ? same.filter((x) => x !== strip) : []
  s.host.listen({ where, strips: isOn ? others : [...others, strip] })
  s.changed()
}
export function listenToMain(s: Session): void {
  s.host.listen({ strips: [], where: 'pfl' })
  s.changed()
}
export const isHeard = (s: Session, strip: string, where: 'pfl' | 'afl'): boolean =>
  s.host.listening.where === where && s.host.listening.strips.includes(strip)
