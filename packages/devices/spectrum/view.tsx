// The spectrum as a line with its peaks, and as a spectrogram; a cursor tells frequency, note and level.
import { formatNumber } from '@tonmeister/project'
import {
  color,
  type DeviceView,
  type DeviceViewProps,
  drawColumns,
  frequencyGrid,
  hzLeft,
  leftHz,
  mark,
  onFrame,
  Picture,
  putText,
  rule,
  SpectrumColumns,
  t,
  themeVersion,
} from '@tonmeister/ui'
import { useEffect, useMemo, useRef } from 'react'
import { type Channel, hzText, levelText, noteText, Readouts, useSpectrum } from '../live.view.tsx'
import { noteOf } from '../note.ts'
import { loudest } from './loudest.ts'

const COLUMNS = 480
const WINDOW_IDS = ['hann', 'blackman-harris', 'flat-top'] as const
const CHANNELS: readonly Channel[] = ['mid', 'side', 'left', 'right']
const SLOPES = [0, 3, 4.5]
/** Octaves. */
const SMOOTHING = [0, 1 / 12, 1 / 6, 1 / 3]
/** Hz of the axis. */
const [LOWEST, HIGHEST] = [leftHz(0), leftHz(1)]
/** dB at the top. */
const LOUDEST = 6
const [SPECTRUM, SPECTROGRAM] = [0, 1]
/** Pixels of the spectrogram: moments and frequencies. */
const MOMENTS = 600
const ROWS = 256
/** Milliseconds of a moment: twelve seconds are seen. */
const MOMENT = 20

/** Moments side by side, the newest at the right. Takes and draws without new objects. */
class Spectrogram {
  private readonly canvas = document.createElement('canvas')
  private readonly pen: CanvasRenderingContext2D
  private readonly column: ImageData
  private readonly palette = new Uint8ClampedArray(256 * 4)
  private theme = -1
  private at = 0
  private due = 0
  /** Moments since something was heard. */
  private silent = MOMENTS
  readonly columns = new SpectrumColumns(ROWS)

  constructor() {
    this.canvas.width = MOMENTS
    this.canvas.height = ROWS
    this.pen = this.canvas.getContext('2d', { willReadFrequently: true })!
    this.column = this.pen.createImageData(1, ROWS)
  }
  /** Colours from silence to the loudest, as the theme has them. */
  private follow(): void {
    if (this.theme === themeVersion()) return
    this.theme = themeVersion()
    const strip = document.createElement('canvas')
    strip.width = 256
    strip.height = 1
    const g = strip.getContext('2d')!
    const ramp = g.createLinearGradient(0, 0, 256, 0)
    ;['--bg', '--blue', '--accent', '--text'].forEach((token, i) => ramp.addColorStop(i / 3, color(token)))
    g.fillStyle = ramp
    g.fillRect(0, 0, 256, 1)
    this.palette.set(g.getImageData(0, 0, 256, 1).data)
    this.pen.fillStyle = color('--bg')
    this.pen.fillRect(0, 0, MOMENTS, ROWS)
  }
  /** @returns whether there is something new to see */
  take(power: Float32Array, rate: number, now: number, slope: number, range: number): boolean {
    this.follow()
    if (!this.due || now - this.due > 1000) this.due = now
    let moved = false
    for (; this.due <= now; this.due += MOMENT) {
      const isHeard = this.columns.take(power, rate, MOMENT / 1000, { slope, average: 0, smooth: 0 })
      this.silent = isHeard ? 0 : Math.min(MOMENTS + 1, this.silent + 1)
      if (this.silent > MOMENTS) continue
      const { data } = this.column
      for (let row = 0; row < ROWS; row++) {
        const share = (this.columns.levels[ROWS - 1 - row]! - LOUDEST + range) / range
        const from = 4 * Math.round(255 * Math.min(1, Math.max(0, share)))
        for (let k = 0; k < 4; k++) data[row * 4 + k] = this.palette[from + k]!
      }
      this.pen.putImageData(this.column, this.at, 0)
      this.at = (this.at + 1) % MOMENTS
      moved = true
    }
    return moved
  }
  draw(g: CanvasRenderingContext2D, w: number, h: number): void {
    const first = ((MOMENTS - this.at) / MOMENTS) * w
    g.drawImage(this.canvas, this.at, 0, MOMENTS - this.at, ROWS, 0, 0, first, h)
    if (this.at) g.drawImage(this.canvas, 0, 0, this.at, ROWS, first, 0, w - first, h)
  }
}

