// Clip editor: the waveform of one audio clip, large; its gain, fades, ends and place in the file as handles and as sliders. Nothing here changes the file.
import {
  type FadeShape,
  FLICKS_PER_SECOND,
  flicksOfFrames,
  formatNumber,
  renameClips,
  setClipColor,
  setFade,
  type TrackRecord,
  toggleClip,
} from '@tonmeister/project'
import { fitCanvas, named, onFrame, sizeOf, t, word } from '@tonmeister/ui'
import { Magnet, Maximize, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { arrangementOf } from '../../app/arrangement.ts'
import { command, keyText, titleOf } from '../../app/commands.ts'
import { type Session, useSession } from '../../app/session.ts'
import { GAIN_MAX, GAIN_MIN, type Wave, waveOf } from '../../app/wave.ts'
import './clip.css'
import { partAt, waveDrag } from './gestures.ts'
import { paintWave, SCALE } from './paint.ts'

const SHAPES: readonly { readonly id: FadeShape; readonly name: string }[] = [
  { id: 'linear', name: word('Linear') },
  { id: 'equal-power', name: word('Equal power') },
  { id: 's-curve', name: word('S-curve') },
  { id: 'fast', name: word('Fast') },
  { id: 'slow', name: word('Slow') },
]
export function ClipEditor() {
  const s = useSession()
  const wave = waveOf(s)
  return (
    <div className="wave" role="tabpanel" aria-label={t('Clip')}>
      {wave.record ? (
        <Editor key={wave.record.id} s={s} wave={wave} />
      ) : (
        <div className="empty">
          <p>
            {t(
              'The waveform of an audio clip stands here, down to the single sample. Choose a clip in the arrangement, or bring in a sound file.',
            )}
          </p>
          <div>
            <button type="button" className="b p" onClick={() => command('import').run(s)}>
              {titleOf(command('import'))}
            </button>
          </div>
        </div>
      )}
    </div>
  )
}
function Editor({ s, wave }: { s: Session; wave: Wave }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const head = useRef<HTMLElement>(null)
  useEffect(() => {
    let last = ''
    let lastX = Number.NaN
    const stop = onFrame(() => {
      const area = canvas.current
      if (!area) return
      const { width: w, height: h } = sizeOf(area)
      const { view } = wave
      view.resize(Math.max(1, w - SCALE), Math.max(1, h))
      wave.arrive()
      const position = s.tempo.flicks(s.host.positionTicks())
      const span = wave.span()
      if (s.host.playing && arrangementOf(s).follow !== 'off' && span && position >= span.from && position < span.to) view.follow(position)
      const x = Math.round((SCALE + view.x(position)) * 2) / 2
      if (x !== lastX && head.current) {
        lastX = x
        head.current.style.visibility = x >= SCALE - 1 && x <= w ? 'visible' : 'hidden'
        head.current.style.transform = `translateX(${x}px)`
      }
      const resized = fitCanvas(area)
      const state = `${s.key} ${wave.record?.id} ${view.version} ${wave.version} ${s.arrangeVersion} ${document.documentElement.dataset.theme}`
      if (state === last && !resized) return
      last = state
      paintWave(area.getContext('2d')!, s, wave, w, h)
    })
    return stop
  }, [s, wave])
  useEffect(() => {
    const area = canvas.current
    const wheel = (e: WheelEvent) => {
      e.preventDefault()
      const x = e.clientX - area!.getBoundingClientRect().left - SCALE
      if (e.ctrlKey || e.metaKey) wave.view.zoom(Math.exp(e.deltaY * 0.002), x)
      else wave.view.scroll(e.deltaX || e.deltaY, 0)
    }
    area?.addEventListener('wheel', wheel, { passive: false })
    return () => area?.removeEventListener('wheel', wheel)
  }, [wave])
  const tool = (id: string, icon: React.ReactNode) => {
    const c = command(id)
    const on = c.on?.(s)
    return (
      <button
        type="button"
        className={on ? 'b g sq on' : 'b g sq'}
        title={`${titleOf(c)}${keyText(c) ? ` (${keyText(c)})` : ''}`}
        aria-label={titleOf(c)}
        {...(c.on ? { 'aria-pressed': on === true } : {})}
        onClick={() => c.run(s)}
      >
        {icon}
      </button>
    )
  }
  const clip = wave.record!
  const cursors = {
    ruler: 'default',
    'fade-in': 'ew-resize',
    'fade-out': 'ew-resize',
    start: 'col-resize',
    end: 'col-resize',
    gain: 'ns-resize',
    wave: 'grab',
    none: 'default',
  }
  return (
    <>
      <div className="wave-bar" role="toolbar" aria-label={t('Clip')}>
        <Name s={s} wave={wave} />
        <fieldset className="swatches">
          <legend className="sr">{t('Colour')}</legend>
          {[1, 2, 3, 4, 5, 6, 7, 8].map((n) => (
            <button
              type="button"
              key={n}
              aria-label={t('Colour {n}', { n })}
              aria-pressed={(clip.color ?? (s.document.get(clip.track) as TrackRecord | undefined)?.color) === n}
              style={{ background: `var(--t${n})` }}
              onClick={() => s.edit(t('Colour'), () => setClipColor(s.document, [clip.id], n))}
            />
          ))}
        </fieldset>
        <button
          type="button"
          className={clip.reverse ? 'b on' : 'b'}
          aria-pressed={clip.reverse === true}
          onClick={() => command('clip-reverse').run(s)}
        >
          {t('Reverse')}
        </button>
        <button
          type="button"
          className={clip.muted ? 'b on' : 'b'}
          aria-pressed={clip.muted === true}
          onClick={() => s.edit(t('Mute clip'), () => toggleClip(s.document, [clip.id], 'muted'))}
        >
          {t('Mute')}
        </button>
        <span className="wave-tools">
          {tool('clip-snap', <Magnet />)}
          {tool('clip-zoom-out', <ZoomOut />)}
          {tool('clip-zoom-in', <ZoomIn />)}
          {tool('clip-fit', <Maximize />)}
        </span>
      </div>
      <div className="wave-body">
        <div className="wave-area">
          <canvas
            ref={canvas}
            aria-hidden="true"
            onPointerDown={(e) => waveDrag(e, s, e.currentTarget)}
            onPointerMove={(e) => {
              if (e.buttons) return
              const box = e.currentTarget.getBoundingClientRect()
              const cursor = cursors[partAt(wave, e.clientX - box.left, e.clientY - box.top, box.height)]
              if (e.currentTarget.style.cursor !== cursor) e.currentTarget.style.cursor = cursor
            }}
            onDoubleClick={(e) => {
              const box = e.currentTarget.getBoundingClientRect()
              if (partAt(wave, e.clientX - box.left, e.clientY - box.top, box.height) === 'gain') s.edit(t('Clip gain'), () => wave.gain(0))
            }}
            onContextMenu={(e) => {
              e.preventDefault()
              const box = e.currentTarget.getBoundingClientRect()
              const part = partAt(wave, e.clientX - box.left, e.clientY - box.top, box.height)
              if (part === 'fade-in' || part === 'fade-out') {
                const edge = part === 'fade-in' ? 'in' : 'out'
                s.openMenu(
                  e,
                  edge === 'in' ? t('Fade in') : t('Fade out'),
                  SHAPES.map((x) => ({ title: named(x.name), on: shapeOf(wave, edge) === x.id, run: () => setShape(s, wave, edge, x.id) })),
                )
              } else
                s.openMenu(
                  e,
                  t('Clip'),
                  ['clip-start-here', 'clip-end-here', 'clip-fade-in-here', 'clip-fade-out-here', 'clip-reverse', 'clip-fit'].map((id) => {
                    const c = command(id)
                    return { title: titleOf(c), keys: keyText(c), disabled: c.when ? !c.when(s) : false, run: () => c.run(s) }
                  }),
                )
            }}
          />
          <i className="head-line" ref={head} />
        </div>
        <Numbers s={s} wave={wave} />
      </div>
    </>
  )
}
function Name({ s, wave }: { s: Session; wave: Wave }) {
  const clip = wave.record!
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <input
      className="wave-name"
      aria-label={t('Name')}
      value={draft ?? clip.name}
      onFocus={() => setDraft(clip.name)}
      onChange={(e) => setDraft(e.target.value)}
      onBlur={() => {
        if (draft !== null && draft !== clip.name) s.edit(t('Rename clip'), () => renameClips(s.document, [clip.id], draft))
        setDraft(null)
      }}
      onKeyDown={(e) => {
        e.stopPropagation()
        if (e.key === 'Enter') e.currentTarget.blur()
        if (e.key === 'Escape') setDraft(clip.name)
      }}
    />
  )
}
const shapeOf = (wave: Wave, edge: 'in' | 'out') => String(wave.record?.[edge === 'in' ? 'fadeInShape' : 'fadeOutShape'] ?? 'equal-power')
const setShape = (s: Session, wave: Wave, edge: 'in' | 'out', shape: FadeShape) => {
  const clip = wave.record
  if (clip)
    s.edit(t('Fade shape'), () => setFade(s.document, clip.id, edge, Number(clip[edge === 'in' ? 'fadeIn' : 'fadeOut'] ?? 0), shape))
}
const SECOND = FLICKS_PER_SECOND
const time = (flicks: number) => `${formatNumber(flicks / SECOND, 3)} s`

