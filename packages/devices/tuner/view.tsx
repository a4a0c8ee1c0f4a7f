// The tuner's dial: the note in large, how far off it is in cents, and how it has been of late.
import { noteName } from '@tonmeister/project'
import { color, type DeviceView, type DeviceViewProps, mark, Picture, rule, t } from '@tonmeister/ui'
import { useMemo, useRef } from 'react'
import { centsText, Readouts, useProbe } from '../live.view.tsx'
import { hzOfKey, type Note, nearest } from '../note.ts'
import { PitchFinder, pitchFrames } from './pitch.ts'
import { STRINGS } from './strings.ts'

/** Milliseconds between two looks for a pitch. */
const EVERY = 40
/** Looks whose middle is shown: one that errs is not seen. */
const LOOKS = 5
/** Below this it is no note. */
const CLEAR = 0.85
/** Milliseconds that a note stands after its end. */
const STANDS = 1500
/** Cents to each side, and within which it is in tune. */
const WIDE = 50
const IN_TUNE = 2

interface Heard {
  note: Note | null
  hz: number
  at: number
}
function View(props: DeviceViewProps) {
  const { values, sampleRate } = props
  const read = useProbe(props, 'in')
  const finder = useMemo(() => new PitchFinder(pitchFrames(sampleRate)), [sampleRate])
  const sound = useMemo(() => [new Float32Array(finder.frames), new Float32Array(finder.frames)] as const, [finder])
  const looks = useRef<number[]>([])
  const next = useRef(0)
  const heard = useRef<Heard>({ note: null, hz: 0, at: 0 })
  const keys = STRINGS[Math.round(values('tuning'))]!
  const reference = values('reference')
  const live = (now: number): boolean => {
    if (now < next.current) return false
    next.current = now + EVERY
    const h = heard.current
    const fresh = read(...sound)
    const [left, right] = sound
    for (let i = 0; i < left.length; i++) left[i] = 0.5 * (left[i]! + right[i]!)
    const { hz, clarity } = fresh ? finder.find(left, sampleRate) : { hz: 0, clarity: 0 }
    const list = looks.current
    if (!hz || clarity < CLEAR) {
      list.length = 0
      if (!h.note || now - h.at < STANDS) return false
      h.note = null
      return true
    }
    // Another note is another list.
    if (list.length && Math.abs(hz / list.at(-1)! - 1) > 0.03) list.length = 0
    list.push(hz)
    if (list.length > LOOKS) list.shift()
    h.hz = [...list].sort((a, b) => a - b)[list.length >> 1]!
    h.note = nearest(h.hz, keys, reference)
    h.at = now
    return true
  }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const { note } = heard.current
    const middle = w / 2
    // The note above it and the numbers below stand in the middle together.
    const scale = Math.min(h - 30, h / 2 + 50)
    const x = (cents: number) => middle + (Math.min(WIDE, Math.max(-WIDE, cents)) / WIDE) * (middle - 20)
    g.fillStyle = color('--ok')
    g.globalAlpha = 0.16
    g.fillRect(x(-IN_TUNE), scale - 30, x(IN_TUNE) - x(-IN_TUNE), 34)
    g.globalAlpha = 1
    for (let c = -WIDE; c <= WIDE; c += 5) {
      const long = c % 10 === 0
      rule(g, Math.round(x(c)) + 0.5, scale - (long ? 16 : 8), Math.round(x(c)) + 0.5, scale, c ? '--faint' : '--text')
      if (c % 20 === 0) mark(g, c > 0 ? `+${c}` : c < 0 ? `−${-c}` : '0', x(c) - (c ? 9 : 3), scale + 12)
    }
    g.textAlign = 'center'
    g.textBaseline = 'alphabetic'
    g.font = '600 56px "Inter Variable", Inter, sans-serif'
    const isInTune = note && Math.abs(note.cents) <= IN_TUNE
    g.fillStyle = color(!note ? '--faint' : isInTune ? '--ok' : '--text')
    g.fillText(note ? noteName(note.key) : '–', middle, scale - 50)
    if (!note) return
    // A needle and, for those who tell no colours apart, arrows to where the string has to go.
    g.fillStyle = color(isInTune ? '--ok' : '--accent')
    g.fillRect(x(note.cents) - 1.5, scale - 30, 3, 34)
    if (isInTune) return
    const [side, way] = note.cents < 0 ? [middle - 110, 1] : [middle + 110, -1]
    g.beginPath()
    g.moveTo(side + way * 14, scale - 70)
    g.lineTo(side - way * 8, scale - 84)
    g.lineTo(side - way * 8, scale - 56)
    g.fill()
  }
  return (
    <div className="analysis-view">
      <Picture className="grow" label={t('Tuner: cents off the nearest note')} draw={draw} deps={[reference, keys]} live={live} />
      <Readouts
        names={[t('Note'), t('Deviation'), t('Frequency'), t('In tune at')]}
        texts={() => {
          const { note, hz } = heard.current
          if (!note) return ['–', '–', '–', '–']
          return [noteName(note.key), centsText(note.cents), `${hz.toFixed(2)} Hz`, `${hzOfKey(note.key, reference).toFixed(2)} Hz`]
        }}
      />
    </div>
  )
}
export default { width: 380, view: View } satisfies DeviceView
