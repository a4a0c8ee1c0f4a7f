// The synthesiser as pictures: the waves, the filter, and the two envelopes with points that are dragged.
import { dbOfGain, exp, gainOfDb, log, sin, tan } from '@tonmeister/dsp'
import { format, fromNormal, toNormal } from '@tonmeister/project'
import { curve, type DeviceView, type DeviceViewProps, Picture, Point, rule, t } from '@tonmeister/ui'

const PULSE = 1
const TRIANGLE = 2
const SINE = 3
const LOW_12 = 0
const LOW_24 = 1
const HIGH_12 = 2

/** One turn of a wave at phase 0…1. */
function wave(shape: number, phase: number, width: number): number {
  if (shape === PULSE) return phase < width ? 1 : -1
  if (shape === TRIANGLE) return 1 - 4 * Math.abs(phase - 0.5)
  if (shape === SINE) return sin(2 * Math.PI * phase)
  return 2 * phase - 1
}
function Waves({ values }: DeviceViewProps) {
  const names = ['osc1Shape', 'osc1Octave', 'osc1Level', 'osc2Shape', 'osc2Octave', 'osc2Semitones', 'osc2Level', 'width', 'subLevel']
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    rule(g, 0, Math.round(h / 2) + 0.5, w, Math.round(h / 2) + 0.5, '--hair')
    const width = values('width') / 100
    // Two turns of the lower oscillator.
    const [turn1, turn2] = [2 ** values('osc1Octave'), 2 ** (values('osc2Octave') + values('osc2Semitones') / 12)]
    const turns = 2 / Math.min(turn1, turn2)
    const [one, two, sub] = ['osc1Level', 'osc2Level', 'subLevel'].map((name) => values(name) / 100) as [number, number, number]
    const part = (phase: number) => phase - Math.floor(phase)
    const first = (u: number) => one * wave(Math.round(values('osc1Shape')), part(u * turn1), width)
    const second = (u: number) => two * wave(Math.round(values('osc2Shape')), part(u * turn2), width)
    const third = (u: number) => sub * sin(Math.PI * u * turn1)
    const scale = (h / 2 - 8) / Math.max(1, one + two + sub)
    // In high contrast it is the line, not its colour, that says which wave it is; there is no alpha to make it faint.
    const isPlain = document.documentElement.dataset.theme === 'contrast'
    const line = (f: (u: number) => number, token: string, alpha: number, dash: readonly number[] = []) => {
      const points: [number, number][] = []
      for (let x = 0; x <= w; x++) points.push([x, h / 2 - f((x / w) * turns) * scale])
      g.globalAlpha = isPlain ? 1 : alpha
      if (isPlain) g.setLineDash([...dash])
      curve(g, points, token)
      g.setLineDash([])
      g.globalAlpha = 1
    }
    if (one) line(first, '--t5', 0.55, [9, 5])
    if (two) line(second, '--t6', 0.55, [2, 4])
    line((u) => first(u) + second(u) + third(u), '--accent', 1)
  }
  return <Picture label={t('Waves of the oscillators and their sum')} draw={draw} deps={names.map(values)} />
}
/** dB at the top and at the bottom of the filter's picture. */
const [TOP, BOTTOM] = [27, -39]
const LN_1000 = 6.907755278982137

