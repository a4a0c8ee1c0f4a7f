// A VCA in the mixer: a fader over the strips that are under it; no sound of its own.
import {
  formatNumber,
  removeVca,
  renameGroup,
  type StripRecord,
  setGain,
  setVca,
  toggleMute,
  toggleSolo,
  type VcaRecord,
} from '@tonmeister/project'
import { Fader, t } from '@tonmeister/ui'
import { memo, useState } from 'react'
import { arrangementOf } from '../app/arrangement.ts'
import { driven } from '../app/automate.ts'
import type { MenuItem, Session } from '../app/session.ts'
import { ModeButton } from './automation-mode.tsx'

interface VcaStripProps {
  readonly s: Session
  readonly vca: VcaRecord
  /** Names of the strips and VCAs under it, in order, one a line. */
  readonly under: string
  /** Points move its level. */
  readonly isAutomated: boolean
}
export const VcaStrip = memo(function VcaStrip({ s, vca, under, isAutomated }: VcaStripProps) {
  const [isNaming, setNaming] = useState(false)
  const gain = vca.gain ?? -Infinity
  return (
    <div
      className="strip vca"
      role="row"
      tabIndex={-1}
      aria-label={t('VCA {name}', { name: vca.name })}
      onContextMenu={(e) => {
        e.preventDefault()
        s.openMenu(
          e,
          vca.name,
          vcaItems(s, vca, () => setNaming(true)),
        )
      }}
    >
      <div className="under" role="gridcell" title={under || t('Nothing is under it')}>
        <b>{t('VCA')}</b>
        {under || t('Nothing is under it')}
      </div>
      <div className="panms" role="gridcell">
        <button
          type="button"
          className="tog m"
          tabIndex={-1}
          aria-pressed={vca.mute}
          aria-label={t('Mute {strip}', { strip: vca.name })}
          onClick={() => s.edit(t('Mute'), () => toggleMute(s.document, vca.id))}
        >
          M
        </button>
        <button
          type="button"
          className="tog s"
          tabIndex={-1}
          aria-pressed={vca.solo}
          aria-label={t('Solo {strip}', { strip: vca.name })}
          onClick={(e) => s.edit(t('Solo'), () => toggleSolo(s.document, vca.id, e.altKey))}
        >
          S
        </button>
      </div>
      <div className="fm" role="gridcell">
        <Fader
          label={t('Level {strip}', { strip: vca.name })}
          db={gain}
          isAutomated={isAutomated}
          driven={driven(s, vca.id, 'gain', isAutomated ? 'gain' : '')}
          tab={-1}
          onBegin={() => s.gesture(t('Level {strip}', { strip: vca.name }))}
          onChange={(db) => setGain(s.document, vca.id, db)}
        />
      </div>
      <div className="level" role="gridcell">
        <ModeButton s={s} strip={vca.id} mode={vca.automation ?? 'read'} name={vca.name} tab={-1} />
        <div className="db num">{gain === -Infinity ? '−∞' : formatNumber(gain, 1)}</div>
      </div>
      <div className="nm" style={{ '--c': `var(--t${vca.color})` } as React.CSSProperties} title={vca.name}>
        {isNaming ? (
          <input
            defaultValue={vca.name}
            aria-label={t('Name')}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked to name it
            autoFocus
            onFocus={(e) => e.target.select()}
            onKeyDown={(e) => {
              e.stopPropagation()
              if (e.key === 'Escape') e.currentTarget.value = vca.name
              if (e.key === 'Escape' || e.key === 'Enter') e.currentTarget.blur()
            }}
            onBlur={(e) => {
              setNaming(false)
              const name = e.target.value.trim()
              if (name && name !== vca.name) s.edit(t('Rename to {name}', { name }), () => renameGroup(s.document, vca.id, name))
            }}
          />
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard it is named from the menu
          <span onDoubleClick={() => setNaming(true)}>{vca.name}</span>
        )}
      </div>
    </div>
  )
})
function vcaItems(s: Session, vca: VcaRecord, name: () => void): MenuItem[] {
  const chosen = arrangementOf(s).strips()
  const under = s.document.byType<StripRecord>('strip').filter((x) => x.vca === vca.id)
  return [
    {
      title: t('Put the chosen strips under it'),
      disabled: !chosen.length,
      run: () => s.edit(t('VCA'), () => setVca(s.document, chosen, vca.id)),
    },
    {
      title: t('Take all strips from under it'),
      disabled: !under.length,
      run: () =>
        s.edit(t('VCA'), () =>
          setVca(
            s.document,
            under.map((x) => x.id),
            vca.vca ?? null,
          ),
        ),
    },
    { title: t('Rename…'), run: name },
    { title: t('Level to 0 dB'), run: () => s.edit(t('Level to 0 dB'), () => setGain(s.document, vca.id, 0)) },
    null,
    { title: t('Remove the VCA'), run: () => s.edit(t('Remove the VCA'), () => removeVca(s.document, vca.id)) },
  ]
}
