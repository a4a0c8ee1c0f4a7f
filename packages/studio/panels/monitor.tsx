// Monitor: loudness against a delivery spec, spectrum and stereo field of the main output. Drawn per frame from what the engine wrote.
import { Spectrum } from '@tonmeister/dsp'
import { correlation, specs, type Target } from '@tonmeister/metering'
import { formatDb, formatNumber } from '@tonmeister/project'
import { color, drawColumns, fitCanvas, hzLeft, onFrame, putText, SpectrumColumns, sizeOf, t, themeVersion } from '@tonmeister/ui'
import { RotateCcw } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { command } from '../app/commands.ts'
import type { Panel } from '../app/kinds.ts'
import { listenToMain, room, setRoom, toggleRoom } from '../app/room.ts'
import { useSession } from '../app/session.ts'
import { setSettings, settings } from '../app/settings.ts'
import { Text } from '../views/text-field.tsx'

const SPECS = specs as unknown as Readonly<
  Record<string, { readonly id: string; readonly name: string; readonly integrated?: Target; readonly truePeak?: Target }>
>
/** Milliseconds between two texts: more often nobody can read. */
const TEXT_EVERY = 200
/** Short-term values shown, one per half second: two minutes. */
const HISTORY = 240
const HISTORY_EVERY = 500
const SIZE = 4096
/** One for two pixels of a panel of usual width. */
const COLUMNS = 150
/** +4.5 dB an octave, so that music lies level; a sixth of an octave together: tones stay, the comb between them goes. */
const GATHERING = { slope: 4.5, average: 0.1, smooth: 1 / 6 }
/** Frames drawn in the stereo field. */
const FIELD = 1024

const level = (x: number, unit = ''): string => (Number.isFinite(x) ? `${formatNumber(x, 1)}${unit && ` ${unit}`}` : '–')

/** Words and colour for a value against a limit; nothing to say without a value. */
function verdict(value: number, limit: Target | undefined): { readonly text: string; readonly kind: 'ok' | 'warn' | 'bad' | '' } {
  if (!limit) return { text: t('no limit'), kind: '' }
  if (!Number.isFinite(value)) return { text: t('not measured yet'), kind: '' }
  const low = limit.target !== undefined ? limit.target - (limit.tolerance ?? 0) : (limit.min ?? -Infinity)
  const high = limit.target !== undefined ? limit.target + (limit.tolerance ?? 0) : (limit.max ?? Infinity)
  const v = Math.round(value * 10) / 10
  if (v > high) return { text: t('{x} LU above', { x: formatNumber(v - high, 1) }), kind: 'bad' }
  if (v < low) return { text: t('{x} LU below', { x: formatNumber(low - v, 1) }), kind: 'warn' }
  return {
    text: limit.target !== undefined ? t('within ±{x} LU', { x: formatNumber(limit.tolerance ?? 0, 1) }) : t('within limits'),
    kind: 'ok',
  }
}

export default { id: 'monitor', title: 'Monitor', place: 'right', order: 1, view: Monitor } satisfies Panel

function Monitor() {
  const s = useSession()
  // The project's own target; without one, what this person looked at last.
  const wanted = s.project.spec ?? settings().spec
  const spec = SPECS[wanted] ? wanted : (Object.keys(SPECS)[0] ?? '')
  return (
    <div className="side-body" role="tabpanel" aria-label={t('Monitor')}>
      <RoomSection />
      <LoudnessSection key={s.key} spec={spec} />
      <SpectrumSection />
      <FieldSection />
    </div>
  )
}