function Filter(props: DeviceViewProps) {
  const { values, device, sampleRate } = props
  const kind = Math.round(values('filterType'))
  const top = (db: number) => (TOP - db) / (TOP - BOTTOM)
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (const hz of [100, 1000, 10_000]) {
      const x = Math.round((log(hz / 20) / LN_1000) * w) + 0.5
      rule(g, x, 0, x, h)
    }
    rule(g, 0, Math.round(top(0) * h) + 0.5, w, Math.round(top(0) * h) + 0.5, '--hair')
    const at = tan((Math.PI * Math.min(0.49 * sampleRate, values('cutoff'))) / sampleRate)
    const damp = 1 / values('resonance')
    const k2 = kind === LOW_24 ? damp : damp * damp
    const points: [number, number][] = []
    for (let i = 0; i <= w; i++) {
      const x = tan((Math.PI * Math.min(0.49 * sampleRate, 20 * exp((i / w) * LN_1000))) / sampleRate) / at
      const x2 = x * x
      const low = 1 / ((1 - x2) * (1 - x2) + k2 * x2)
      const power = kind === LOW_12 ? low : kind === LOW_24 ? low * low : kind === HIGH_12 ? low * x2 * x2 : low * x2
      points.push([i, Math.min(h + 3, top(dbOfGain(Math.sqrt(power))) * h)])
    }
    curve(g, points, '--accent', h)
  }
  return (
    <Picture
      label={t('Frequency response of the filter')}
      draw={draw}
      deps={[...['filterType', 'cutoff', 'resonance'].map(values), sampleRate]}
    >
      <Point
        {...props}
        label={t('Cutoff and resonance')}
        text={`${format(device.params.cutoff!, values('cutoff'))}, ${format(device.params.resonance!, values('resonance'))}`}
        left={log(values('cutoff') / 20) / LN_1000}
        top={top(dbOfGain(values('resonance')))}
        x={{ name: 'cutoff' }}
        y={{ name: 'resonance', move: (from, share) => from * gainOfDb(share * (TOP - BOTTOM)) }}
        wheel={{ name: 'envelope' }}
      />
    </Picture>
  )
}
/** Share of the picture that the longest attack, decay and release take each; what is left is held. */
const PART = 0.3
const HOLD = 0.1
/** Room above the top, so that its point can be grasped. */
const ROOM = 0.12

function Envelope({ label, prefix, ...props }: DeviceViewProps & { label: string; prefix: 'amp' | 'filter' }) {
  const { values, device } = props
  const [attack, decay, sustain, release] = ['Attack', 'Decay', 'Sustain', 'Release'].map((part) => `${prefix}${part}`) as [
    string,
    string,
    string,
    string,
  ]
  const long = (name: string) => PART * toNormal(device.params[name]!, values(name))
  const level = values(sustain) / 100
  const [a, d, r] = [long(attack), long(attack) + long(decay), long(attack) + long(decay) + HOLD]
  const end = r + long(release)
  const top = (v: number) => ROOM + (1 - ROOM) * (1 - v)
  const time = (name: string) => ({
    name,
    move: (from: number, share: number) => fromNormal(device.params[name]!, toNormal(device.params[name]!, from) + share / PART),
  })
  const shown = (name: string) => format(device.params[name]!, values(name))
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (const x of [a, d, r]) rule(g, Math.round(x * w) + 0.5, 0, Math.round(x * w) + 0.5, h)
    const points: [number, number][] = []
    const piece = (from: number, to: number, value: (u: number) => number) => {
      for (let i = 0; i <= 24; i++) points.push([(from + ((to - from) * i) / 24) * w, top(value(i / 24)) * h])
    }
    // The curves of dsp/assembly/envelope.ts.
    piece(0, a, (u) => 1.3 * (1 - exp(-1.466337068793427 * u)))
    piece(a, d, (u) => level + (1 - level) * exp(-6.9 * u))
    piece(d, r, () => level)
    piece(r, end, (u) => level * Math.max(0, 1.001 * exp(-6.908754779315221 * u) - 0.001))
    curve(g, points, '--accent', h)
  }
  return (
    <Picture label={label} draw={draw} deps={[attack, decay, sustain, release].map(values)}>
      <Point {...props} label={t('{name}: attack', { name: label })} text={shown(attack)} left={a} top={top(1)} x={time(attack)} />
      <Point
        {...props}
        label={t('{name}: decay and sustain', { name: label })}
        text={`${shown(decay)}, ${shown(sustain)}`}
        left={d}
        top={top(level)}
        x={time(decay)}
        y={{ name: sustain, move: (from, share) => from + (share / (1 - ROOM)) * 100 }}
      />
      <Point {...props} label={t('{name}: release', { name: label })} text={shown(release)} left={end} top={1} x={time(release)} />
    </Picture>
  )
}
const View = (props: DeviceViewProps) => (
  <div className="four-view">
    <figure>
      <Waves {...props} />
      <figcaption>{t('Oscillators')}</figcaption>
    </figure>
    <figure>
      <Filter {...props} />
      <figcaption>{t('Filter')}</figcaption>
    </figure>
    <figure>
      <Envelope {...props} label={t('Level envelope')} prefix="amp" />
      <figcaption>{t('Level envelope')}</figcaption>
    </figure>
    <figure>
      <Envelope {...props} label={t('Filter envelope')} prefix="filter" />
      <figcaption>{t('Filter envelope')}</figcaption>
    </figure>
  </div>
)
export default { width: 400, view: View } satisfies DeviceView
