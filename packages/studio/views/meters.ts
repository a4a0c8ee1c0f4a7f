// The meters of the mixer's strips: what they show lives as long as the panel, whatever strips are in sight.
import { figureOf, loudnessOf, type MeterKind } from '@tonmeister/metering'
import { formatNumber } from '@tonmeister/project'
import { type MeterFace, MeterState, t } from '@tonmeister/ui'

/** Width of a meter, pixels; as in the style sheet. */
const METER = 13

export interface StripMeter {
  /** Its place in the strip: a canvas of its own, or a part of the board. */
  readonly place: HTMLElement
  /** Bars of gain reduction, by device. */
  readonly reductions: readonly (readonly [device: string, bar: HTMLElement])[]
}
const faces = new WeakMap<MeterKind, MeterFace>()
function faceOf(kind: MeterKind): MeterFace {
  let face = faces.get(kind)
  if (!face) {
    const { scale, warn, hot, peakLine = false } = kind
    face = { scale, warn, hot, hasNeedle: kind.law !== null, peakLine, ...(kind.loudness ? { joined: loudnessOf } : {}) }
    faces.set(kind, face)
  }
  return face
}
/** A level as it is read and spoken: '−12.3 dBFS', 'PPM 4.2'. */
export function levelText(kind: MeterKind, level: number): string {
  if (level <= kind.scale[0]![0]) return t('silent')
  const { unit } = kind.figure
  const figure = formatNumber(figureOf(kind, level), 1)
  return unit === 'PPM' ? `${unit} ${figure}` : `${figure} ${unit}`
}

export class Meters {
  /** Of every strip, in sight or not: marks of overs and held peaks are true when it comes into sight. */
  readonly states = new Map<string, MeterState>()
  /** Of the strips that are whole. */
  readonly drawn = new Map<string, StripMeter>()
  /**
   * The meters of all whole strips but Main's are on one canvas that lies over them and scrolls with them: each on its own would be a layer of
   * its own for the browser, and cost more than all else in the window. Of what is on it: pixels from its left.
   */
  private readonly at = new Map<string, number>()
  private board: CanvasRenderingContext2D | null = null
  private height = 0

  constructor(private kindOf: (strip: string) => MeterKind) {}

  state(strip: string): MeterState {
    let state = this.states.get(strip)
    if (!state) this.states.set(strip, (state = new MeterState(faceOf(this.kindOf(strip)))))
    return state
  }
  /** Other kinds of meter, perhaps; and strips that are gone. */
  follow(strips: readonly { readonly id: string }[], kindOf: (strip: string) => MeterKind): void {
    this.kindOf = kindOf
    const there = new Set(strips.map((x) => x.id))
    for (const id of there) this.state(id).wear(faceOf(kindOf(id)))
    for (const id of this.states.keys()) if (!there.has(id)) this.states.delete(id)
  }
  /** Lays the board over the places of the meters in a box that scrolls, after these have come, gone or moved. @param reach  pixels beside the box that are covered too */
  lay(canvas: HTMLCanvasElement, box: HTMLElement, reach: number): void {
    const here = box.getBoundingClientRect()
    const places: [string, DOMRect][] = []
    for (const [id, { place }] of this.drawn) {
      if (place instanceof HTMLCanvasElement) continue
      const rect = place.getBoundingClientRect()
      if (rect.right > here.left - reach && rect.left < here.right + reach) places.push([id, rect])
    }
    this.at.clear()
    this.board = null
    canvas.hidden = !places.length
    if (!places.length) return
    const left = Math.min(...places.map(([, x]) => x.left))
    const width = Math.max(...places.map(([, x]) => x.right)) - left
    const { top, height } = places[0]![1]
    const ratio = devicePixelRatio || 1
    Object.assign(canvas.style, {
      left: `${left - here.left + box.scrollLeft}px`,
      top: `${top - here.top}px`,
      width: `${width}px`,
      height: `${height}px`,
    })
    canvas.width = Math.max(1, Math.round(width * ratio))
    canvas.height = Math.max(1, Math.round(height * ratio))
    this.height = height
    this.board = canvas.getContext('2d')
    this.board?.setTransform(ratio, 0, 0, ratio, 0, 0)
    for (const [id, rect] of places) {
      this.at.set(id, rect.left - left)
      this.draw(id)
    }
  }
  /** Draws a meter where something of it has changed. */
  paint(id: string, { place }: StripMeter): void {
    if (place instanceof HTMLCanvasElement) this.state(id).paint(place)
    else if (this.at.has(id) && this.state(id).isNew(this.height)) this.draw(id)
  }
  private draw(id: string): void {
    const g = this.board
    if (!g) return
    const x = this.at.get(id)!
    g.translate(x, 0)
    this.state(id).draw(g, METER, this.height)
    g.translate(-x, 0)
  }
  /** The level as a number and in words, for who asks for it; it is no live region. */
  say(id: string, { place }: StripMeter): void {
    const kind = this.kindOf(id)
    const { now, most, over } = this.state(id)
    const text = levelText(kind, now)
    if (place.getAttribute('aria-valuetext') !== text) {
      const [bottom, top] = [kind.scale[0]![0], kind.scale.at(-1)![0]]
      place.setAttribute('aria-valuemin', String(bottom))
      place.setAttribute('aria-valuemax', String(top))
      place.setAttribute('aria-valuenow', Math.min(top, Math.max(bottom, now)).toFixed(1))
      place.setAttribute('aria-valuetext', text)
    }
    const title = over
      ? t('Over full scale, at most {level}. Click to clear.', { level: levelText(kind, most) })
      : t('At most {level}. Click to clear.', { level: levelText(kind, most) })
    if (place.title !== title) place.title = title
  }
}
