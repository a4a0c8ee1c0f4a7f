// A project as a small picture, drawn from its records: sections, tracks with their clips, and the faders of its groups.
import { type ClipRecord, type NoteRecord, type Rec, type StripRecord, type TempoRecord, tempoMap } from '@tonmeister/project'
import { memo } from 'react'

const WIDE = 176
const HIGH = 72
const TOP = 9
/** Where faders begin. */
const MIXER = 128
const ROWS_MAX = 10
const hue = (color: unknown) => `var(--t${typeof color === 'number' && color >= 1 && color <= 8 ? color : 1})`
const byOrder = (a: Rec, b: Rec) => (String(a.order) < String(b.order) ? -1 : 1)
const n = (x: number) => x.toFixed(1)

export const Miniature = memo(function Miniature({ records, mixer = true }: { records: readonly Rec[]; mixer?: boolean }) {
  const of = (type: string) => records.filter((r) => r.type === type)
  const tempo = tempoMap(of('tempo') as TempoRecord[])
  const tracks = of('track').sort(byOrder)
  const rows = tracks.slice(0, ROWS_MAX)
  const sections = of('section')
  const clips = of('clip') as ClipRecord[]
  const ticks = (c: ClipRecord) => (c.anchor === 'flicks' ? [tempo.ticks(c.at), tempo.ticks(c.at + c.length)] : [c.at, c.at + c.length])
  const ends = [...clips.map((c) => ticks(c)[1]!), ...sections.map((r) => Number(r.at) + Number(r.length))]
  const end = Math.max(1, ...ends)
  const right = mixer ? MIXER - 8 : WIDE
  const x = (at: number) => 5 + ((right - 5) * at) / end
  const row = Math.min(9, (HIGH - TOP - 2) / Math.max(rows.length, 5))
  // Notes of a clip as dashes within it, highest on top: one path for a track.
  const notes = new Map<string, NoteRecord[]>()
  for (const note of of('note') as NoteRecord[]) notes.set(note.clip, [...(notes.get(note.clip) ?? []), note])
  const dashes = (clip: ClipRecord, y: number) => {
    const all = notes.get(clip.id) ?? []
    const keys = all.map((k) => k.key)
    const [low, high] = [Math.min(...keys), Math.max(...keys)]
    const start = ticks(clip)[0]!
    return all
      .map((k) => {
        const at = y + 1.4 + (row - 3.6) * (high > low ? 1 - (k.key - low) / (high - low) : 0.5)
        return `M${n(x(start + k.at))} ${n(at)}h${n(Math.max(0.6, x(k.length) - x(0) - 0.3))}`
      })
      .join('')
  }
  const strips = (of('strip') as StripRecord[]).filter((r) => r.kind !== 'track').sort(byOrder)
  const step = Math.min(8, (WIDE - MIXER) / Math.max(1, strips.length))
  return (
    <svg className="miniature" viewBox={`0 0 ${WIDE} ${HIGH}`} aria-hidden="true">
      {sections.map((r) => (
        <rect
          key={r.id}
          x={x(Number(r.at))}
          y={2}
          width={Math.max(1, x(Number(r.length)) - x(0) - 1)}
          height={3.5}
          rx={1}
          fill={hue(r.color)}
          opacity={0.55}
        />
      ))}
      {rows.length === 0 &&
        [0, 1, 2, 3, 4].map((i) => (
          <rect key={i} x={0} y={TOP + i * row + 0.5} width={right} height={row - 1.5} rx={1} fill="var(--hair)" opacity={0.5} />
        ))}
      {rows.map((t, i) => {
        const y = TOP + i * row
        const mine = clips.filter((c) => c.track === t.id)
        return (
          <g key={t.id} fill={hue(t.color)} stroke={hue(t.color)}>
            <rect x={0} y={y + 0.5} width={2.5} height={row - 1.5} rx={1} stroke="none" />
            <rect x={5} y={y + 0.5} width={right - 5} height={row - 1.5} rx={1} opacity={0.2} stroke="none" />
            {mine.map((c) => {
              const [from, to] = ticks(c)
              return (
                <rect
                  key={c.id}
                  x={x(from!)}
                  y={y + 0.5}
                  width={Math.max(1, x(to!) - x(from!) - 0.7)}
                  height={row - 1.5}
                  rx={1}
                  opacity={notes.has(c.id) ? 0.3 : 0.75}
                  stroke="none"
                />
              )
            })}
            <path d={mine.map((c) => dashes(c, y)).join('')} fill="none" strokeWidth={0.9} />
          </g>
        )
      })}
      {mixer &&
        strips.map((r, i) => {
          const at = WIDE - (strips.length - i) * step + step / 2
          // 0 dB at 78 % of the travel, as on the faders.
          const share = Math.min(1, Math.max(0, 0.78 + (typeof r.gain === 'number' ? r.gain : -60) / 60))
          return (
            <g key={r.id}>
              <path d={`M${n(at)} ${TOP}V${HIGH - 4}`} stroke="var(--hair)" strokeWidth={1.2} strokeLinecap="round" />
              <rect x={at - 2.2} y={HIGH - 4 - (HIGH - 4 - TOP) * share - 2} width={4.4} height={4} rx={1} fill={hue(r.color)} />
            </g>
          )
        })}
    </svg>
  )
})
