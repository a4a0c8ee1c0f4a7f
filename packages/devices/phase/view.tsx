// The stereo field as a goniometer (up is mid, sideways is side), and its correlations as bars.
import { dbOfGain, gainOfDb } from '@tonmeister/dsp'
import { formatNumber } from '@tonmeister/project'
import { color, type DeviceView, type DeviceViewProps, fitCanvas, mark, onFrame, Picture, rule, sizeOf, t } from '@tonmeister/ui'
import { useEffect, useMemo, useRef } from 'react'
import { hzText, levelText, Readouts, useProbe } from '../live.view.tsx'
import { BANDS, StereoField } from './stereo.ts'

const FRAMES = 2048
const LINES = 1
/** Seconds in which the fitted size falls back by e. */
const FIT = 2
const correlationText = (c: number) => `${c > 0.005 ? '+' : ''}${formatNumber(c, 2)}`

function View(props: DeviceViewProps) {
  const { values, sampleRate } = props
  const read = useProbe(props, 'in')
  const field = useMemo(() => new StereoField(FRAMES), [])
  const sound = useMemo(() => [new Float32Array(FRAMES), new Float32Array(FRAMES)] as const, [])
  const state = useRef({ fresh: 0, passed: 0, last: 0, loudest: 0 })
  const take = (now: number) => {
    const s = state.current
    s.passed = Math.min(0.1, (now - s.last) / 1000)
    s.last = now
    s.fresh = read(...sound)
    if (!s.fresh) return false
    let most = 0
    for (let i = 0; i < FRAMES; i++) most = Math.max(most, Math.abs(sound[0][i]! + sound[1][i]!), Math.abs(sound[0][i]! - sound[1][i]!))
    s.loudest = Math.max(most / 2, s.loudest * (1 - s.passed / FIT))
    field.take(...sound, sampleRate, values('low'), values('high'), values('average'), s.passed)
    return true
  }
  const bars = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const names = [t('All'), t('Low'), t('Mid'), t('High')]
    const [from, to] = [52, w - 48]
    const middle = (from + to) / 2
    for (const c of [-1, 0, 1]) {
      const x = Math.round(middle + (c * (to - from)) / 2) + 0.5
      rule(g, x, 4, x, h - 16, c ? '--grid-bar' : '--hair')
      mark(g, c > 0 ? '+1' : c < 0 ? '−1' : '0', x - (c ? 7 : 3), h - 8)
    }
    for (let b = 0; b < BANDS; b++) {
      const c = field.correlation[b]!
      const y = ((b + 0.5) / BANDS) * (h - 16)
      mark(g, names[b]!, 6, y)
      g.fillStyle = color(c < -0.05 ? '--warn' : b ? '--blue' : '--ok')
      const end = middle + (c * (to - from)) / 2
      g.fillRect(Math.min(middle, end), y - 5, Math.max(2, Math.abs(end - middle)), 10)
      mark(g, correlationText(c), w - 6, y, 'right')
    }
  }
  return (
    <div className="analysis-view">
      <div className="dynamics-view">
        <Goniometer props={props} sound={sound} state={state} take={take} />
        <Picture
          className="grow"
          label={t('Correlation of left and right, as a whole and by band')}
          draw={bars}
          deps={[]}
          live={() => state.current.fresh > 0}
        />
      </div>
      <Readouts
        names={[
          t('Correlation'),
          t('Below {hz}', { hz: hzText(values('low')) }),
          t('Between'),
          t('Above {hz}', { hz: hzText(values('high')) }),
          t('Right by left'),
          t('Width'),
        ]}
        texts={() => [
          ...Array.from(field.correlation, correlationText),
          levelText(dbOfGain(Math.sqrt(field.rightByLeft))),
          // Side by mid: what is left of 1 when both channels are as loud as each other.
          levelText(dbOfGain(Math.sqrt(Math.max(0, 1 - field.correlation[0]!) / Math.max(1e-9, 1 + field.correlation[0]!)))),
        ]}
      />
    </div>
  )
}
/** Its trace is drawn over what it was, which fades: a canvas of its own, since pictures are drawn anew each time. */
function Goniometer({
  props,
  sound,
  state,
  take,
}: {
  readonly props: DeviceViewProps
  readonly sound: readonly [Float32Array, Float32Array]
  readonly state: { readonly current: { readonly fresh: number; readonly passed: number; readonly loudest: number } }
  readonly take: (now: number) => boolean
}) {
  const ref = useRef<HTMLCanvasElement>(null)
  const current = useRef({ props, take })
  current.current = { props, take }
  useEffect(
    () =>
      onFrame((now) => {
        const canvas = ref.current
        const { values } = current.current.props
        if (!canvas || !current.current.take(now)) return
        fitCanvas(canvas)
        const g = canvas.getContext('2d')!
        const { width: w, height: h } = sizeOf(canvas)
        g.globalCompositeOperation = 'destination-out'
        g.globalAlpha = Math.min(1, state.current.passed / values('fade'))
        g.fillRect(0, 0, w, h)
        g.globalCompositeOperation = 'source-over'
        g.globalAlpha = 0.8
        g.fillStyle = g.strokeStyle = color('--ok')
        g.lineWidth = 0.8
        const r = radius(w, h)
        const size = values('auto') >= 0.5 ? r / Math.max(0.001, state.current.loudest) : r * gainOfDb(values('zoom'))
        const isLine = Math.round(values('draw')) === LINES
        g.beginPath()
        for (let i = FRAMES - Math.min(FRAMES, state.current.fresh); i < FRAMES; i++) {
          const x = w / 2 + (sound[1][i]! - sound[0][i]!) * 0.5 * size
          const y = h / 2 - (sound[0][i]! + sound[1][i]!) * 0.5 * size
          if (isLine) g.lineTo(x, y)
          else g.rect(x - 0.6, y - 0.6, 1.2, 1.2)
        }
        if (isLine) g.stroke()
        else g.fill()
      }),
    [sound, state],
  )
  return (
    <Picture className="square" label={t('Goniometer: up is what both sides share, sideways is what differs')} draw={axes} deps={[]}>
      <canvas ref={ref} aria-hidden="true" />
    </Picture>
  )
}
const radius = (w: number, h: number): number => Math.min(w, h) / 2 - 4
/** Mid and side cross, left and right lie between them. */
function axes(g: CanvasRenderingContext2D, w: number, h: number): void {
  const [x, y, r] = [w / 2, h / 2, radius(w, h)]
  const d = r * Math.SQRT1_2
  rule(g, x, y - r, x, y + r)
  rule(g, x - r, y, x + r, y)
  rule(g, x - d, y - d, x + d, y + d, '--hair')
  rule(g, x + d, y - d, x - d, y + d, '--hair')
  mark(g, t('L'), x - d - 12, y - d)
  mark(g, t('R'), x + d + 5, y - d)
  mark(g, t('M'), x + 4, y - r + 6)
}
export default { width: 520, view: View } satisfies DeviceView
