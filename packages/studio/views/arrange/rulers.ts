// Rulers over the lanes: sections and markers, loop, bars, timecode; what is painted there and what a pointer does there.
import {
  FLICKS_PER_SECOND,
  formatTimecode,
  type MarkerRecord,
  type SectionRecord,
  timecodeFramesOfFlicks,
  timecodeOfFrames,
  wrapAtMidnight,
} from '@tonmeister/project'
import { color } from '@tonmeister/ui'
import type { Session } from '../../app/session.ts'
import { label, mix, NUM, PLAIN, round } from './draw.ts'
import { follow, snap } from './gestures.ts'

/** Least pixels between two numbers of a ruler. */
const LABEL = 64

export function paintRulers(g: CanvasRenderingContext2D, s: Session, sections: boolean): void {
  const v = s.viewport
  const width = v.width
  const height = sections ? 70 : 48
  g.clearRect(0, 0, width, height)
  g.fillStyle = color('--panel')
  g.fillRect(0, 0, width, height)
  const top = sections ? 22 : 0
  if (sections) {
    for (const x of s.document.byType<SectionRecord>('section')) {
      const a = v.x(x.at)
      const b = v.x(x.at + x.length)
      if (b < 0 || a > width) continue
      g.fillStyle = mix(`--t${x.color}`, 34)
      round(g, a + 1, 2, b - a - 2, 18, 4)
      g.fill()
      label(g, x.name, Math.max(4, a + 9), 15, b - a - 14, color('--text'), PLAIN)
    }
    for (const m of s.document.byType<MarkerRecord>('marker')) {
      const a = v.x(m.at)
      if (a < -80 || a > width) continue
      g.fillStyle = color('--accent')
      g.fillRect(a, 2, 1.5, 18)
      label(g, m.name, a + 5, 15, 90, color('--dim'), PLAIN)
    }
  }
  if (s.looping || s.loopEnd > s.loopStart) {
    const a = v.x(s.loopStart)
    const b = v.x(s.loopEnd)
    g.fillStyle = s.looping ? color('--accent') : color('--hair')
    g.globalAlpha = s.looping ? 0.85 : 0.9
    g.fillRect(a, top, Math.max(1, b - a), 3)
    g.globalAlpha = 1
  }
  // Bars.
  g.font = NUM
  const firstBar = Math.max(1, s.signatures.position(Math.max(0, Math.floor(v.from))).bar)
  let step = 1
  const barPixels = s.signatures.at(Math.max(0, v.from)).barTicks / v.perPixel
  while (barPixels * step < LABEL * 0.6) step *= 2
  for (let bar = firstBar - ((firstBar - 1) % step); ; bar += step) {
    const x = v.x(s.signatures.ticks({ bar }))
    if (x > width) break
    g.fillStyle = color('--hair')
    g.fillRect(Math.round(x), top + 2, 1, 22)
    g.fillStyle = color('--dim')
    g.fillText(String(bar), Math.round(x) + 4, top + 16)
    if (barPixels * step > 36) {
      g.fillStyle = color('--raised')
      const half = v.x(s.signatures.ticks({ bar }) + (s.signatures.at(s.signatures.ticks({ bar })).barTicks * step) / 2)
      g.fillRect(Math.round(half), top + 16, 1, 8)
    }
  }
  // Timecode, at whole seconds.
  const y = top + 24
  const flicks = (ticks: number) => s.tempo.flicks(ticks)
  const second = FLICKS_PER_SECOND
  const perSecond = width / Math.max(1e-6, (flicks(v.ticks(width)) - flicks(v.from)) / second)
  const every = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((n) => n * perSecond > LABEL * 1.5) ?? 1200
  for (let t = Math.ceil(flicks(Math.max(0, v.from)) / second / every) * every; ; t += every) {
    const x = v.x(s.tempo.ticks(t * second))
    if (x > width) break
    g.fillStyle = color('--raised')
    g.fillRect(Math.round(x), y, 1, 24)
    g.fillStyle = color('--faint')
    g.fillText(
      formatTimecode(
        timecodeOfFrames(wrapAtMidnight(timecodeFramesOfFlicks(t * second + s.project.timecodeStart, s.rate), s.rate), s.rate),
        s.rate,
      ),
      Math.round(x) + 4,
      y + 16,
    )
  }
  g.fillStyle = color('--line')
  g.fillRect(0, height - 1, width, 1)
  g.fillRect(0, y - 0.5, width, 0.5)
}

/** In the rulers: click and drag move the play head, Shift drags the loop, a section becomes the loop. */
export function seekDrag(e: React.PointerEvent, s: Session, canvas: HTMLCanvasElement, sections: boolean): void {
  if (e.button !== 0) return
  const box = canvas.getBoundingClientRect()
  const at = (x: number) => Math.max(0, s.viewport.ticks(x - box.left))
  const here = at(e.clientX)
  if (sections && e.clientY - box.top < 22) {
    const hit = s.document.byType<SectionRecord>('section').find((x) => here >= x.at && here < x.at + x.length)
    if (hit) s.setLoop(true, hit.at, hit.at + hit.length)
    return
  }
  if (e.shiftKey) {
    const before = { on: s.looping, start: s.loopStart, end: s.loopEnd }
    follow(
      e,
      (m) => s.setLoop(true, snap(s, here, m.ctrlKey), snap(s, at(m.clientX), m.ctrlKey)),
      (cancelled) => cancelled && s.setLoop(before.on, before.start, before.end),
    )
    return
  }
  s.locate(here)
  follow(
    e,
    (m) => s.locate(at(m.clientX)),
    () => {},
  )
}
