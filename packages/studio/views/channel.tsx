// A strip's input, panner, sends, VCA and group as fields: what the faders of the mixer do not show.
import {
  addMixGroup,
  addSend,
  addVca,
  circleWith,
  formatDb,
  type MixGroupRecord,
  mixGroupsOf,
  pan as panParam,
  removeMixGroup,
  removeSend,
  removeVca,
  renameGroup,
  type SendRecord,
  type StripRecord,
  sendsOf,
  setChannel,
  setGain,
  setGroupLinks,
  setMixGroup,
  setPan,
  setPanLaw,
  setSendPre,
  setVca,
  toggleMute,
  toggleSolo,
  type VcaRecord,
  vcaCircle,
  vcasOf,
} from '@tonmeister/project'
import { t, typedValue, valueText, word } from '@tonmeister/ui'
import { X } from 'lucide-react'
import { circleText } from '../app/circle.ts'
import type { Session } from '../app/session.ts'
import { Text } from './text-field.tsx'

const PAN = panParam({ name: word('Pan'), min: -100, max: 100, default: 0 })
const LAWS = [0, -3, -4.5, -6] as const

/** dB as typed; undefined when it is no number. */
export function decibels(text: string): number | undefined {
  if (/^\s*[−-]?\s*(∞|inf)/i.test(text)) return -Infinity
  const m = /^\s*([+−-]?\d*[.,]?\d+)\s*(db)?\s*$/i.exec(text)
  return m ? Number(m[1]!.replace('−', '-').replace(',', '.')) : undefined
}
type Fields = Parameters<typeof setChannel>[2]

