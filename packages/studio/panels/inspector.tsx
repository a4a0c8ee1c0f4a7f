// Inspector: the selected clip or strip as numbers and words. Everything a mouse can drag can be typed here.
import {
  type AssetRecord,
  type ClipRecord,
  colorTrack,
  type FadeShape,
  FLICKS_PER_SECOND,
  formatBars,
  formatDb,
  formatNumber,
  moveClips,
  pan as panParam,
  parsePosition,
  renameTrack,
  type StripRecord,
  setClipGain,
  setFade,
  setGain,
  setOutput,
  setPan,
  setTrackHeight,
  TICKS_PER_QUARTER,
  type TrackRecord,
  toggleClip,
} from '@tonmeister/project'
import { named, t, typedValue, valueText, word } from '@tonmeister/ui'
import { useEffect, useState } from 'react'
import { arrangementOf } from '../app/arrangement.ts'
import { automatedOn, openLane } from '../app/automate.ts'
import { command } from '../app/commands.ts'
import { inWords } from '../app/keeping.ts'
import type { Panel } from '../app/kinds.ts'
import { rowsOf } from '../app/rows.ts'
import { type Session, useSession } from '../app/session.ts'
import { COLORS, colorName } from '../commands/tracks.ts'

const PAN = panParam({ name: word('Pan'), min: -100, max: 100, default: 0 })

const SHAPES: readonly { readonly id: FadeShape; readonly name: string }[] = [
  { id: 'linear', name: word('Linear') },
  { id: 'equal-power', name: word('Equal power') },
  { id: 's-curve', name: word('S-curve') },
  { id: 'fast', name: word('Fast') },
  { id: 'slow', name: word('Slow') },
]

/** A field that is taken over on Enter or when it is left; Escape puts it back; what cannot be read is put back too. */
function Text({ label, value, onTake, number }: { label: string; value: string; onTake: (text: string) => void; number?: boolean }) {
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  const take = () => {
    if (draft !== value) onTake(draft)
    setDraft(value)
  }
  return (
    <label className="field">
      {label}
      <input
        className={number ? 'num' : ''}
        value={draft}
        onChange={(e) => setDraft(e.target.value)}
        onBlur={take}
        onKeyDown={(e) => {
          e.stopPropagation()
          if (e.key === 'Enter') e.currentTarget.blur()
          if (e.key === 'Escape') {
            setDraft(value)
            e.currentTarget.blur()
          }
        }}
      />
    </label>
  )
}
/** '−6', '−6 dB', '2,5 ms', '1.2 s'; undefined when it is no number. */
function quantity(text: string, unit: 'dB' | 's'): number | undefined {
  const m = /^\s*([+−-]?\d*[.,]?\d+)\s*(db|ms|s)?\s*$/i.exec(text)
  if (!m) return undefined
  const value = Number(m[1]!.replace('−', '-').replace(',', '.'))
  return unit === 's' && m[2]?.toLowerCase() === 'ms' ? value / 1000 : value
}

export default { id: 'inspector', title: 'Inspector', place: 'right', order: 2, view: Inspector } satisfies Panel

