// What a pointer does in the clip editor: ends trim, corners fade, the line is gain, the waveform slips under the clip.
import { t } from '@tonmeister/ui'
import type { Session } from '../../app/session.ts'
import { type Wave, waveOf } from '../../app/wave.ts'
import { follow } from '../arrange/gestures.ts'
import { fadeHandles, gainAt, gainY, RULERS, SCALE } from './paint.ts'

/** Pixels around a handle, an end, the line. */
const HANDLE = 10
const EDGE = 6
const LINE = 5
const SLACK = 3

export type Part = 'ruler' | 'fade-in' | 'fade-out' | 'start' | 'end' | 'gain' | 'wave' | 'none'
export function partAt(wave: Wave, x: number, y: number, height: number): Part {
  const span = wave.span()
  if (y < RULERS) return 'ruler'
  if (!span || x < SCALE) return 'none'
  const at = x - SCALE
  const handles = fadeHandles(wave)!
  if (y < RULERS + 20) {
    if (Math.abs(at - handles.in) < HANDLE) return 'fade-in'
    if (Math.abs(at - handles.out) < HANDLE) return 'fade-out'
  }
  const [left, right] = [wave.view.x(span.from), wave.view.x(span.to)]
  if (Math.abs(at - left) < EDGE) return 'start'
  if (Math.abs(at - right) < EDGE) return 'end'
  if (at < left || at > right) return 'none'
  return Math.abs(y - gainY(height, Number(wave.record?.gain ?? 0))) < LINE ? 'gain' : 'wave'
}
export function waveDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement): void {
  if (e.button !== 0) return
  const wave = waveOf(s)
  const box = canvas.getBoundingClientRect()
  const part = partAt(wave, e.clientX - box.left, e.clientY - box.top, box.height)
  const flicks = (m: { clientX: number }) => wave.view.ticks(m.clientX - box.left - SCALE)
  const locate = (m: { clientX: number }) => s.locate(Math.round(s.tempo.ticks(Math.max(0, flicks(m)))))
  if (part === 'ruler' || part === 'none') {
    locate(e)
    if (part === 'ruler') follow(e, locate, () => {})
    return
  }
  const labels = {
    'fade-in': t('Fade in'),
    'fade-out': t('Fade out'),
    start: t('Trim clip'),
    end: t('Trim clip'),
    gain: t('Clip gain'),
    wave: t('Slip clip'),
  }
  let end: ((cancel?: boolean) => void) | undefined
  let slipped = 0
  const begin = flicks(e)
  const span = wave.span()!
  follow(
    e,
    (m) => {
      if (!end && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) <= SLACK) return
      end ??= s.gesture(labels[part])
      const off = m.ctrlKey
      if (part === 'fade-in') wave.fade('in', wave.snap(flicks(m), off) - span.from)
      else if (part === 'fade-out') wave.fade('out', span.to - wave.snap(flicks(m), off))
      else if (part === 'gain') wave.gain(gainAt(box.height, m.clientY - box.top))
      else if (part === 'wave') {
        const by = Math.round(flicks(m) - begin)
        wave.slip(by - slipped)
        slipped = by
      } else wave.trim(part, wave.snap(Math.max(0, flicks(m)), off))
    },
    (cancelled) => {
      end?.(cancelled)
      // A click in the waveform places the play head.
      if (!end && !cancelled && part === 'wave') locate(e)
    },
  )
}
