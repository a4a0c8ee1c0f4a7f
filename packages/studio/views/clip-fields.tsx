// The selected clips as numbers and words: what they have in common, and what of them can be typed.
import {
  type AssetRecord,
  addClipGain,
  type ClipRecord,
  type FadeShape,
  FLICKS_PER_SECOND,
  formatBars,
  formatNumber,
  LOOP_MIN,
  lockClips,
  moveClips,
  parsePosition,
  renameClips,
  setClipColor,
  setClipGain,
  setClipLoop,
  setFade,
  TICKS_PER_QUARTER,
  toggleClip,
  trimClip,
} from '@tonmeister/project'
import { named, t, word } from '@tonmeister/ui'
import type { Session } from '../app/session.ts'
import { Text } from './text-field.tsx'

const SHAPES: readonly { readonly id: FadeShape; readonly name: string }[] = [
  { id: 'linear', name: word('Linear') },
  { id: 'equal-power', name: word('Equal power') },
  { id: 's-curve', name: word('S-curve') },
  { id: 'fast', name: word('Fast') },
  { id: 'slow', name: word('Slow') },
]
/** Shown where clips differ. */
const MIXED = '–'
/** '−6', '−6 dB', '2,5 ms', '1.2 s': a number and its unit; undefined when it is no number. */
function quantity(text: string): { readonly value: number; readonly unit: string; readonly isRelative: boolean } | undefined {
  const m = /^\s*([+−-]?\d*[.,]?\d+)\s*([a-z]*)\s*$/i.exec(text)
  return m
    ? { value: Number(m[1]!.replace('−', '-').replace(',', '.')), unit: m[2]!.toLowerCase(), isRelative: m[1]!.startsWith('+') }
    : undefined
}
/** What all of them say; undefined where they differ. */
function common<T>(clips: readonly ClipRecord[], of: (clip: ClipRecord) => T): T | undefined {
  const first = of(clips[0]!)
  for (const clip of clips) if (of(clip) !== first) return undefined
  return first
}