/** Decibels as typed; undefined when they are none. */
function decibels(text: string): number | undefined {
  const m = /^\s*([+−-]?\d*[.,]?\d+)\s*(db)?\s*$/i.exec(text)
  return m ? Number(m[1]!.replace('−', '-').replace(',', '.')) : undefined
}
function RoomSection() {
  const s = useSession()
  const now = room()
  const { strips, where } = s.host.listening
  const names = strips.map((id) => String(s.document.get(id)?.name ?? '')).filter(Boolean)
  const take = (field: 'level' | 'reference') => (text: string) => {
    const db = decibels(text)
    if (db !== undefined) setRoom(s, { [field]: db })
  }
  const toggle = (what: 'dim' | 'mono' | 'polarity' | 'cutLeft' | 'cutRight', label: string, title: string) => (
    <button type="button" className={now[what] ? 'b on' : 'b'} aria-pressed={now[what]} title={title} onClick={() => toggleRoom(s, what)}>
      {label}
    </button>
  )
  return (
    <section className="sec" aria-label={t('Listening')}>
      <h2>{t('Listening')}</h2>
      <div className="row">
        {names.length === 0
          ? t('Main')
          : where === 'pfl'
            ? t('{strips}, before the fader', { strips: names.join(', ') })
            : t('{strips}, after the fader', { strips: names.join(', ') })}
        {names.length > 0 && (
          <button type="button" className="b" onClick={() => listenToMain(s)}>
            {t('Back to main')}
          </button>
        )}
      </div>
      <Text label={t('Level')} number value={formatDb(now.level <= -60 ? null : now.level)} onTake={take('level')} />
      <Text label={t('Reference')} number value={formatDb(now.reference)} onTake={take('reference')} />
      <div className="buttons">
        <button
          type="button"
          className={now.level === now.reference ? 'b on' : 'b'}
          aria-pressed={now.level === now.reference}
          title={t('Sets the level to the reference, to which the loudspeakers were measured in')}
          onClick={() => setRoom(s, { level: now.reference })}
        >
          {t('To reference')}
        </button>
        {toggle('dim', t('Dim'), t('20 dB quieter'))}
        {toggle('mono', t('Mono'), t('Both sides as one'))}
        {toggle('polarity', t('Polarity'), t('Turns the right side over'))}
        {toggle('cutLeft', t('Cut left'), t('The left side is silent'))}
        {toggle('cutRight', t('Cut right'), t('The right side is silent'))}
      </div>
    </section>
  )
}

