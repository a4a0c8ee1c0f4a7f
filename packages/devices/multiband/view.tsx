// The multiband compressor as a picture: the bands over frequency, what each adds and takes away now; beneath it the chosen band's controls.
import { gainOfDb } from '@tonmeister/dsp'
import { format, formatNumber } from '@tonmeister/project'
import {
  betweenCurves,
  Control,
  color,
  curve,
  type DeviceView,
  type DeviceViewProps,
  drawColumns,
  frequencyGrid,
  hzLeft,
  leftHz,
  mark,
  Picture,
  Point,
  rule,
  t,
} from '@tonmeister/ui'
import { useRef, useState } from 'react'
import { spectrumTop, useSpectrum } from '../live.view.tsx'
import { crossovers, responseDb } from './curve.ts'
import device, { BANDS, PARTS } from './device.ts'

/** dB at the top and at the bottom. */
const TOP = 15
const BOTTOM = -27
const top = (db: number) => (TOP - Math.max(BOTTOM - 3, db)) / (TOP - BOTTOM)
const NUMBERS = Array.from({ length: BANDS }, (_, i) => i + 1)

function View(props: DeviceViewProps) {
  const { values, onBegin, onChange, reading, isPlaying, isAutomated, sampleRate } = props
  const heard = useSpectrum(props, 'in', { size: 4096, columns: 260 })
  const [chosen, setChosen] = useState(2)
  const shown = useRef(NUMBERS.map(() => 0))
  const edges = [0, ...crossovers(values).map((hz) => hzLeft(hz)), 1]
  const isOn = (band: number) => values(`b${band}on`) >= 0.5
  const soloed = NUMBERS.some((band) => values(`b${band}solo`) >= 0.5)
  /** How much of each band is heard when so many dB are taken away from it. */
  const amplitudes = (reductions: readonly number[]) =>
    NUMBERS.map((band, i) => {
      if (soloed && values(`b${band}solo`) < 0.5) return 0
      const mix = values('mix') / 100
      return 1 - mix + mix * gainOfDb((isOn(band) ? values(`b${band}gain`) : 0) - reductions[i]!)
    })
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    frequencyGrid(g, w, h)
    for (let db = TOP - 3; db > BOTTOM; db -= 6) {
      const y = Math.round(top(db) * h) + 0.5
      rule(g, 0, y, w, y, db ? '--grid-bar' : '--hair')
      if (db) mark(g, formatNumber(db, 0), w - 4, y, 'right')
    }
    const [left, right] = [edges[chosen - 1]! * w, edges[chosen]! * w]
    g.globalAlpha = 0.08
    g.fillStyle = color('--accent')
    g.fillRect(left, 0, right - left, h)
    g.globalAlpha = 1
    for (const edge of edges.slice(1, -1)) {
      const x = Math.round(edge * w) + 0.5
      rule(g, x, 0, x, h, '--quiet')
    }
    const line = (parts: readonly number[]) => (hz: number) =>
      top(responseDb(values, parts, Math.min(hz, 0.49 * sampleRate), sampleRate)) * h
    const still = line(amplitudes(shown.current.map(() => 0)))
    g.globalAlpha = 0.5
    betweenCurves(g, w, still, line(amplitudes(shown.current)), '--warn')
    g.globalAlpha = 1
    curve(
      g,
      Array.from({ length: w + 1 }, (_, x) => [x, still(leftHz(x / w))] as const),
      '--accent',
    )
    shown.current.forEach((db, i) => {
      if (db >= 0.05) mark(g, formatNumber(-db, 1), ((edges[i]! + edges[i + 1]!) / 2) * w, 10, 'center')
    })
  }
  const toggle = (band: number) => {
    const end = onBegin(t('Band {n} on', { n: band }))
    onChange(`b${band}on`, isOn(band) ? 0 : 1)
    end()
  }
  const text = (name: string) => format(props.device.params[name]!, values(name))
  return (
    <div className="eq-view">
      <Picture
        className="grow"
        label={t('Gain and reduction of the four bands over frequency')}
        draw={draw}
        deps={[...Object.keys(device.params).map(values), chosen, sampleRate]}
        under={{
          deps: [],
          live: (now) => heard.look(now, { slope: 4.5, average: 0.1, smooth: 1 / 6 }),
          draw: (g, w, h) => {
            g.globalAlpha = 0.6
            drawColumns(g, heard.columns.levels, w, (db) => spectrumTop(db) * h, '--blue', h)
          },
        }}
        live={() => {
          const now = NUMBERS.map((band) => (isPlaying() ? reading(`reduction${band}`) : 0))
          const moved = now.some((db, i) => Math.abs(db - shown.current[i]!) > 0.03)
          if (moved) shown.current = now
          return moved
        }}
      >
        {NUMBERS.map((band) => (
          <Point
            key={band}
            {...props}
            label={t('Band {band}', { band })}
            text={[text(`b${band}gain`), text(`b${band}threshold`), text(`b${band}ratio`), ...(isOn(band) ? [] : [t('off')])].join(', ')}
            left={(edges[band - 1]! + edges[band]!) / 2}
            top={top(values(`b${band}gain`))}
            y={{ name: `b${band}gain`, move: (from, share) => from + share * (TOP - BOTTOM) }}
            wheel={{ name: `b${band}threshold` }}
            onToggle={() => toggle(band)}
            onFocus={() => setChosen(band)}
            isOff={!isOn(band)}
            isChosen={band === chosen}
          >
            {band}
          </Point>
        ))}
        {[1, 2, 3].map((n) => (
          <Point
            key={`x${n}`}
            {...props}
            label={t('Crossover {n}', { n })}
            text={text(`x${n}`)}
            left={edges[n]!}
            top={0.86}
            // It stops at its neighbours.
            x={{ name: `x${n}`, move: (from, share) => leftHz(Math.min(edges[n + 1]!, Math.max(edges[n - 1]!, hzLeft(from) + share))) }}
          />
        ))}
      </Picture>
      <div className="eq-band">
        <div className="segments" role="group" aria-label={t('Band')}>
          {NUMBERS.map((band) => (
            <button
              type="button"
              key={band}
              className={isOn(band) ? '' : 'quiet'}
              aria-pressed={band === chosen}
              aria-label={t('Band {band}', { band })}
              onClick={() => setChosen(band)}
            >
              {band}
            </button>
          ))}
        </div>
        {PARTS.map((part) => (
          <Control
            key={part}
            name={`b${chosen}${part}`}
            param={props.device.params[`b${chosen}${part}`]!}
            title={
              {
                on: t('Band'),
                solo: t('Solo'),
                threshold: t('Threshold'),
                ratio: t('Ratio'),
                attack: t('Attack'),
                release: t('Release'),
                gain: t('Gain'),
              }[part]
            }
            value={values(`b${chosen}${part}`)}
            isAutomated={isAutomated(`b${chosen}${part}`)}
            onBegin={onBegin}
            onChange={onChange}
          />
        ))}
      </div>
    </div>
  )
}
export default {
  width: 580,
  covers: NUMBERS.flatMap((band) => PARTS.map((part) => `b${band}${part}`)),
  view: View,
} satisfies DeviceView
