// The preset of a device in its title: which it is, whether it was changed since, the previous and the next one, and a name that is typed.
import type { DeviceRecord } from '@tonmeister/project'
import { named, t } from '@tonmeister/ui'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { chain } from '../app/chain.ts'
import { allowed, command, titleOf } from '../app/commands.ts'
import { choosePreset, deviceOf, isChanged, nameOf, presetsOf, renamePreset, savePreset, stepPreset } from '../app/presets.ts'
import type { MenuItem, Session } from '../app/session.ts'

const COMMANDS = ['save-preset', 'overwrite-preset', 'rename-preset', 'delete-preset', null, 'export-presets', 'import-presets']

function items(s: Session, record: DeviceRecord): MenuItem[] {
  const device = deviceOf(record)
  if (!device) return []
  const all = presetsOf(device)
  const line = (p: (typeof all)[number]) => ({ title: named(p.name), on: p.name === record.preset, run: () => choosePreset(s, record, p) })
  const own = all.filter((p) => p.isOwn)
  return [
    ...own.map(line),
    ...(own.length ? [null] : []),
    ...all.filter((p) => !p.isOwn).map(line),
    null,
    ...COMMANDS.map((id) => {
      if (id === null) return null
      const c = command(id)
      return { title: titleOf(c), disabled: !allowed(c, s), run: () => c.run(s) }
    }),
  ]
}
export function PresetBar({ s, record }: { s: Session; record: DeviceRecord }) {
  const device = nameOf(record)
  const changed = isChanged(record)
  const naming = chain.naming?.id === record.id ? chain.naming.kind : undefined
  const shown = record.preset ? named(record.preset) : t('No preset')
  if (naming) {
    const title = naming === 'save' ? t('Name of the new preset') : t('New name of the preset')
    const leave = () => {
      chain.naming = null
      s.changed()
    }
    return (
      <input
        className="preset-name"
        aria-label={title}
        placeholder={title}
        defaultValue={naming === 'rename' ? (record.preset ?? '') : ''}
        maxLength={80}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
        autoFocus
        onFocus={(e) => e.target.select()}
        onBlur={leave}
        onKeyDown={(e) => {
          e.stopPropagation()
          if (e.key === 'Escape') leave()
          if (e.key !== 'Enter') return
          const name = e.currentTarget.value
          if (!(naming === 'save' ? savePreset(s, record, name) : renamePreset(s, record, name))) return
          leave()
          document.querySelector<HTMLElement>(`[data-card="${CSS.escape(record.id)}"] .preset`)?.focus()
        }}
      />
    )
  }
  return (
    <div className="preset-bar">
      <button
        type="button"
        className="b g sq tiny"
        aria-label={t('Previous preset of {device}', { device })}
        title={t('Previous preset')}
        onClick={() => stepPreset(s, record, -1)}
      >
        <ChevronLeft />
      </button>
      <button
        type="button"
        className={record.preset ? 'preset' : 'preset none'}
        aria-haspopup="menu"
        aria-label={
          changed
            ? t('Preset of {device}: {preset}, changed', { device, preset: shown })
            : t('Preset of {device}: {preset}', { device, preset: shown })
        }
        title={changed ? t('{preset}: changed since', { preset: shown }) : shown}
        onClick={(e) => {
          chain.current = record.id
          s.openMenu(e, t('Presets of {device}', { device }), items(s, record))
        }}
      >
        <span>{shown}</span>
        {changed && <b aria-hidden="true">*</b>}
      </button>
      <button
        type="button"
        className="b g sq tiny"
        aria-label={t('Next preset of {device}', { device })}
        title={t('Next preset')}
        onClick={() => stepPreset(s, record, 1)}
      >
        <ChevronRight />
      </button>
    </div>
  )
}