function LoudnessSection({ spec }: { spec: string }) {
  const s = useSession()
  const big = useRef<HTMLDivElement>(null)
  const pill = useRef<HTMLSpanElement>(null)
  const rows = useRef<(HTMLSpanElement | null)[]>([])
  const graph = useRef<HTMLCanvasElement>(null)
  const limit = SPECS[spec]?.integrated
  const peakLimit = SPECS[spec]?.truePeak?.max
  useEffect(() => {
    const history = new Float32Array(HISTORY).fill(Number.NaN)
    let nextText = 0
    let nextPoint = 0
    let integrated = -Infinity
    const draw = () => {
      const canvas = graph.current
      if (!canvas) return
      fitCanvas(canvas)
      const g = canvas.getContext('2d')!
      const { width: w, height: h } = sizeOf(canvas)
      g.clearRect(0, 0, w, h)
      const target = limit?.target ?? limit?.max ?? -18
      const [top, bottom] = [target + 12, target - 18]
      const y = (lufs: number) => ((top - Math.min(top, Math.max(bottom, lufs))) / (top - bottom)) * (h - 2) + 1
      const low = limit?.target !== undefined ? target - (limit.tolerance ?? 0) : (limit?.min ?? target - 1)
      const high = limit?.target !== undefined ? target + (limit.tolerance ?? 0) : target
      g.fillStyle = color('--ok')
      g.globalAlpha = 0.16
      g.fillRect(0, y(high) - 2, w, Math.max(4, y(low) - y(high) + 4))
      g.globalAlpha = 1
      g.strokeStyle = color('--text')
      g.lineWidth = 1.2
      g.beginPath()
      let pen = false
      for (let i = 0; i < HISTORY; i++) {
        const v = history[i]!
        if (Number.isNaN(v)) {
          pen = false
          continue
        }
        const x = (i / (HISTORY - 1)) * w
        if (pen) g.lineTo(x, y(v))
        else g.moveTo(x, y(v))
        pen = true
      }
      g.stroke()
    }
    draw()
    addEventListener('themechange', draw)
    const stop = onFrame((now) => {
      if (now < nextText) return
      nextText = now + TEXT_EVERY
      const l = s.host.loudness()
      integrated = l.integrated
      putText(big.current, level(integrated))
      putText(rows.current[0]!, level(l.shortTerm))
      putText(rows.current[1]!, level(l.maxMomentary))
      putText(rows.current[2]!, level(l.maxShortTerm))
      putText(rows.current[3]!, Number.isFinite(integrated) ? level(l.range, 'LU') : '–')
      putText(rows.current[4]!, level(l.truePeak, 'dBTP'))
      const over = peakLimit !== undefined && Math.round(l.truePeak * 10) / 10 > peakLimit
      if (rows.current[4]) rows.current[4].className = over ? 'num rec-text' : 'num'
      const { text, kind } = verdict(integrated, limit)
      putText(pill.current, text)
      if (pill.current) pill.current.className = `pill ${kind}`
      if (now >= nextPoint && s.host.playing) {
        nextPoint = now + HISTORY_EVERY
        history.copyWithin(0, 1)
        history[HISTORY - 1] = Number.isFinite(l.shortTerm) ? l.shortTerm : Number.NaN
        draw()
      }
    })
    return () => {
      stop()
      removeEventListener('themechange', draw)
    }
  }, [s, limit, peakLimit])
  const names = [t('Short-term'), t('Momentary max'), t('Short-term max'), t('Range (LRA)'), t('True peak')]
  return (
    <section className="sec" aria-label={t('Loudness')}>
      <h2>
        {t('Loudness')}
        <span className="sec-tools">
          <select
            className="quiet-select names"
            aria-label={t('Judge by')}
            value={spec}
            onChange={(e) => {
              setSettings({ spec: e.target.value })
              s.edit(t('Judge by {spec}', { spec: SPECS[e.target.value]?.name ?? '' }), () =>
                s.document.transact(() => s.document.set('project', 'spec', e.target.value)),
              )
            }}
          >
            {Object.values(SPECS).map((x) => (
              <option key={x.id} value={x.id}>
                {x.name}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="b g sq tiny"
            title={t('Measure anew')}
            aria-label={t('Measure anew')}
            onClick={() => command('reset-loudness').run(s)}
          >
            <RotateCcw />
          </button>
        </span>
      </h2>
      <div className="loud">
        <div>
          <div className="num big" ref={big}>
            –
          </div>
          <div className="sub">{t('LUFS integrated')}</div>
        </div>
        <span className="pill" ref={pill}>
          {t('not measured yet')}
        </span>
      </div>
      <canvas ref={graph} className="loud-graph" aria-hidden="true" />
      {names.map((name, i) => (
        <div className="row" key={name}>
          {name}
          <span
            className="num"
            ref={(node) => {
              rows.current[i] = node
            }}
          >
            –
          </span>
        </div>
      ))}
    </section>
  )
}

function SpectrumSection() {
  const s = useSession()
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const spectrum = new Spectrum(SIZE)
    const columns = new SpectrumColumns(COLUMNS)
    const left = new Float32Array(SIZE)
    const right = new Float32Array(SIZE)
    const nothing = new Float32Array(SIZE / 2 + 1)
    let drawn = -1
    let last = 0
    let moving = false
    return onFrame((now) => {
      const canvas = ref.current
      if (!canvas) return
      const resized = fitCanvas(canvas)
      const { playing } = s.host
      if (drawn === themeVersion() && !playing && !moving && !resized) return
      const dt = Math.min(0.1, (now - last) / 1000)
      last = now
      const g = canvas.getContext('2d')!
      const { width: w, height: h } = sizeOf(canvas)
      if (playing) s.host.mainWave(left, right)
      moving = columns.take(playing ? spectrum.analyse(left, right) : nothing, s.host.sampleRate, dt, GATHERING)
      g.clearRect(0, 0, w, h)
      g.fillStyle = color('--grid-bar')
      for (const hz of [100, 1000, 10_000]) g.fillRect(Math.round(hzLeft(hz) * w), 0, 1, h - 14)
      const y = (db: number) => (h - 14) * Math.min(1, Math.max(0, -(db + 6) / 78))
      drawColumns(g, columns.levels, w, y, '--blue', h - 14)
      g.fillStyle = color('--faint')
      g.font = "11px 'JetBrains Mono Variable', monospace"
      g.textAlign = 'center'
      for (const [hz, text] of [
        [100, '100'],
        [1000, '1k'],
        [10_000, '10k'],
      ] as const)
        g.fillText(text, hzLeft(hz) * w, h - 2)
      g.textAlign = 'left'
      drawn = themeVersion()
    })
  }, [s])
  return (
    <section className="sec" aria-label={t('Spectrum')}>
      <h2>
        {t('Spectrum')} <span>{t('Main')}</span>
      </h2>
      <canvas ref={ref} className="spectrum" role="img" aria-label={t('Spectrum of the main output, 20 Hz to 20 kHz')} />
    </section>
  )
}

function FieldSection() {
  const s = useSession()
  const ref = useRef<HTMLCanvasElement>(null)
  const value = useRef<HTMLSpanElement>(null)
  const needle = useRef<HTMLElement>(null)
  useEffect(() => {
    const left = new Float32Array(FIELD)
    const right = new Float32Array(FIELD)
    let nextText = 0
    let drawn = -1
    let mean = 0
    let hasMean = false
    return onFrame((now) => {
      const canvas = ref.current
      if (!canvas) return
      const resized = fitCanvas(canvas)
      const { playing } = s.host
      if (drawn === themeVersion() && !playing && !resized) return
      const g = canvas.getContext('2d')!
      const { width: w, height: h } = sizeOf(canvas)
      const [cx, cy, r] = [w / 2, h / 2, h / 2 - 2]
      g.clearRect(0, 0, w, h)
      g.strokeStyle = color('--grid-bar')
      g.lineWidth = 1
      g.beginPath()
      g.moveTo(cx, cy - r)
      g.lineTo(cx, cy + r)
      g.moveTo(cx - r, cy)
      g.lineTo(cx + r, cy)
      g.moveTo(cx - r * 0.7, cy - r * 0.7)
      g.lineTo(cx + r * 0.7, cy + r * 0.7)
      g.moveTo(cx + r * 0.7, cy - r * 0.7)
      g.lineTo(cx - r * 0.7, cy + r * 0.7)
      g.stroke()
      g.fillStyle = color('--faint')
      g.font = "500 11px 'Inter Variable', sans-serif"
      g.fillText('L', cx - r * 0.7 - 12, cy - r * 0.7 + 8)
      g.fillText('R', cx + r * 0.7 + 5, cy - r * 0.7 + 8)
      if (playing) {
        const n = s.host.mainWave(left, right)
        let most = 0.05
        for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(left[i]! + right[i]!), Math.abs(left[i]! - right[i]!))
        g.fillStyle = color('--ok')
        g.globalAlpha = 0.7
        const scale = r / most
        for (let i = 0; i < n; i += 2)
          g.fillRect(cx + (right[i]! - left[i]!) * scale - 0.7, cy - (left[i]! + right[i]!) * scale - 0.7, 1.4, 1.4)
        g.globalAlpha = 1
        const c = correlation(left, right, n)
        mean = hasMean ? mean + 0.08 * (c - mean) : c
        hasMean = true
      }
      drawn = themeVersion()
      if (now < nextText) return
      nextText = now + TEXT_EVERY
      const text = hasMean ? `${mean >= 0 ? '+' : ''}${formatNumber(mean, 2)}` : '–'
      putText(value.current, text)
      if (needle.current) {
        needle.current.style.left = `${50 + mean * 50}%`
        needle.current.className = mean < -0.05 ? 'bad' : ''
      }
    })
  }, [s])
  return (
    <section className="sec last" aria-label={t('Stereo field')}>
      <h2>{t('Stereo field')}</h2>
      <canvas ref={ref} className="stereo-field" role="img" aria-label={t('Stereo field of the main output')} />
      <div className="corr" aria-hidden="true">
        <i ref={needle} />
      </div>
      <div className="corr-scale" aria-hidden="true">
        <span>−1</span>
        <span>0</span>
        <span>+1</span>
      </div>
      <div className="row">
        {t('Correlation')}
        <span className="num" ref={value}>
          –
        </span>
      </div>
    </section>
  )
}
