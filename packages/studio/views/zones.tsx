// Zones of a sampler: which sample sounds on which keys. Files dropped here become zones.
import { type AssetRecord, addZones, noteName, parseNote, removeZone, setZone, type ZoneRecord, zonesOf } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { X } from 'lucide-react'
import { useState } from 'react'
import { choose, dropped } from '../app/files.ts'
import { ASSET_TYPE } from '../app/insert.ts'
import type { Session } from '../app/session.ts'

export function Zones({ s, device }: { s: Session; device: string }) {
  const [drop, setDrop] = useState(false)
  const zones = zonesOf(s.document, device)
  const take = (e: React.DragEvent) => {
    e.preventDefault()
    e.stopPropagation()
    setDrop(false)
    const asset = s.document.get(e.dataTransfer.getData(ASSET_TYPE)) as AssetRecord | undefined
    if (asset?.type === 'asset') s.edit(t('Add {name}', { name: asset.name }), () => addZones(s.document, s.newId, device, [asset]))
    else void dropped(e.dataTransfer).then((files) => s.takeSamples(files, device))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the button below does the same
    <div
      className={drop ? 'zones drop' : 'zones'}
      onDragOver={(e) => {
        e.preventDefault()
        e.stopPropagation()
        setDrop(true)
      }}
      onDragLeave={() => setDrop(false)}
      onDrop={take}
    >
      {zones.length > 0 && (
        <table aria-label={t('Zones')}>
          <thead>
            <tr>
              <th>{t('Sample')}</th>
              <th>{t('From')}</th>
              <th>{t('Root')}</th>
              <th>{t('To')}</th>
              <th>{t('Velocity')}</th>
              <th>{t('Loop')}</th>
              <th aria-label={t('Remove')} />
            </tr>
          </thead>
          <tbody>
            {zones.map((zone) => (
              <Zone key={zone.id} s={s} zone={zone} name={String(s.document.get(zone.asset)?.name ?? t('missing'))} />
            ))}
          </tbody>
        </table>
      )}
      <div className="zones-foot">
        <button type="button" className="b" onClick={() => choose('.wav,.rf64,.bwf', false, (files) => void s.takeSamples(files, device))}>
          {t('Add samples')}
        </button>
        {zones.length === 0 && <p>{t('Drop WAV files here: one plays on all keys, several get a key each.')}</p>}
      </div>
    </div>
  )
}
function Zone({ s, zone, name }: { s: Session; zone: ZoneRecord; name: string }) {
  const key = (field: 'keyLow' | 'root' | 'keyHigh', label: string) => (
    <Cell
      label={label}
      value={noteName(zone[field])}
      onTake={(text) => {
        const k = parseNote(text)
        if (k === undefined)
          s.notify(t('“{text}” is no key. Nothing was changed. Write C4, F#3 or a number from 0 to 127.', { text }), true)
        else s.edit(label, () => setZone(s.document, zone.id, { [field]: k }))
      }}
    />
  )
  return (
    <tr>
      <td title={name}>{name}</td>
      <td>{key('keyLow', t('Lowest key of {name}', { name }))}</td>
      <td>{key('root', t('Root key of {name}', { name }))}</td>
      <td>{key('keyHigh', t('Highest key of {name}', { name }))}</td>
      <td>
        <Cell
          label={t('Velocities of {name}', { name })}
          value={`${zone.velocityLow}–${zone.velocityHigh}`}
          onTake={(text) => {
            const m = /^\s*(\d{1,3})\s*(?:[-–]\s*(\d{1,3}))?\s*$/.exec(text)
            if (m)
              s.edit(t('Velocities of {name}', { name }), () =>
                setZone(s.document, zone.id, { velocityLow: Number(m[1]), velocityHigh: Number(m[2] ?? m[1]) }),
              )
          }}
        />
      </td>
      <td>
        <button
          type="button"
          className={zone.loop === 'forward' ? 'b sm on' : 'b sm'}
          aria-pressed={zone.loop === 'forward'}
          aria-label={t('Loop {name}', { name })}
          onClick={() =>
            s.edit(t('Loop {name}', { name }), () => setZone(s.document, zone.id, { loop: zone.loop === 'forward' ? 'off' : 'forward' }))
          }
        >
          {zone.loop === 'forward' ? t('On') : t('Off')}
        </button>
      </td>
      <td>
        <button
          type="button"
          className="b g sq tiny"
          aria-label={t('Remove {name}', { name })}
          onClick={() => s.edit(t('Remove {name}', { name }), () => removeZone(s.document, zone.id))}
        >
          <X />
        </button>
      </td>
    </tr>
  )
}
/** A value in a table: typed, taken over on Enter or when it is left. */
function Cell({ label, value, onTake }: { label: string; value: string; onTake: (text: string) => void }) {
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <input
      className="num"
      aria-label={label}
      value={draft ?? value}
      onFocus={(e) => {
        setDraft(value)
        e.target.select()
      }}
      onChange={(e) => setDraft(e.target.value)}
      onBlur={() => {
        if (draft !== null && draft !== value) onTake(draft)
        setDraft(null)
      }}
      onKeyDown={(e) => {
        e.stopPropagation()
        if (e.key === 'Enter') e.currentTarget.blur()
        if (e.key === 'Escape') {
          setDraft(value)
          e.currentTarget.value = value
        }
      }}
    />
  )
}
