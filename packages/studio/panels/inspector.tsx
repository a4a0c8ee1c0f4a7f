// Inspector: the selected clip or strip as numbers and words. Everything a mouse can drag can be typed here.
import {
  type ClipRecord,
  circleWith,
  colorTrack,
  formatDb,
  pan as panParam,
  renameTrack,
  type StripRecord,
  setGain,
  setOutput,
  setPan,
  setTrackHeight,
  type TrackRecord,
} from '@tonmeister/project'
import { t, typedValue, valueText, word } from '@tonmeister/ui'
import { arrangementOf } from '../app/arrangement.ts'
import { automatedOn, openLane } from '../app/automate.ts'
import { circleText } from '../app/circle.ts'
import { command } from '../app/commands.ts'
import type { Panel } from '../app/kinds.ts'
import { rowsOf } from '../app/rows.ts'
import { type Session, useSession } from '../app/session.ts'
import { COLORS, colorName } from '../commands/tracks.ts'
import { ChannelFields, GroupFields, SendFields } from '../views/channel.tsx'
import { ClipFields } from '../views/clip-fields.tsx'
import { Text } from '../views/text-field.tsx'

const PAN = panParam({ name: word('Pan'), min: -100, max: 100, default: 0 })

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
      {clips.length > 0 && <ClipFields key={clips.length === 1 ? clips[0]!.id : ''} s={s} clips={clips} />}
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
      {(strip.mono || strip.panMode !== 'dual') && <Text label={t('Pan')} number value={valueText(PAN, strip.pan)} onTake={pan} />}
      {strip.kind !== 'main' && (
        <label className="field">
          {t('Output')}
          <select
            className="names"
            value={strip.output ?? ''}
            onChange={(e) => {
              const to = e.target.value || null
              const circle = circleWith(s.document, { ...strip, output: to })
              if (!s.edit(t('Output'), () => setOutput(s.document, strip.id, to))) s.notify(circleText(circle), true)
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
      <ChannelFields s={s} strip={strip} />
      <SendFields s={s} strip={strip} />
      <GroupFields s={s} strip={strip} strips={own.strips().includes(strip.id) ? own.strips() : [strip.id]} />
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