export function ClipFields({ s, clips }: { s: Session; clips: readonly ClipRecord[] }) {
  const ids = clips.map((c) => c.id)
  const n = clips.length
  const audio = clips.filter((c) => c.kind === 'audio')
  const kind = common(clips, (c) => c.kind)
  const asset = common(clips, (c) => c.asset)
  const file = typeof asset === 'string' ? (s.document.get(asset) as AssetRecord | undefined) : undefined
  const bars = (ticks: number | undefined) => (ticks === undefined ? MIXED : formatBars(s.signatures.position(Math.round(ticks))))
  const ms = (flicks: unknown) => (flicks === undefined ? MIXED : `${formatNumber((Number(flicks) / FLICKS_PER_SECOND) * 1000, 0)} ms`)
  const all = (label: string, edit: (clip: ClipRecord) => void) =>
    s.edit(label, () =>
      s.document.transact(() => {
        for (const clip of clips) edit(clip)
      }),
    )
  /** Ticks of a place as it was typed; says what is wrong with one that is none. */
  const place = (text: string): number | undefined => {
    try {
      const flicks = parsePosition(text, { tempo: s.tempo, signatures: s.signatures, rate: s.rate, timecodeStart: s.project.timecodeStart })
      return Math.round(s.tempo.ticks(flicks))
    } catch (error) {
      s.notify(`${(error as Error).message} ${(error as { hint?: string }).hint ?? ''}`.trim(), true)
      return undefined
    }
  }
  const own = (clip: ClipRecord, ticks: number) => (clip.anchor === 'ticks' ? ticks : s.tempo.flicks(ticks))
  const move = (text: string) => {
    const to = place(text)
    if (to === undefined) return
    all(t('Move clip'), (clip) => {
      const [from] = s.clipTicks(clip)
      moveClips(s.document, [clip.id], { ticks: to - Math.round(from), flicks: Math.round(s.tempo.flicks(to) - s.tempo.flicks(from)) })
    })
  }
  const end = (text: string) => {
    const to = place(text)
    if (to !== undefined) all(t('Trim clip'), (clip) => trimClip(s.document, clip.id, 'end', own(clip, to), s.tempo))
  }
  /** Ticks of a length in quarters, or in the unit that was typed. */
  const ticksOf = (text: string, from: number): number | undefined => {
    const q = quantity(text)
    if (!q || !(q.value > 0)) return undefined
    if (q.unit === 's' || q.unit === 'ms') {
      const flicks = (q.unit === 's' ? q.value : q.value / 1000) * FLICKS_PER_SECOND
      return s.tempo.ticks(s.tempo.flicks(from) + flicks) - from
    }
    return q.value * TICKS_PER_QUARTER
  }
  const fade = (edge: 'in' | 'out', text: string) => {
    const q = quantity(text)
    if (q && q.value >= 0)
      all(edge === 'in' ? t('Fade in') : t('Fade out'), (clip) => {
        if (clip.kind === 'audio')
          setFade(s.document, clip.id, edge, Math.round((q.unit === 's' ? q.value : q.value / 1000) * FLICKS_PER_SECOND))
      })
  }
  const gain = (text: string) => {
    const q = quantity(text)
    if (!q) return
    // '+3' means 3 dB more for each.
    if (q.isRelative && n > 1) s.edit(t('Clip gain'), () => addClipGain(s.document, ids, q.value))
    else
      all(t('Clip gain'), (clip) => {
        if (clip.kind === 'audio') setClipGain(s.document, clip.id, Math.min(36, Math.max(-72, q.value)))
      })
  }
  const offset = (text: string) => {
    const q = quantity(text)
    if (!q) return
    all(t('Slip clip'), (clip) => {
      const seconds = q.unit === 's' ? q.value : q.value / 1000
      const from = clip.kind === 'audio' ? seconds * FLICKS_PER_SECOND : q.value * TICKS_PER_QUARTER
      if (clip.locked !== true) s.document.set(clip.id, 'from', Math.round(from))
    })
  }
  const from = common(clips, (c) => Number(c.from ?? 0))
  const loop = common(clips, (c) =>
    typeof c.loop === 'number' ? s.clipTicks({ ...c, length: c.loop } as ClipRecord)[1] - s.clipTicks(c)[0] : 0,
  )
  const length = common(clips, (c) => s.clipTicks(c)[1] - s.clipTicks(c)[0])
  const db = audio.length ? common(audio, (c) => Number(c.gain ?? 0)) : undefined
  const flag = (field: string, of: readonly ClipRecord[] = clips) => of.every((c) => c[field] === true)
  const mixed = (field: string, of: readonly ClipRecord[] = clips) => !flag(field, of) && of.some((c) => c[field] === true)
  const color = common(clips, (c) => c.color ?? 0)
  return (
    <section className="sec" aria-label={t('{n, plural, one {Clip} other {# clips}}', { n })}>
      <h2>
        {t('{n, plural, one {Clip} other {# clips}}', { n })}{' '}
        <span>{kind === 'audio' ? t('Audio') : kind === 'notes' ? t('Notes') : (kind ?? t('Several kinds'))}</span>
      </h2>
      <Text
        label={t('Name')}
        value={common(clips, (c) => c.name) ?? MIXED}
        onTake={(name) =>
          s.edit(t('{n, plural, one {Rename clip} other {Rename # clips}}', { n }), () => renameClips(s.document, ids, name))
        }
      />
      <Text label={t('Start')} number value={bars(common(clips, (c) => s.clipTicks(c)[0]))} onTake={move} />
      <Text label={t('End')} number value={bars(common(clips, (c) => s.clipTicks(c)[1]))} onTake={end} />
      <Text
        label={t('Length')}
        number
        value={length === undefined ? MIXED : t('{n} quarters', { n: formatNumber(length / TICKS_PER_QUARTER, 2) })}
        onTake={(text) =>
          all(t('Trim clip'), (clip) => {
            const [start] = s.clipTicks(clip)
            const ticks = ticksOf(text.replace(/\s*(quarters|Viertel)\s*$/i, ''), start)
            if (ticks !== undefined) trimClip(s.document, clip.id, 'end', own(clip, start + ticks), s.tempo)
          })
        }
      />
      <Text
        label={t('Offset')}
        number
        value={
          from === undefined || kind === undefined ? MIXED : kind === 'audio' ? ms(from) : `${formatNumber(from / TICKS_PER_QUARTER, 2)}`
        }
        onTake={offset}
      />
      <Text
        label={t('Loop length')}
        number
        value={loop === undefined ? MIXED : loop ? t('{n} quarters', { n: formatNumber(loop / TICKS_PER_QUARTER, 2) }) : t('off')}
        onTake={(text) =>
          all(t('Loop content'), (clip) => {
            const [start] = s.clipTicks(clip)
            const ticks = ticksOf(text.replace(/\s*(quarters|Viertel)\s*$/i, ''), start)
            const unit = ticks === undefined ? null : Math.max(LOOP_MIN[clip.anchor], own(clip, start + ticks) - own(clip, start))
            setClipLoop(s.document, clip.id, unit)
          })
        }
      />
      {audio.length > 0 && (
        <>
          <Text label={t('Gain')} number value={db === undefined ? MIXED : `${formatNumber(db, 1)} dB`} onTake={gain} />
          <Text label={t('Fade in')} number value={ms(common(audio, (c) => c.fadeIn ?? 0))} onTake={(text) => fade('in', text)} />
          <Text label={t('Fade out')} number value={ms(common(audio, (c) => c.fadeOut ?? 0))} onTake={(text) => fade('out', text)} />
          {(['fadeIn', 'fadeOut'] as const).map((field) => {
            const shape = common(audio, (c) => String(c[`${field}Shape`] ?? 'equal-power'))
            return (
              <label className="field" key={field}>
                {field === 'fadeIn' ? t('Shape in') : t('Shape out')}
                <select
                  value={shape ?? ''}
                  onChange={(e) =>
                    all(t('Fade shape'), (clip) => {
                      if (clip.kind === 'audio')
                        setFade(
                          s.document,
                          clip.id,
                          field === 'fadeIn' ? 'in' : 'out',
                          Number(clip[field] ?? 0),
                          e.target.value as FadeShape,
                        )
                    })
                  }
                >
                  {shape === undefined && <option value="">{MIXED}</option>}
                  {SHAPES.map((x) => (
                    <option key={x.id} value={x.id}>
                      {named(x.name)}
                    </option>
                  ))}
                </select>
              </label>
            )
          })}
        </>
      )}
      <fieldset className="colors">
        <legend>{t('Colour')}</legend>
        {[1, 2, 3, 4, 5, 6, 7, 8].map((c) => (
          <button
            type="button"
            key={c}
            aria-label={t('Colour {n}', { n: c })}
            aria-pressed={color === c}
            style={{ background: `var(--t${c})` }}
            onClick={() => s.edit(t('Colour'), () => setClipColor(s.document, ids, color === c ? null : c))}
          />
        ))}
      </fieldset>
      <div className="buttons">
        <Toggle on={flag('muted')} mixed={mixed('muted')} run={() => s.edit(t('Mute clip'), () => toggleClip(s.document, ids, 'muted'))}>
          {t('Mute')}
        </Toggle>
        <Toggle
          on={flag('locked')}
          mixed={mixed('locked')}
          run={() => s.edit(t('Lock clips'), () => lockClips(s.document, ids, !flag('locked')))}
        >
          {t('Lock')}
        </Toggle>
        {audio.length > 0 && (
          <Toggle
            on={flag('reverse', audio)}
            mixed={mixed('reverse', audio)}
            run={() =>
              s.edit(t('Reverse clip'), () =>
                toggleClip(
                  s.document,
                  audio.map((c) => c.id),
                  'reverse',
                ),
              )
            }
          >
            {t('Reverse')}
          </Toggle>
        )}
      </div>
      {file && (
        <p className="sub file" title={file.name}>
          {file.name}
        </p>
      )}
    </section>
  )
}
function Toggle({ on, mixed, run, children }: { on: boolean; mixed: boolean; run: () => void; children: string }) {
  return (
    <button type="button" className={on ? 'b on' : 'b'} aria-pressed={mixed ? 'mixed' : on} onClick={run}>
      {mixed ? `${children} ${MIXED}` : children}
    </button>
  )
}