export function ChannelFields({ s, strip }: { s: Session; strip: StripRecord }) {
  const set = (label: string, fields: Fields) => s.edit(label, () => setChannel(s.document, strip.id, fields))
  const place = (label: string, field: 'panLeft' | 'panRight', value: number) => (
    <Text
      label={label}
      number
      value={valueText(PAN, value)}
      onTake={(text) => {
        const to = typedValue(PAN, text, value)
        if (to !== undefined) set(label, { [field]: to })
      }}
    />
  )
  const toggle = (label: string, on: boolean, fields: Fields) => (
    <button type="button" className={on ? 'b on' : 'b'} aria-pressed={on} onClick={() => set(label, fields)}>
      {label}
    </button>
  )
  const isDual = !strip.mono && strip.panMode === 'dual'
  return (
    <>
      <Text
        label={t('Trim')}
        number
        value={formatDb(strip.trim ?? 0)}
        onTake={(text) => {
          const db = decibels(text)
          if (db !== undefined && Number.isFinite(db)) set(t('Trim'), { trim: db })
        }}
      />
      <label className="field">
        {t('Polarity')}
        <select
          value={strip.polarity ?? 'normal'}
          onChange={(e) => set(t('Polarity'), { polarity: e.target.value as NonNullable<Fields['polarity']> })}
        >
          <option value="normal">{t('as it is')}</option>
          <option value="both">{t('both sides turned over')}</option>
          <option value="left">{t('left turned over')}</option>
          <option value="right">{t('right turned over')}</option>
        </select>
      </label>
      {!strip.mono && (
        <label className="field">
          {t('Panner')}
          <select
            value={strip.panMode ?? 'balance'}
            onChange={(e) => set(t('Panner'), { panMode: e.target.value as NonNullable<Fields['panMode']> })}
          >
            <option value="balance">{t('Balance')}</option>
            <option value="dual">{t('Dual pan')}</option>
          </select>
        </label>
      )}
      {isDual && place(t('Left side'), 'panLeft', strip.panLeft ?? -100)}
      {isDual && place(t('Right side'), 'panRight', strip.panRight ?? 100)}
      {!strip.mono && (
        <Text
          label={t('Width')}
          number
          value={`${Math.round(strip.width ?? 100)} %`}
          onTake={(text) => {
            const width = Number.parseFloat(text.replace(',', '.'))
            if (width >= 0) set(t('Width'), { width })
          }}
        />
      )}
      <div className="buttons">
        {toggle(t('Mono'), strip.mono === true, { mono: strip.mono !== true })}
        {strip.kind !== 'main' && toggle(t('Solo safe'), strip.soloSafe === true, { soloSafe: strip.soloSafe !== true })}
      </div>
      {strip.kind === 'main' && (
        <label className="field">
          {t('Pan law')}
          <select
            value={s.project.panLaw ?? -3}
            title={t('What each side has in the middle. It holds for the whole project.')}
            onChange={(e) => {
              const law = LAWS.find((x) => x === Number(e.target.value))
              if (law !== undefined) s.edit(t('Pan law'), () => setPanLaw(s.document, law))
            }}
          >
            {LAWS.map((law) => (
              <option key={law} value={law}>
                {formatDb(law)}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  )
}

export function SendFields({ s, strip }: { s: Session; strip: StripRecord }) {
  const sends = sendsOf(s.document, strip.id)
  const targets = s.strips().filter((x) => x.kind === 'bus' && x.id !== strip.id)
  if (strip.kind === 'main') return null
  return (
    <>
      {sends.length > 0 && <h3 className="sub">{t('Sends')}</h3>}
      {sends.map((send) => (
        <Send key={send.id} s={s} send={send} name={String(s.document.get(send.target)?.name ?? '')} />
      ))}
      {targets.length > 0 && (
        <label className="field">
          {t('New send')}
          <select
            className="names"
            value=""
            onChange={(e) => {
              const target = e.target.value
              const trial = { id: 'trial', type: 'send', strip: strip.id, target }
              const circle = circleWith(s.document, trial)
              if (!s.edit(t('New send'), () => addSend(s.document, s.newId, strip.id, target))) s.notify(circleText(circle), true)
            }}
          >
            <option value="">{t('to…')}</option>
            {targets.map((x) => (
              <option key={x.id} value={x.id}>
                {x.name}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  )
}
function Send({ s, send, name }: { s: Session; send: SendRecord; name: string }) {
  const pan = send.pan ?? 0
  return (
    <fieldset className="send-fields" aria-label={t('Send to {bus}', { bus: name })}>
      <Text
        label={name}
        number
        value={formatDb(send.gain)}
        onTake={(text) => {
          const db = decibels(text)
          if (db !== undefined) s.edit(t('Level'), () => setGain(s.document, send.id, db <= -60 ? -Infinity : Math.min(10, db)))
        }}
      />
      <Text
        label={t('Pan')}
        number
        value={valueText(PAN, pan)}
        onTake={(text) => {
          const value = typedValue(PAN, text, pan)
          if (value !== undefined) s.edit(t('Pan'), () => setPan(s.document, send.id, value))
        }}
      />
      <div className="buttons">
        <button
          type="button"
          className={send.pre ? 'b on' : 'b'}
          aria-pressed={send.pre}
          onClick={() => s.edit(t('Before the fader'), () => setSendPre(s.document, send.id, !send.pre))}
        >
          {t('Before the fader')}
        </button>
        <button
          type="button"
          className={send.mute ? 'b on' : 'b'}
          aria-pressed={send.mute === true}
          onClick={() => s.edit(t('Mute'), () => toggleMute(s.document, send.id))}
        >
          {t('Mute')}
        </button>
        <button
          type="button"
          className="b g sq"
          title={t('Remove the send')}
          aria-label={t('Remove the send to {bus}', { bus: name })}
          onClick={() => s.edit(t('Remove the send'), () => removeSend(s.document, send.id))}
        >
          <X />
        </button>
      </div>
    </fieldset>
  )
}

const NEW = '+'
/** The VCA and the group of a strip; a choice goes to all chosen strips. */
export function GroupFields({ s, strip, strips }: { s: Session; strip: StripRecord; strips: readonly string[] }) {
  if (strip.kind === 'main') return null
  const vcas = vcasOf(s.document)
  const groups = mixGroupsOf(s.document)
  const vca = vcas.find((x) => x.id === strip.vca)
  const group = groups.find((x) => x.id === strip.mixGroup)
  const choice = (
    label: string,
    value: string,
    list: readonly { readonly id: string; readonly name: string }[],
    take: (id: string) => void,
  ) => (
    <label className="field">
      {label}
      <select className="names" value={value} onChange={(e) => take(e.target.value)}>
        <option value="">{t('none')}</option>
        {list.map((x) => (
          <option key={x.id} value={x.id}>
            {x.name}
          </option>
        ))}
        <option value={NEW}>{t('New…')}</option>
      </select>
    </label>
  )
  return (
    <>
      {choice(t('VCA'), vca?.id ?? '', vcas, (id) =>
        s.edit(t('VCA'), () =>
          id === NEW ? addVca(s.document, s.newId, t('VCA {n}', { n: vcas.length + 1 }), strips) : setVca(s.document, strips, id || null),
        ),
      )}
      {vca && <Vca s={s} vca={vca} vcas={vcas} />}
      {choice(t('Group'), group?.id ?? '', groups, (id) =>
        s.edit(t('Group'), () =>
          id === NEW
            ? addMixGroup(s.document, s.newId, t('Group {n}', { n: groups.length + 1 }), strips)
            : setMixGroup(s.document, strips, id || null),
        ),
      )}
      {group && <Group s={s} group={group} />}
    </>
  )
}
const rename = (s: Session, id: string) => (text: string) => {
  const name = text.trim()
  if (name) s.edit(t('Rename to {name}', { name }), () => renameGroup(s.document, id, name))
}
function Vca({ s, vca, vcas }: { s: Session; vca: VcaRecord; vcas: readonly VcaRecord[] }) {
  return (
    <fieldset className="send-fields" aria-label={t('VCA {name}', { name: vca.name })}>
      <Text label={t('Name')} value={vca.name} onTake={rename(s, vca.id)} />
      <Text
        label={t('Level')}
        number
        value={formatDb(vca.gain)}
        onTake={(text) => {
          const db = decibels(text)
          if (db !== undefined) s.edit(t('Level'), () => setGain(s.document, vca.id, db <= -60 ? -Infinity : Math.min(10, db)))
        }}
      />
      {vcas.length > 1 && (
        <label className="field">
          {t('Under')}
          <select
            className="names"
            value={vca.vca ?? ''}
            onChange={(e) => {
              const above = e.target.value || null
              const circle = vcaCircle(s.document, vca.id, above)
              if (circle) s.notify(t('The VCAs would go in a circle: {path}. Nothing was changed.', { path: circle.join(' → ') }), true)
              else s.edit(t('VCA'), () => setVca(s.document, [vca.id], above))
            }}
          >
            <option value="">{t('none')}</option>
            {vcas
              .filter((x) => x.id !== vca.id)
              .map((x) => (
                <option key={x.id} value={x.id}>
                  {x.name}
                </option>
              ))}
          </select>
        </label>
      )}
      <div className="buttons">
        <button
          type="button"
          className={vca.mute ? 'b on' : 'b'}
          aria-pressed={vca.mute}
          onClick={() => s.edit(t('Mute'), () => toggleMute(s.document, vca.id))}
        >
          {t('Mute')}
        </button>
        <button
          type="button"
          className={vca.solo ? 'b on' : 'b'}
          aria-pressed={vca.solo}
          onClick={() => s.edit(t('Solo'), () => toggleSolo(s.document, vca.id))}
        >
          {t('Solo')}
        </button>
        <button
          type="button"
          className="b g sq"
          title={t('Remove the VCA')}
          aria-label={t('Remove the VCA')}
          onClick={() => s.edit(t('Remove the VCA'), () => removeVca(s.document, vca.id))}
        >
          <X />
        </button>
      </div>
    </fieldset>
  )
}
function Group({ s, group }: { s: Session; group: MixGroupRecord }) {
  const link = (label: string, field: 'active' | 'linkGain' | 'linkMute' | 'linkSolo') => (
    <button
      type="button"
      className={group[field] ? 'b on' : 'b'}
      aria-pressed={group[field]}
      onClick={() => s.edit(t('Group'), () => setGroupLinks(s.document, group.id, { [field]: !group[field] }))}
    >
      {label}
    </button>
  )
  return (
    <fieldset className="send-fields" aria-label={t('Group {name}', { name: group.name })}>
      <Text label={t('Name')} value={group.name} onTake={rename(s, group.id)} />
      <div className="buttons">
        {link(t('Together'), 'active')}
        {link(t('Level'), 'linkGain')}
        {link(t('Mute'), 'linkMute')}
        {link(t('Solo'), 'linkSolo')}
        <button
          type="button"
          className="b g sq"
          title={t('Remove the group')}
          aria-label={t('Remove the group')}
          onClick={() => s.edit(t('Remove the group'), () => removeMixGroup(s.document, group.id))}
        >
          <X />
        </button>
      </div>
    </fieldset>
  )
}