function View(props: DeviceViewProps) {
  const { values, sampleRate } = props
  const choice = (name: string) => Math.round(values(name))
  const live = useSpectrum(props, 'in', {
    size: 1024 << choice('size'),
    window: WINDOW_IDS[choice('window')]!,
    columns: COLUMNS,
    channel: CHANNELS[choice('channel')]!,
  })
  const spectrogram = useMemo(() => new Spectrogram(), [])
  const view = choice('view')
  const slope = SLOPES[choice('slope')]!
  const range = values('range')
  const holds = values('hold') >= 0.5
  const gathering = { slope, average: values('average'), smooth: SMOOTHING[choice('smooth')]! }
  // Peaks of another setting, or of before they were asked for, are none.
  useEffect(() => live.columns.forgetPeaks(), [live, holds, slope, gathering.smooth])
  const top = (db: number) => Math.min(1.02, Math.max(0, (LOUDEST - db) / range))
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    frequencyGrid(g, w, h)
    const step = range > 100 ? 24 : 12
    for (let db = 0; db > LOUDEST - range; db -= step) {
      const y = Math.round(top(db) * h) + 0.5
      rule(g, 0, y, w, y, db ? '--grid-bar' : '--hair')
      mark(g, formatNumber(db, 0), w - 4, y, 'right')
    }
    drawColumns(g, live.columns.levels, w, (db) => top(db) * h, '--blue', h)
    if (holds) drawColumns(g, live.columns.peaks, w, (db) => top(db) * h, '--accent')
  }
  const drawSpectrogram = (g: CanvasRenderingContext2D, w: number, h: number) => {
    spectrogram.draw(g, w, h)
    for (const [hz, text] of [
      [100, '100'],
      [1000, '1k'],
      [10_000, '10k'],
    ] as const) {
      const y = Math.round((1 - hzLeft(hz)) * h) + 0.5
      rule(g, 0, y, 6, y, '--text')
      mark(g, text, 9, y)
    }
  }
  const toneText = (hz: number, db: number) => (hz ? `${hzText(hz)} · ${noteText(noteOf(hz))} · ${levelText(db)}` : '–')
  const cursor = useRef(0.5)
  return (
    <div className="analysis-view">
      {view !== SPECTROGRAM && (
        <Picture
          className="grow"
          label={t('Levels by frequency, 20 Hz to 20 kHz')}
          draw={draw}
          deps={[live, slope, range, holds]}
          live={(now) => live.look(now, gathering)}
        >
          <Cursor
            place={cursor}
            text={(share) => toneText(leftHz(share), live.columns.levelAt(leftHz(share)))}
            onForget={() => live.columns.forgetPeaks()}
          />
        </Picture>
      )}
      {view !== SPECTRUM && (
        <Picture
          className="grow"
          label={t('Levels by frequency over the last twelve seconds')}
          draw={drawSpectrogram}
          deps={[]}
          live={(now) => {
            live.look(now, gathering)
            return spectrogram.take(live.power, sampleRate, now, slope, range)
          }}
        />
      )}
      <Readouts
        names={view === SPECTROGRAM ? [t('Loudest')] : [t('Loudest'), t('Cursor')]}
        texts={() => {
          const { hz, db } = loudest(live.power, sampleRate, slope)
          const at = leftHz(cursor.current)
          const said = [toneText(hz, db), toneText(at, live.columns.levelAt(at))]
          return view === SPECTROGRAM ? said.slice(0, 1) : said
        }}
      />
    </div>
  )
}
/** A line that is moved by the pointer or by arrows, a semitone at a time; Delete forgets the peaks. */
function Cursor({
  place,
  text,
  onForget,
}: {
  readonly place: { current: number }
  readonly text: (share: number) => string
  readonly onForget: () => void
}) {
  const ref = useRef<HTMLDivElement>(null)
  const current = useRef(text)
  current.current = text
  const move = (share: number) => {
    place.current = Math.min(1, Math.max(0, share))
    show()
  }
  const show = () => {
    const node = ref.current
    if (!node) return
    const said = current.current(place.current)
    const line = node.firstElementChild as HTMLElement
    line.style.left = `${place.current * 100}%`
    line.classList.toggle('late', place.current > 0.6)
    putText(line.firstElementChild, said)
    node.setAttribute('aria-valuetext', said)
    node.setAttribute('aria-valuenow', String(Math.round(leftHz(place.current))))
  }
  useEffect(() => {
    let next = 0
    return onFrame((now) => {
      if (now < next) return
      next = now + 200
      show()
    })
  }, [])
  const semitone = hzLeft(LOWEST * 2 ** (1 / 12))
  return (
    <div
      ref={ref}
      className="cursor"
      role="slider"
      tabIndex={0}
      aria-label={t('Cursor')}
      aria-valuemin={LOWEST}
      aria-valuemax={HIGHEST}
      aria-valuenow={Math.round(leftHz(place.current))}
      onPointerMove={(e) => {
        const box = e.currentTarget.getBoundingClientRect()
        move((e.clientX - box.left) / box.width)
      }}
      onDoubleClick={onForget}
      onKeyDown={(e) => {
        const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 12, PageDown: -12, Home: -200, End: 200 }[e.key]
        const forgets = e.key === 'Delete' || e.key === 'Backspace'
        if ((by === undefined && !forgets) || e.altKey || e.ctrlKey || e.metaKey) return
        e.preventDefault()
        e.stopPropagation()
        if (forgets) onForget()
        else move(place.current + (by ?? 0) * semitone * (e.shiftKey ? 0.1 : 1))
      }}
    >
      <i>
        <span className="num" />
      </i>
    </div>
  )
}
export default { width: 560, view: View } satisfies DeviceView
