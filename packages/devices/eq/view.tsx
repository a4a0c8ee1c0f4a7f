// The equaliser as a picture: its response, with a point for each band; beneath it the chosen band's controls.
import { format, formatNumber } from '@tonmeister/project'
import {
  betweenCurves,
  Control,
  curve,
  type DeviceView,
  type DeviceViewProps,
  drawColumns,
  frequencyGrid,
  hzLeft,
  mark,
  Picture,
  Point,
  rule,
  t,
  valueText,
} from '@tonmeister/ui'
import { useState } from 'react'
import { spectrumTop, useSpectrum } from '../live.view.tsx'
import device from './device.ts'
import { BANDS, bandOf, eqCurve, responseDb, sectionsOf } from './response.ts'
import { hasGain, worksOn } from './types.ts'

/** Frames of the spectra behind the curve, and columns they are drawn in. */
const SIZE = 8192
const COLUMNS = 280
/** dB per octave by which the spectra are turned, as this person may choose. */
const SLOPES = ['0', '3', '4.5']
/** Seconds of the mean. */
const SPEEDS = ['0.05', '0.2', '1']

function View(props: DeviceViewProps) {
  const { values, onBegin, onChange, sampleRate, isAutomated, look, onLook } = props
  const [chosen, setChosen] = useState(3)
  const bands = Array.from({ length: BANDS }, (_, i) => bandOf(values, i + 1))
  const most = bands.reduce((m, b) => (b.on && hasGain(b.type) ? Math.max(m, Math.abs(b.gain)) : m), Math.abs(values('output')))
  const range = most > 16 ? 30 : most > 10 ? 18 : 12
  const top = (db: number) => 0.5 - db / (2 * range)
  const toggle = (band: number) => {
    const end = onBegin(t('Band {n} on', { n: band }))
    onChange(`b${band}on`, values(`b${band}on`) >= 0.5 ? 0 : 1)
    end()
  }
  const own = bands[chosen - 1]!
  const shows = { pre: look('pre', 'off') === 'on', post: look('post', 'on') === 'on' }
  const chosenOf = (name: string, list: readonly string[], usual: string) => {
    const liked = look(name, usual)
    return list.includes(liked) ? liked : usual
  }
  const [slope, speed] = [chosenOf('slope', SLOPES, '4.5'), chosenOf('speed', SPEEDS, '0.2')]
  const gathering = { slope: Number(slope), average: Number(speed), smooth: 1 / 6 }
  const pre = useSpectrum(props, 'in', { size: SIZE, columns: COLUMNS, isOn: shows.pre })
  const post = useSpectrum(props, 'out', { size: SIZE, columns: COLUMNS, isOn: shows.post })
  const under = {
    deps: [shows.pre, shows.post],
    live: (now: number) => {
      const isPre = pre.look(now, gathering)
      return post.look(now, gathering) || isPre
    },
    draw: (g: CanvasRenderingContext2D, w: number, h: number) => {
      const y = (db: number) => spectrumTop(db) * h
      g.globalAlpha = 0.7
      if (shows.pre) drawColumns(g, pre.columns.levels, w, y, '--faint')
      if (shows.post) drawColumns(g, post.columns.levels, w, y, '--blue', h)
    },
  }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    frequencyGrid(g, w, h)
    const step = range > 18 ? 10 : 6
    for (let db = -range + step; db < range; db += step) {
      const y = Math.round(top(db) * h) + 0.5
      rule(g, 0, y, w, y, Math.abs(db) < 0.1 ? '--hair' : '--grid-bar')
      if (Math.abs(db) > 0.1) mark(g, format(device.params.output, db).replace(/\.0 dB$/, ''), w - 4, y, 'right')
    }
    const columns = Math.max(2, Math.round(w))
    if (own.on) {
      const sections = sectionsOf(own, sampleRate)
      g.globalAlpha = 0.16
      betweenCurves(
        g,
        w,
        () => h / 2,
        (hz) => top(responseDb(sections, Math.min(hz, 0.4999 * sampleRate), sampleRate)) * h,
        '--accent',
      )
      g.globalAlpha = 1
    }
    const line = (side: 0 | 1, tint: string) =>
      curve(
        g,
        Array.from(eqCurve(values, columns, sampleRate, side), (v, i) => [i, Math.min(h + 4, Math.max(-4, top(v) * h))] as const),
        tint,
      )
    // Right or side under left or mid, where they differ.
    if (bands.some((b) => b.on && !worksOn(b.where)[0] !== !worksOn(b.where)[1])) line(1, '--ok')
    line(0, '--accent')
  }
  const param = (name: string) => props.device.params[name]!
  const textOf = (band: number) => {
    const b = bands[band - 1]!
    const parts = [
      valueText(param(`b${band}type`), b.type),
      format(param(`b${band}freq`), b.freq),
      ...(hasGain(b.type) ? [format(param(`b${band}gain`), b.gain)] : []),
      `Q ${format(param(`b${band}q`), b.q)}`,
      ...(b.where ? [valueText(param(`b${band}where`), b.where)] : []),
      ...(b.on ? [] : [t('off')]),
    ]
    return parts.join(', ')
  }
  return (
    <div className="eq-view">
      <Picture
        className="grow"
        label={t('Frequency response of the equaliser')}
        draw={draw}
        deps={[...bands.flatMap((b) => [b.on, b.type, b.freq, b.gain, b.q, b.where]), values('output'), chosen, sampleRate]}
        under={shows.pre || shows.post ? under : undefined}
      >
        <div className="picture-tools">
          <div className="segments" role="group" aria-label={t('Spectrum')}>
            {(['pre', 'post'] as const).map((side) => (
              <button
                key={side}
                type="button"
                aria-pressed={shows[side]}
                title={side === 'pre' ? t('Spectrum before the equaliser') : t('Spectrum behind the equaliser')}
                onClick={() => onLook(side, shows[side] ? 'off' : 'on')}
              >
                {side === 'pre' ? t('Pre') : t('Post')}
              </button>
            ))}
          </div>
          {(shows.pre || shows.post) && (
            <>
              <select
                className="quiet-select"
                aria-label={t('Slope of the spectrum')}
                value={slope}
                onChange={(e) => onLook('slope', e.target.value)}
              >
                {SLOPES.map((x) => (
                  <option key={x} value={x}>
                    {t('{x} dB/oct', { x: formatNumber(Number(x), x.includes('.') ? 1 : 0) })}
                  </option>
                ))}
              </select>
              <select
                className="quiet-select"
                aria-label={t('Speed of the spectrum')}
                value={speed}
                onChange={(e) => onLook('speed', e.target.value)}
              >
                {SPEEDS.map((x, i) => (
                  <option key={x} value={x}>
                    {[t('Fast'), t('Medium'), t('Slow')][i]}
                  </option>
                ))}
              </select>
            </>
          )}
        </div>
        {bands.map((b, i) => {
          const band = i + 1
          return (
            <Point
              key={band}
              {...props}
              label={t('Band {band}', { band })}
              text={textOf(band)}
              left={hzLeft(b.freq)}
              top={top(hasGain(b.type) ? b.gain : 0)}
              x={{ name: `b${band}freq` }}
              y={hasGain(b.type) ? { name: `b${band}gain`, move: (from, share) => from + share * 2 * range } : undefined}
              wheel={{ name: `b${band}q` }}
              onToggle={() => toggle(band)}
              onFocus={() => setChosen(band)}
              isOff={!b.on}
              isChosen={band === chosen}
            >
              {band}
            </Point>
          )
        })}
      </Picture>
      <div className="eq-band">
        <div className="segments" role="group" aria-label={t('Band')}>
          {bands.map((b, i) => (
            <button
              type="button"
              // biome-ignore lint/suspicious/noArrayIndexKey: bands are their numbers
              key={i}
              className={b.on ? '' : 'quiet'}
              aria-pressed={i + 1 === chosen}
              aria-label={t('Band {band}', { band: i + 1 })}
              onClick={() => setChosen(i + 1)}
            >
              {i + 1}
            </button>
          ))}
        </div>
        {(['on', 'type', 'where', 'freq', 'gain', 'q'] as const).map((part) => (
          <Control
            key={part}
            name={`b${chosen}${part}`}
            param={param(`b${chosen}${part}`)}
            title={{ on: t('Band'), type: t('Type'), where: t('Works on'), freq: t('Frequency'), gain: t('Gain'), q: t('Q') }[part]}
            value={values(`b${chosen}${part}`)}
            isAutomated={isAutomated(`b${chosen}${part}`)}
            onBegin={onBegin}
            onChange={onChange}
          />
        ))}
        <Control
          name="output"
          param={param('output')}
          value={values('output')}
          isAutomated={isAutomated('output')}
          onBegin={onBegin}
          onChange={onChange}
        />
      </div>
    </div>
  )
}
export default { width: 680, covers: Object.keys(device.params), view: View } satisfies DeviceView