function Inspector() {
  const s = useSession()
  const clips = [...s.selectedClips].map((id) => s.document.get(id)).filter((r) => r?.type === 'clip') as ClipRecord[]
  const strip = s.selectedStrip ? (s.document.get(s.selectedStrip) as StripRecord | undefined) : undefined
  return (
    <div className="side-body" role="tabpanel" aria-label={t('Inspector')}>
      {clips.length === 1 && <ClipFields key={clips[0]!.id} s={s} clip={clips[0]!} />}
      {clips.length > 1 && (
        <section className="sec">
          <h2>{t('{n, plural, one {# clip} other {# clips}}', { n: clips.length })}</h2>
          <p className="sub">{t('Choose one clip to see its numbers.')}</p>
        </section>
      )}
      {strip?.type === 'strip' && <StripFields key={strip.id} s={s} strip={strip} />}
      {clips.length === 0 && !strip && (
        <div className="none">
          <p>{t('Choose a clip, a track or a strip: its name, place, fades and routing stand here.')}</p>
          <button type="button" className="b" onClick={() => s.select(s.strips().at(-1)?.id ?? null)}>
            {t('Show the main output')}
          </button>
        </div>
      )}
    </div>
  )
}
function ClipFields({ s, clip }: { s: Session; clip: ClipRecord }) {
  const [start, end] = s.clipTicks(clip)
  const asset = clip.kind === 'audio' ? (s.document.get(String(clip.asset)) as AssetRecord | undefined) : undefined
  const seconds = (flicks: unknown) => `${formatNumber((Number(flicks ?? 0) / FLICKS_PER_SECOND) * 1000, 0)} ms`
  const move = (text: string) => {
    try {
      const flicks = parsePosition(text, {
        tempo: s.tempo,
        signatures: s.signatures,
        rate: s.rate,
        timecodeStart: s.project.timecodeStart,
      })
      const ticks = Math.round(s.tempo.ticks(flicks))
      s.edit(t('Move clip'), () =>
        moveClips(s.document, [clip.id], { ticks: ticks - Math.round(start), flicks: Math.round(flicks - s.tempo.flicks(start)) }),
      )
    } catch (error) {
      s.notify(inWords(error), true)
    }
  }
  const fade = (edge: 'in' | 'out', text: string) => {
    const length = quantity(text, 's')
    if (length !== undefined && length >= 0)
      s.edit(edge === 'in' ? t('Fade in') : t('Fade out'), () =>
        setFade(s.document, clip.id, edge, Math.round((/s/i.test(text) ? length : length / 1000) * FLICKS_PER_SECOND)),
      )
  }
  return (
    <section className="sec" aria-label={t('Clip')}>
      <h2>
        {t('Clip')} <span>{clip.kind === 'audio' ? t('Audio') : clip.kind === 'notes' ? t('Notes') : clip.kind}</span>
      </h2>
      <Text
        label={t('Name')}
        value={clip.name}
        onTake={(name) => s.edit(t('Rename clip'), () => s.document.transact(() => s.document.set(clip.id, 'name', name)))}
      />
      <Text label={t('Start')} number value={formatBars(s.signatures.position(Math.round(start)))} onTake={move} />
      <div className="row">
        {t('Length')}
        <span className="num">{t('{n} quarters', { n: formatNumber((end - start) / TICKS_PER_QUARTER, 2) })}</span>
      </div>
      {clip.kind === 'audio' && (
        <>
          <Text
            label={t('Gain')}
            number
            value={`${formatNumber(Number(clip.gain ?? 0), 1)} dB`}
            onTake={(text) => {
              const db = quantity(text, 'dB')
              if (db !== undefined) s.edit(t('Clip gain'), () => setClipGain(s.document, clip.id, Math.min(36, Math.max(-72, db))))
            }}
          />
          <Text label={t('Fade in')} number value={seconds(clip.fadeIn)} onTake={(text) => fade('in', text)} />
          <Text label={t('Fade out')} number value={seconds(clip.fadeOut)} onTake={(text) => fade('out', text)} />
          {(['in', 'out'] as const).map((edge) => (
            <label className="field" key={edge}>
              {edge === 'in' ? t('Shape in') : t('Shape out')}
              <select
                value={String(clip[edge === 'in' ? 'fadeInShape' : 'fadeOutShape'] ?? 'equal-power')}
                onChange={(e) =>
                  s.edit(t('Fade shape'), () =>
                    setFade(
                      s.document,
                      clip.id,
                      edge,
                      Number(clip[edge === 'in' ? 'fadeIn' : 'fadeOut'] ?? 0),
                      e.target.value as FadeShape,
                    ),
                  )
                }
              >
                {SHAPES.map((x) => (
                  <option key={x.id} value={x.id}>
                    {named(x.name)}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </>
      )}
      <div className="buttons">
        <button
          type="button"
          className={clip.muted ? 'b on' : 'b'}
          aria-pressed={clip.muted === true}
          onClick={() => s.edit(t('Mute clip'), () => toggleClip(s.document, [clip.id], 'muted'))}
        >
          {t('Mute')}
        </button>
        {clip.kind === 'audio' && (
          <button
            type="button"
            className={clip.reverse ? 'b on' : 'b'}
            aria-pressed={clip.reverse === true}
            onClick={() => s.edit(t('Reverse clip'), () => toggleClip(s.document, [clip.id], 'reverse'))}
          >
            {t('Reverse')}
          </button>
        )}
      </div>
      {asset && (
        <p className="sub file" title={asset.name}>
          {asset.name}
        </p>
      )}
    </section>
  )
}
function StripFields({ s, strip }: { s: Session; strip: StripRecord }) {
  const own = arrangementOf(s)
  const tracks = own.chosen().map((id) => s.document.get(id) as TrackRecord)
  const track = s.document.children<TrackRecord>('strip', strip.id, 'track')[0]
  const ids = tracks.some((x) => x.strip === strip.id) ? tracks.map((x) => x.id) : track ? [track.id] : []
  const rename = (name: string) =>
    name.trim() &&
    s.edit(t('Rename to {name}', { name: name.trim() }), () =>
      track ? renameTrack(s.document, track.id, name.trim()) : s.document.transact(() => s.document.set(strip.id, 'name', name.trim())),
    )
  const db = (text: string) => {
    const value = /^\s*[−-]?\s*(∞|inf)/i.test(text) ? -Infinity : quantity(text, 'dB')
    if (value !== undefined) s.edit(t('Level'), () => setGain(s.document, strip.id, value <= -60 ? -Infinity : Math.min(10, value)))
  }
  const pan = (text: string) => {
    const value = typedValue(PAN, text, strip.pan)
    if (value !== undefined) s.edit(t('Pan'), () => setPan(s.document, strip.id, value))
  }
  const row = track && rowsOf(s).of.get(track.id)
  const automated = track ? automatedOn(s, track) : []
  return (
    <section className="sec" aria-label={t('Strip')}>
      <h2>
        {track?.folder ? t('Folder') : strip.kind === 'main' ? t('Main') : strip.kind === 'bus' ? t('Bus') : t('Track')}
        <span>{ids.length > 1 ? t('{n, plural, other {# tracks}}', { n: ids.length }) : t('Strip')}</span>
      </h2>
      <Text label={t('Name')} value={strip.name} onTake={rename} />
      <Text label={t('Level')} number value={formatDb(strip.gain)} onTake={db} />
      <Text label={t('Pan')} number value={valueText(PAN, strip.pan)} onTake={pan} />
      {strip.kind !== 'main' && (
        <label className="field">
          {t('Output')}
          <select
            value={strip.output ?? ''}
            onChange={(e) => {
              const to = e.target.value || null
              if (!s.edit(t('Output'), () => setOutput(s.document, strip.id, to)))
                s.notify(t('That would send the signal in a circle: nothing was changed.'), true)
            }}
          >
            <option value="">{t('Main')}</option>
            {s
              .strips()
              .filter((x) => x.kind === 'bus' && x.id !== strip.id)
              .map((x) => (
                <option key={x.id} value={x.id}>
                  {x.name}
                </option>
              ))}
          </select>
        </label>
      )}
      {track && row && (
        <>
          <Text
            label={t('Height')}
            number
            value={`${row.height} px`}
            onTake={(text) => {
              const px = Number.parseFloat(text)
              if (px > 0) s.edit(t('Height'), () => setTrackHeight(s.document, ids, track.heightLocked === true ? px : px / own.scale))
            }}
          />
          <div className="buttons">
            <button
              type="button"
              className={track.heightLocked ? 'b on' : 'b'}
              aria-pressed={track.heightLocked === true}
              onClick={() => command('lock-height').run(s)}
            >
              {t('Lock the height')}
            </button>
            <button type="button" className="b" onClick={() => command('automation').run(s)}>
              {t('Automate…')}
            </button>
          </div>
        </>
      )}
      <fieldset className="colors">
        <legend>{t('Colour')}</legend>
        {COLORS.map((name, i) => (
          <button
            type="button"
            key={name}
            aria-label={colorName(name)}
            title={colorName(name)}
            aria-pressed={strip.color === i + 1}
            style={{ background: `var(--t${i + 1})` }}
            onClick={() =>
              s.edit(t('Colour'), () =>
                s.document.transact(() => {
                  if (!ids.length) s.document.set(strip.id, 'color', i + 1)
                  for (const id of ids) colorTrack(s.document, id, i + 1)
                }),
              )
            }
          />
        ))}
      </fieldset>
      {track && automated.length > 0 && (
        <>
          <h3 className="sub">{t('Automated')}</h3>
          {automated.map((a) => (
            <button type="button" className="row link" key={`${a.target} ${a.param}`} onClick={() => openLane(s, track.id, a)}>
              {a.name}
            </button>
          ))}
        </>
      )}
    </section>
  )
}