/** The same as numbers: a slider for each handle of the waveform. */
function Numbers({ s, wave }: { s: Session; wave: Wave }) {
  const clip = wave.record!
  const span = wave.span()!
  const { asset } = wave
  const length = span.to - span.from
  const whole = asset ? flicksOfFrames(asset.frames, asset.sampleRate) : length
  const locked = clip.locked === true
  const ms = SECOND / 1000
  const content = Number(clip.from ?? 0)
  return (
    <div className="wave-numbers">
      <Range
        s={s}
        label={t('Gain')}
        value={Number(clip.gain ?? 0)}
        min={GAIN_MIN}
        max={GAIN_MAX}
        step={0.1}
        text={`${formatNumber(Number(clip.gain ?? 0), 1)} dB`}
        undo={t('Clip gain')}
        onChange={(db) => wave.gain(db)}
      />
      {(['in', 'out'] as const).map((edge) => {
        const fade = Number(clip[edge === 'in' ? 'fadeIn' : 'fadeOut'] ?? 0)
        const label = edge === 'in' ? t('Fade in') : t('Fade out')
        return (
          <div className="wave-fade" key={edge}>
            <Range
              s={s}
              label={label}
              value={Math.round(fade / ms)}
              min={0}
              max={Math.max(1, Math.floor(length / ms))}
              step={1}
              text={time(fade)}
              undo={label}
              onChange={(x) => wave.fade(edge, x * ms)}
            />
            <select
              aria-label={edge === 'in' ? t('Shape of the fade in') : t('Shape of the fade out')}
              value={shapeOf(wave, edge)}
              onChange={(e) => setShape(s, wave, edge, e.target.value as FadeShape)}
            >
              {SHAPES.map((x) => (
                <option key={x.id} value={x.id}>
                  {named(x.name)}
                </option>
              ))}
            </select>
          </div>
        )
      })}
      <Range
        s={s}
        label={t('Start')}
        value={Math.round(span.from / ms)}
        min={Math.max(0, Math.floor((span.from - Math.max(0, content)) / ms))}
        max={Math.floor(span.to / ms) - 1}
        step={1}
        text={time(span.from)}
        undo={t('Trim clip')}
        disabled={locked}
        onChange={(x) => wave.trim('start', x * ms)}
      />
      <Range
        s={s}
        label={t('End')}
        value={Math.round(span.to / ms)}
        min={Math.ceil(span.from / ms) + 1}
        max={Math.max(Math.ceil(span.to / ms), Math.floor((span.from + whole - content) / ms))}
        step={1}
        text={time(span.to)}
        undo={t('Trim clip')}
        disabled={locked}
        onChange={(x) => wave.trim('end', x * ms)}
      />
      <Range
        s={s}
        label={t('Offset in the file')}
        value={Math.round(content / ms)}
        min={Math.min(0, Math.floor(content / ms))}
        max={Math.max(Math.ceil(content / ms), Math.floor(whole / ms))}
        step={1}
        text={time(content)}
        undo={t('Slip clip')}
        disabled={locked || wave.isLooped}
        onChange={(x) => wave.slip((content - x * ms) * (clip.reverse === true ? -1 : 1))}
      />
      <dl>
        <dt>{t('File')}</dt>
        <dd title={asset?.name}>{asset ? asset.name : t('missing')}</dd>
        {asset && (
          <>
            <dt>{t('Sample rate')}</dt>
            <dd className="num">{formatNumber(asset.sampleRate / 1000, asset.sampleRate % 1000 ? 1 : 0)} kHz</dd>
            <dt>{t('Channels')}</dt>
            <dd className="num">{asset.channels}</dd>
            <dt>{t('Length')}</dt>
            <dd className="num">{time(whole)}</dd>
          </>
        )}
      </dl>
    </div>
  )
}
function Range(props: {
  readonly s: Session
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  /** The value in words. */
  readonly text: string
  readonly undo: string
  readonly disabled?: boolean
  readonly onChange: (value: number) => void
}) {
  const { s, label, value, min, max, step, text, undo, disabled, onChange } = props
  // A drag is one step of undo; each press of a key is one too.
  const end = useRef<((cancel?: boolean) => void) | null>(null)
  const finish = () => {
    end.current?.()
    end.current = null
  }
  return (
    <label className="wave-range">
      <span>{label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={disabled}
        aria-label={label}
        aria-valuetext={text}
        onKeyDown={(e) => {
          // The slider owns its keys; all others go on to the commands.
          if (/^(Arrow|Page|Home|End)/.test(e.key) && !e.altKey && !e.ctrlKey) e.stopPropagation()
        }}
        onPointerDown={() => {
          end.current ??= s.gesture(undo)
        }}
        onPointerUp={finish}
        onPointerCancel={finish}
        onBlur={finish}
        onChange={(e) => {
          const next = Number(e.target.value)
          if (end.current) onChange(next)
          else s.edit(undo, () => onChange(next))
        }}
      />
      <span className="num">{text}</span>
    </label>
  )
}
